import type { LimitMechanism } from '../limits/limit-report.ts';
import type { LimitName } from '../limits/mechanism.ts';

/** Whether and how one limit is enforced on this machine. */
export interface LimitAbility {
  readonly limit: LimitName;
  readonly mechanism: LimitMechanism;
  /** What is lacking; empty where the limit is enforced in full. */
  readonly remark: string;
}
