import type { ComparedField } from './verification.ts';

interface Count {
  readonly rule: string;
  compared: number;
  differences: number;
  remark: string | null;
}

/** Counts comparisons by field, in the order in which fields come first. */
export class FieldTally {
  readonly #subject: string;
  readonly #counts = new Map<string, Count>();

  constructor(subject: string) {
    this.#subject = subject;
  }

  /** Counts one comparison; `difference` says what differs, or is `null`. */
  add(field: string, difference: string | null, rule = 'identical'): void {
    const count = this.#countOf(field, rule);
    count.compared += 1;
    if (difference === null) return;
    count.differences += 1;
    if (count.differences === 1) count.remark = `first: ${difference}`;
  }

  /** Says something of a field that is no difference. */
  remark(field: string, text: string): void {
    const count = this.#counts.get(field);
    if (count?.differences === 0) count.remark = text;
  }

  fields(): readonly ComparedField[] {
    return [...this.#counts].map(([field, count]) => ({
      subject: this.#subject,
      field,
      compared: count.compared,
      differences: count.differences,
      rule: count.rule,
      remark: count.remark,
    }));
  }

  #countOf(field: string, rule: string): Count {
    const known = this.#counts.get(field);
    if (known !== undefined) return known;
    const count = { rule, compared: 0, differences: 0, remark: null };
    this.#counts.set(field, count);
    return count;
  }
}
