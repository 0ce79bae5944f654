import { GrowthFeed } from '../../maps/figures/growth-feed.ts';
import type { LiveMap, LiveProcess, LiveSource } from '../../maps/figures/live-map.ts';
import { type RegisteredKind, leastFigures } from './collection-table.ts';
import type { RegisteredGrowth } from './growth-line.ts';

interface Registered {
  readonly id: string;
  readonly kind: RegisteredKind;
  /** The innermost call of its last growth. */
  site: string | null;
  readonly collection: WeakRef<Collection>;
}

type Collection = Map<unknown, unknown> | Set<unknown>;

/** Collections that are gone are forgotten when this many came since the last time. */
const fewestBetweenSweeps = 1024;

/**
 * The collections of one thread that passed 1,024 entries, for as long as the program keeps them: as they
 * were when they grew, and by their size at each look.
 */
export class RegisteredSource implements LiveSource {
  readonly origin = 'registered';
  readonly process: LiveProcess;
  readonly #nowMs: () => number;
  readonly #feed = new GrowthFeed();
  // Arrays and not maps: what is written here must not be what is watched.
  #known: readonly Registered[] = [];
  #sweepAt = fewestBetweenSweeps;

  constructor(process: LiveProcess, nowMs: () => number) {
    this.process = process;
    this.#nowMs = nowMs;
  }

  /** Takes a growth that is reported. */
  note(growth: RegisteredGrowth, collection: Collection): void {
    const { mapId: id, collection: kind, stack } = growth;
    const site = stack[0] ?? null;
    const known = this.#known.find((other) => other.id === id);
    if (known === undefined) {
      this.#sweep();
      this.#known = [...this.#known, { id, kind, site, collection: new WeakRef(collection) }];
    } else known.site = site;
    this.#feed.send(growth);
  }

  readonly discover = (): Promise<readonly LiveMap[]> => Promise.resolve(this.#look(() => true));

  readonly refresh = (known: readonly LiveMap[]): Promise<readonly LiveMap[]> => {
    const isKnown = (one: Registered): boolean => known.some(({ id }) => id === one.id);
    return Promise.resolve(this.#look(isKnown));
  };

  readonly growths = (): ReturnType<GrowthFeed['listen']> => this.#feed.listen();

  readonly close = (): Promise<void> => Promise.resolve(this.#feed.close());

  #look(isWanted: (one: Registered) => boolean): readonly LiveMap[] {
    const atMs = this.#nowMs();
    return this.#known.flatMap((one) => {
      const collection = isWanted(one) ? one.collection.deref() : undefined;
      return collection === undefined ? [] : [liveMapOf(one, collection.size, atMs)];
    });
  }

  #sweep(): void {
    if (this.#known.length < this.#sweepAt) return;
    this.#known = this.#known.filter(({ collection }) => collection.deref() !== undefined);
    this.#sweepAt = 2 * this.#known.length + fewestBetweenSweeps;
  }
}

/** Deletes are not heard, so that no model can say when it grows next. */
function liveMapOf({ id, kind, site }: Registered, entries: number, atMs: number): LiveMap {
  return {
    id,
    address: null,
    name: site,
    namedBy: site === null ? null : 'growth-site',
    kind,
    type: null,
    candidateTypes: [],
    spec: null,
    figures: leastFigures(kind, entries),
    shards: null,
    isReferenced: null,
    atMs,
  };
}
