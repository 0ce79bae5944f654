import { numberAt } from '../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { showValue } from '../../../base/primitives/errors/show-value.ts';
import type { ContractPath } from '../document/contract-file.ts';
import type { ResolvedContract } from '../document/resolve-contract.ts';
import { documentCheck } from '../check/document-rules.ts';
import { type EventSource, openEventSource } from './event-source.ts';
import { atPointer } from '../check/json-pointer.ts';
import type { Judgement } from '../check/judgement.ts';
import type { MachineLoad } from '../check/machine-load.ts';
import type { MapView } from '../check/map-view.ts';
import type { ServiceView } from '../check/service-view.ts';
import { until } from '../check/until.ts';

type Events = NonNullable<ResolvedContract['events']>;

const path: ContractPath = ['events'];
const about = 'events';
/** An event that is late is waited for so many times longer: late is another fault than missing. */
const lateFactor = 5;
/** How far the clock of a service may be off. */
const clockToleranceMs = 5000;

/** Holds the events of a service against the growths that it shows elsewhere. */
export class DriveEvents {
  readonly #promise: Events;
  readonly #contract: ResolvedContract;
  readonly #source: EventSource;
  readonly #judgement: Judgement;
  readonly #load: MachineLoad;
  readonly #startedAtMs = Date.now();
  #hasGivenUp = false;

  private constructor(
    promise: Events,
    contract: ResolvedContract,
    source: EventSource,
    judgement: Judgement,
    load: MachineLoad,
  ) {
    this.#promise = promise;
    this.#contract = contract;
    this.#source = source;
    this.#judgement = judgement;
    this.#load = load;
  }

  /** `null` where none are promised or asked for, or there are none to be had, which is then judged. */
  static async open(
    { contract, client, judgement }: ServiceView,
    load: MachineLoad,
    fileOf: (path: string) => string,
  ): Promise<DriveEvents | null> {
    const { events, drive } = contract;
    if (events === null || drive?.expect.has('growth-event') !== true) return null;
    try {
      const source = await openEventSource(events.source, client, fileOf);
      return new DriveEvents(events, contract, source, judgement, load);
    } catch (error) {
      if (!(error instanceof SandboxError) || error.code !== 'input') throw error;
      judgement.violated({ rule: 'event-answer', about, message: error.message }, path);
      return null;
    }
  }

  /**
   * Waits for the events of so many growths, and judges how soon they came.
   *
   * @param writtenAt when the service had taken the write that made the last growth
   */
  async expect(growths: number, writtenAt: number): Promise<void> {
    if (this.#hasGivenUp) return;
    const { withinMs } = this.#promise;
    const source = this.#source;
    const startedAt = performance.now();
    const areThere = await until(lateFactor * withinMs, async () => {
      await source.look();
      return source.events.length >= growths || source.isOver;
    });
    const cameAt = source.cameAt?.[growths - 1];
    // What came while pages were looked at, and nobody can say when, came in time.
    const tookMs =
      cameAt === undefined ? performance.now() - startedAt : Math.max(0, cameAt - writtenAt);
    if (!areThere || source.events.length < growths) {
      this.#hasGivenUp = true;
      const ended = source.isOver ? ', and the stream ended' : '';
      const message = `expected an event for each of ${growths} growths, got ${source.events.length} within ${lateFactor} times ${withinMs} ms${ended}`;
      this.#judgement.violated({ rule: 'growth-event', about, message }, path);
      return;
    }
    if (tookMs <= withinMs) this.#judgement.holds('event-late', about, path);
    else this.#late(tookMs, withinMs);
  }

  #late(tookMs: number, withinMs: number): void {
    const message = `expected an event within ${withinMs} ms of its growth, got it after ${tookMs.toFixed(0)} ms`;
    const { whyBusy } = this.#load;
    if (whyBusy === null) this.#judgement.violated({ rule: 'event-late', about, message }, path);
    else
      this.#judgement.inconclusive(
        { rule: 'event-late', about, message: `${message}; on this machine ${whyBusy}` },
        path,
      );
  }

  /** Judges all that came: how many, what they say, and of which shards. */
  async end(growths: number, first: MapView, last: MapView): Promise<void> {
    // One that is sent twice stands in for the next growth's: that one comes within the same time.
    await until(this.#promise.withinMs, async () => {
      await this.#source.look();
      return this.#source.events.length > growths || this.#source.isOver;
    });
    const { events } = this.#source;
    if (events.length > growths)
      this.#judgement.violated(
        {
          rule: 'growth-event',
          about,
          message: `expected an event for each of ${growths} growths, got ${events.length}`,
        },
        path,
      );
    else this.#judgement.holds('growth-event', about, path);
    this.#schema(events);
    this.#shards(events, first, last);
    this.#times(events);
  }

  close(): void {
    this.#source.close();
  }

  #schema(events: readonly unknown[]): void {
    const { schema } = this.#promise;
    if (schema === null) return;
    if (events.length === 0) {
      const message = 'no event came, so none was checked by the schema';
      this.#judgement.inconclusive({ rule: 'event-schema', about, message }, schema.path);
      return;
    }
    const check = documentCheck(schema, this.#contract.file);
    this.#judgement.rule('event-schema', about, schema.path, events.flatMap(check));
  }

  #shards(events: readonly unknown[], first: MapView, last: MapView): void {
    const { shard } = this.#promise;
    if (shard === undefined || events.length === 0) return;
    const grown = (last.shardGrowths ?? [last.growths ?? 0]).map(
      (count, index) => count - ((first.shardGrowths ?? [first.growths ?? 0])[index] ?? 0),
    );
    const told = grown.map(() => 0);
    const messages: string[] = [];
    for (const event of events) {
      const value = atPointer(event, shard);
      if (typeof value === 'number' && value in told) told[value] = numberAt(told, value) + 1;
      else
        messages.push(
          `expected the shard of an event to be below ${grown.length}, got ${showValue(value)}`,
        );
    }
    for (const [index, count] of grown.entries())
      if (numberAt(told, index) > count)
        messages.push(`expected ${count} events of shard ${index}, got ${told[index]}`);
    this.#judgement.rule('event-shard', about, path, messages);
  }

  #times(events: readonly unknown[]): void {
    const { time } = this.#promise;
    if (time === undefined || events.length === 0) return;
    const messages = events.flatMap((event) => {
      const value = atPointer(event, time);
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return at >= this.#startedAtMs - clockToleranceMs && at <= Date.now() + clockToleranceMs
        ? []
        : [`expected the time of an event to be that of its growth, got ${showValue(value)}`];
    });
    this.#judgement.rule('event-time', about, path, messages);
  }
}
