/** Something that a service promises and does not do. */
export interface ContractFinding {
  /** Name of the rule, such as `duplicate-series`. */
  readonly rule: string;
  readonly message: string;
}
