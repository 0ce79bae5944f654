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

/** Of which payloads are computed where no record says which: the oldest that mapswell runs on. */
export const usualNodeMajor = 20;

/** The major version of the Node.js of a run: 20 for `v20.20.2`. */
export function nodeMajorOf({ node }: Pick<Environment, 'node'>): number {
  return Number.parseInt(node.replace(/^v/, ''), 10);
}
