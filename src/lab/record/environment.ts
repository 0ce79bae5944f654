import type { ProcessOrigin } from '../sandbox/machine/process-origin.ts';

/** Where a run was made. */
export interface Environment {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly arch: string;
  readonly osRelease: string;
  readonly node: string;
  readonly v8: string;
  readonly mapswell: string;
  /** The process that started the run; absent in records of older versions. */
  readonly origin?: ProcessOrigin;
}
