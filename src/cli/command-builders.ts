import type { CommandBuilder } from './cli-io.ts';
import { doctorCommand } from './commands/doctor.ts';
import { planCommand } from './commands/plan.ts';

/** Every command, in the order of the help. */
export const commandBuilders: readonly CommandBuilder[] = [planCommand, doctorCommand];
