import type { EngineOption, ShardJob } from './shard-job.ts';

/** What runs parts of a run on many machines. */
export const engineNames = ['slurm', 'kubernetes', 'github', 'gitlab', 'parallel'] as const;

export type EngineName = (typeof engineNames)[number];

/** How an engine is given the parts of a run: by plain files, which a person can read and change. */
export interface Engine {
  /** More parts than this it does not take. */
  readonly mostShards: number;
  readonly mostShardsReason: string;
  readonly takes: readonly EngineOption[];
  readonly needs: readonly EngineOption[];
  /** Text by file name; the same job gives the same text. */
  readonly files: (job: ShardJob) => ReadonlyMap<string, string>;
  /** The file that starts it, and the program that must be at hand; `null` where a person hands it over. */
  readonly start: { readonly script: string; readonly program: string } | null;
  /** What to do with the files. */
  readonly advice: (folder: string) => string;
}

/** The first line of every file, by which it is known again. */
export function writtenBy(what: string): string {
  return `# Written by mapswell submit: ${what}`;
}

export function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
