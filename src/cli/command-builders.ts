import type { CommandBuilder } from './cli-io.ts';
import { listCommand } from './commands/list.ts';
import { runCommand } from './commands/run.ts';
import { abCommand } from './commands/ab.ts';
import { acceptCommand } from './commands/accept.ts';
import { alertsCommand } from './commands/alerts.ts';
import { arlCommand } from './commands/arl.ts';
import { baselineCommand } from './commands/baseline.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { claimsCommand } from './commands/claims.ts';
import { capacityCommand } from './commands/capacity.ts';
import { compareCommand } from './commands/compare.ts';
import { detectCommand } from './commands/detect.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { fleetCommand } from './commands/fleet.ts';
import { historyCommand } from './commands/history.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { serveCommand } from './commands/serve.ts';
import { verifyCommand } from './commands/verify.ts';

/** Every command, in the order of the help. */
export const commandBuilders: readonly CommandBuilder[] = [
  runCommand,
  listCommand,
  planCommand,
  capacityCommand,
  reportCommand,
  serveCommand,
  baselineCommand,
  compareCommand,
  abCommand,
  acceptCommand,
  historyCommand,
  doctorCommand,
  verifyCommand,
  claimsCommand,
  arlCommand,
  fleetCommand,
  evaluateCommand,
  calibrateCommand,
  detectCommand,
  alertsCommand,
];
