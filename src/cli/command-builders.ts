import type { CommandBuilder } from './cli-io.ts';

/** Every command, in the order of the help. */
export const commandBuilders: readonly CommandBuilder[] = [];
