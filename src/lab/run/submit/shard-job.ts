/** What one part of a run asks of the machine that it runs on. */
export interface JobResources {
  /** Memory of the largest cell and of mapswell beside it, whole MiB. */
  readonly memoryMib: number;
  /** Whole CPUs of the cell that has most. */
  readonly cpus: number;
}

/** What only some engines take. */
export interface EngineOptions {
  /** Container image, with Node.js or with the whole project. */
  readonly image?: string;
  /** Persistent volume claim that every pod writes to. */
  readonly claim?: string;
  /** Partition of Slurm. */
  readonly partition?: string;
  /** How many parts run at a time. @default as many as the engine likes */
  readonly atOnce?: number;
}

/** A run in parts, as an engine is to run it. */
export interface ShardJob extends EngineOptions {
  readonly shards: number;
  /** How mapswell is started there, as a shell reads it. */
  readonly mapswell: string;
  /** Arguments of `run`, but `--shard` and `--out`. */
  readonly runArguments: readonly string[];
  /** Whole path of the folder that the run is started in. */
  readonly project: string;
  /** Folder of files and results, from the project's where it lies in there. */
  readonly folder: string;
  readonly resources: JobResources;
  /** How long one part may take, whole minutes. */
  readonly minutes: number;
}

/** A member of `EngineOptions`. */
export type EngineOption = keyof EngineOptions;
