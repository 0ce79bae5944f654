/** One kind of figure that was compared with the real thing. */
export interface ComparedField {
  /** What was real: `go1.22.12 recordings`, `Node 20.20.2 Map`. */
  readonly subject: string;
  /** What was compared: `entries`, `table memory`. */
  readonly field: string;
  readonly compared: number;
  readonly differences: number;
  /** The rule by which two figures are equal: `identical`, `means within 0.2 %, or 5 standard errors`. */
  readonly rule: string;
  /** The first difference, or the largest deviation; `null` where there is nothing to say. */
  readonly remark: string | null;
}

/** The outcome of holding the models against the real maps of this machine. */
export interface Verification {
  /** `null` where no Go was found. */
  readonly go: { readonly version: string; readonly program: string } | null;
  readonly node: string;
  readonly fields: readonly ComparedField[];
  /** What was not compared, and why. */
  readonly remarks: readonly string[];
  readonly isEqual: boolean;
}

/** Told what is being done, one short line at a time. */
export type VerifyListener = (doing: string) => void;
