import type { Engine, EngineName } from './engine.ts';
import { github } from './engines/github.ts';
import { gitlab } from './engines/gitlab.ts';
import { kubernetes } from './engines/kubernetes.ts';
import { parallel } from './engines/parallel.ts';
import { slurm } from './engines/slurm.ts';

/** Every engine by its name. */
export const engines: Readonly<Record<EngineName, Engine>> = {
  slurm,
  kubernetes,
  github,
  gitlab,
  parallel,
};
