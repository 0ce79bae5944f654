import type { ContractPlace } from './document/contract-file.ts';
import type { ResolvedContract } from './document/resolve-contract.ts';
import { CounterWatch } from './check/counter-watch.ts';
import { type Driven, driveMap } from './drive/drive-map.ts';
import { Judgement, type JudgedRule, type RuleOutcome } from './check/judgement.ts';
import { MachineLoad } from './check/machine-load.ts';
import type { ServiceClient } from './check/service-client.ts';
import { ServiceView } from './check/service-view.ts';
import { judgeStatic } from './check/static-rules.ts';

/** A rule, and the place in the file of the contract that asks for it. */
export interface PlacedRule extends JudgedRule {
  readonly place: ContractPlace | null;
}

/** What became of a contract. */
export interface ContractCheck {
  readonly url: string;
  /** `null` where only what holds for every service was checked. */
  readonly contract: {
    readonly name: string;
    readonly version: string;
    readonly file: string;
  } | null;
  /** The worst of the rules. */
  readonly outcome: RuleOutcome;
  readonly rules: readonly PlacedRule[];
  /** Writes and growths of driving; `null` where the map was not driven. */
  readonly driven: Driven | null;
}

/** How a service is reached. */
export interface CheckedService {
  readonly client: ServiceClient;
  /** Whether it was started for this check, so that nobody else has written to it. */
  readonly isFresh: boolean;
  /** The whole path of a file that the contract names. */
  readonly fileOf: (path: string) => string;
}

/** Scrapes of which the fastest is compared with the time of a contract. */
const timedScrapes = 10;

/**
 * Holds a running service against its contract: what its pages say, and what they show of a map that is
 * pushed over growths.
 *
 * @throws SandboxError `invalid` where the service ends or does not answer, `config` for a schema that
 *   is none
 */
export async function checkContract(
  contract: ResolvedContract,
  { client, isFresh, fileOf }: CheckedService,
): Promise<ContractCheck> {
  const judgement = new Judgement();
  const load = new MachineLoad();
  const view = new ServiceView(client, contract, judgement, new CounterWatch());
  try {
    await judgeStatic(view, contract.drive === null);
    const driven =
      contract.drive === null ? null : await driveMap(view, contract.drive, load, isFresh, fileOf);
    if (driven !== null) await judgeStatic(view, true);
    else sayNotDriven(contract, judgement);
    await judgeTime(view, load);
    return result(contract, client.url, judgement, driven);
  } finally {
    load.stop();
  }
}

/** An empty list of events satisfies every schema. */
function sayNotDriven({ events }: ResolvedContract, judgement: Judgement): void {
  if (events === null) return;
  const message = 'the contract has no drive, so no growth made an event';
  judgement.inconclusive({ rule: 'growth-event', about: 'events', message }, ['events']);
}

/** The fastest of ten: others may have waited for the machine. */
async function judgeTime(view: ServiceView, load: MachineLoad): Promise<void> {
  const { withinMs, formats } = view.contract.metrics;
  if (withinMs === null) return;
  while (view.fastest.of < timedScrapes) await view.metrics(formats[0] ?? 'text');
  const { ms } = view.fastest;
  const about = 'the page of metrics';
  const path = ['metrics', 'within'];
  if (ms <= withinMs) {
    view.judgement.holds('scrape-time', about, path);
    return;
  }
  const message = `expected the fastest of ${view.fastest.of} scrapes within ${withinMs} ms, got ${ms.toFixed(0)} ms`;
  const { whyBusy } = load;
  if (whyBusy === null) view.judgement.violated({ rule: 'scrape-time', about, message }, path);
  else
    view.judgement.inconclusive(
      { rule: 'scrape-time', about, message: `${message}; on this machine ${whyBusy}` },
      path,
    );
}

const order: readonly RuleOutcome[] = ['violated', 'inconclusive', 'warned', 'holds'];

function result(
  { name, version, file }: ResolvedContract,
  url: string,
  judgement: Judgement,
  driven: Driven | null,
): ContractCheck {
  const rules = judgement.rules
    .map((rule) => ({ ...rule, place: file?.placeOf(rule.path) ?? null }))
    .toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return {
    url,
    contract: file === null ? null : { name, version, file: file.name },
    outcome: rules[0]?.outcome ?? 'inconclusive',
    rules,
    driven,
  };
}
