import type { CommandBuilder } from '../io/cli-io.ts';
import { commandIndex, listedCommands } from './command-index.ts';
import { commandNamed } from './command-named.ts';

/** One by one: the program starts in half the time when it loads the one that it is asked for. */
const loaders: Readonly<Record<string, () => Promise<CommandBuilder>>> = {
  init: async () => (await import('../commands/init.ts')).initCommand,
  completion: async () => (await import('../commands/completion.ts')).completionCommand,
  run: async () => (await import('../commands/run.ts')).runCommand,
  merge: async () => (await import('../commands/merge.ts')).mergeCommand,
  migrate: async () => (await import('../commands/migrate.ts')).migrateCommand,
  submit: async () => (await import('../commands/submit.ts')).submitCommand,
  list: async () => (await import('../commands/list.ts')).listCommand,
  workloads: async () => (await import('../commands/workloads.ts')).workloadsCommand,
  plan: async () => (await import('../commands/plan.ts')).planCommand,
  capacity: async () => (await import('../commands/capacity.ts')).capacityCommand,
  replay: async () => (await import('../commands/replay.ts')).replayCommand,
  report: async () => (await import('../commands/report.ts')).reportCommand,
  baseline: async () => (await import('../commands/baseline.ts')).baselineCommand,
  compare: async () => (await import('../commands/compare.ts')).compareCommand,
  ab: async () => (await import('../commands/ab.ts')).abCommand,
  accept: async () => (await import('../commands/accept.ts')).acceptCommand,
  history: async () => (await import('../commands/history.ts')).historyCommand,
  doctor: async () => (await import('../commands/doctor.ts')).doctorCommand,
  verify: async () => (await import('../commands/verify.ts')).verifyCommand,
  claims: async () => (await import('../commands/claims.ts')).claimsCommand,
  advise: async () => (await import('../commands/advise.ts')).adviseCommand,
  contract: async () => (await import('../commands/contract.ts')).contractCommand,
  attach: async () => (await import('../commands/attach.ts')).attachCommand,
  serve: async () => (await import('../commands/serve.ts')).serveCommand,
  arl: async () => (await import('../commands/arl.ts')).arlCommand,
  fleet: async () => (await import('../commands/fleet.ts')).fleetCommand,
  evaluate: async () => (await import('../commands/evaluate.ts')).evaluateCommand,
  calibrate: async () => (await import('../commands/calibrate.ts')).calibrateCommand,
  detect: async () => (await import('../commands/detect.ts')).detectCommand,
  alerts: async () => (await import('../commands/alerts.ts')).alertsCommand,
};

/** The command that the words ask for; where they name none, all as the help lists them. */
export async function loadCommandBuilders(
  argv: readonly string[],
): Promise<readonly CommandBuilder[]> {
  const name = commandNamed(argv);
  const found = allCommands().find(([command]) => command === name);
  return found === undefined ? listedCommands : [await found[1]()];
}

/** Every command whole, in the order of the help. */
export async function loadAllCommands(): Promise<readonly CommandBuilder[]> {
  return await Promise.all(allCommands().map(([, load]) => load()));
}

function allCommands(): readonly (readonly [string, () => Promise<CommandBuilder>])[] {
  return commandIndex.flatMap(({ title, commands }) =>
    Object.keys(commands).map(
      (name) =>
        [
          name,
          async () => {
            const build = await loaders[name]?.();
            if (build === undefined) throw new Error(`no module of the command ${name}`);
            return (context) => build(context).helpGroup(title);
          },
        ] as const,
    ),
  );
}
