import type { ContractPath } from '../document/contract-file.ts';

/** How a rule ended; `inconclusive` is a rule that could not run or not be judged, which is no pass. */
export type RuleOutcome = 'holds' | 'warned' | 'inconclusive' | 'violated';

/** A rule about a metric, a page or the map, and what became of it. */
export interface JudgedRule {
  /** Such as `duplicate-series`. */
  readonly rule: string;
  /** What it was checked by, such as the name of a metric. */
  readonly about: string;
  readonly outcome: RuleOutcome;
  /** What was expected, and what was there; empty where it holds. */
  readonly messages: readonly string[];
  /** The part of the contract that asks for it. */
  readonly path: ContractPath;
}

/** Something that does not hold, before it is known which part of a contract asked for it. */
export interface Fault {
  readonly rule: string;
  readonly about: string;
  readonly message: string;
}

const severity: Readonly<Record<RuleOutcome, number>> = {
  holds: 0,
  warned: 1,
  inconclusive: 2,
  violated: 3,
};

/** Messages of one rule that are kept: a page may break it a thousand times. */
const mostMessages = 3;

/** Collects what rules say; the worst outcome of a rule about a thing is its outcome. */
export class Judgement {
  readonly #rules = new Map<string, JudgedRule>();

  holds(rule: string, about: string, path: ContractPath): void {
    this.#note(rule, about, path, 'holds', null);
  }

  violated({ rule, about, message }: Fault, path: ContractPath): void {
    this.#note(rule, about, path, 'violated', message);
  }

  warned({ rule, about, message }: Fault, path: ContractPath): void {
    this.#note(rule, about, path, 'warned', message);
  }

  inconclusive({ rule, about, message }: Fault, path: ContractPath): void {
    this.#note(rule, about, path, 'inconclusive', message);
  }

  /** One rule about a thing: it holds where there is no fault. */
  rule(rule: string, about: string, path: ContractPath, messages: readonly string[]): void {
    if (messages.length === 0) this.holds(rule, about, path);
    for (const message of messages) this.violated({ rule, about, message }, path);
  }

  has(rule: string, outcome: RuleOutcome): boolean {
    return this.rules.some((one) => one.rule === rule && one.outcome === outcome);
  }

  get rules(): readonly JudgedRule[] {
    return [...this.#rules.values()];
  }

  #note(
    rule: string,
    about: string,
    path: ContractPath,
    outcome: RuleOutcome,
    message: string | null,
  ): void {
    const key = `${rule} ${about}`;
    const known = this.#rules.get(key) ?? { rule, about, outcome: 'holds', messages: [], path };
    const isWorse = severity[outcome] > severity[known.outcome];
    const messages = isWorse ? [] : known.messages;
    const isNew =
      message !== null &&
      severity[outcome] >= severity[known.outcome] &&
      messages.length < mostMessages &&
      !messages.includes(message);
    this.#rules.set(key, {
      ...known,
      outcome: isWorse ? outcome : known.outcome,
      messages: isNew ? [...messages, message] : messages,
    });
  }
}
