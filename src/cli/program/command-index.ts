import { Command } from 'commander';
import type { CommandBuilder } from '../io/cli-io.ts';

/** What the help of the whole program says of a command. */
interface IndexEntry {
  readonly summary: string;
  readonly words?: string;
  /** @default true */
  readonly hasFlags?: false;
}

interface IndexGroup {
  readonly title: string;
  readonly commands: Readonly<Record<string, IndexEntry>>;
}

/**
 * Every command in the groups and the order of the help. It stands beside the definitions, which a test
 * holds it to, because help that loads all of them starts twice as late.
 */
export const commandIndex: readonly IndexGroup[] = [
  {
    title: 'Start:',
    commands: {
      init: {
        summary: 'Write a configuration, a first scenario and npm scripts; overwrite nothing.',
      },
      completion: {
        words: '<shell>',
        hasFlags: false,
        summary: 'Print a script that completes commands and flags in a shell',
      },
    },
  },
  {
    title: 'Measure:',
    commands: {
      run: {
        words: '[names...]',
        summary: 'Run scenarios under limits; write the record, the CSV files and the report.',
      },
      merge: {
        words: '[folders...]',
        summary: 'Put the shards of a run together, and check across machines that counts agree',
      },
      submit: {
        words: '[names...]',
        summary: 'Write what Slurm, Kubernetes, CI or GNU parallel need to run a run in parts',
      },
      list: { summary: 'List the scenarios, what each is for, and its cells.' },
      workloads: {
        summary:
          'List workloads by name (YCSB, 53 caches of Twitter), and which grow inside a limit',
      },
      plan: { summary: 'Compute when a map grows, what it holds, and whether it fits a limit' },
      capacity: { summary: 'Find how many entries fit into a memory limit, and what ends it' },
      replay: {
        words: '<file>',
        summary: 'Replay recorded traffic on a map, and count what it takes',
      },
      report: {
        words: '[RECORD]',
        summary:
          'Write the swelling report of a record, or of a recorded process, as one HTML file',
      },
      migrate: {
        words: '<record> <new>',
        summary: 'Write a record of any version in another form; overwrite nothing',
      },
    },
  },
  {
    title: 'Compare:',
    commands: {
      baseline: {
        words: '[names...]',
        summary: 'Run the scenarios twice; write a baseline only where both runs agree.',
      },
      compare: {
        words: '[baseline] [candidates...]',
        summary: 'Compare a run with a baseline: a verdict for every metric of every cell',
      },
      ab: {
        words: '<base> <head> [names...]',
        summary: 'Run two folders, revisions or configurations in turns and compare them',
      },
      accept: {
        words: '<baseline> [candidates...]',
        summary: 'Accept a change into a baseline, with a reason',
      },
      history: { words: '[path]', summary: 'Find the commit that changed a metric' },
    },
  },
  {
    title: 'Check:',
    commands: {
      doctor: {
        summary: 'Show which limits this machine can enforce, how noisy it is, and what to change',
      },
      verify: {
        summary: 'Compare the models with the real maps of the Go and the Node on this machine',
      },
      claims: {
        summary: 'Test well-known statements about map growth on the models and on real maps',
      },
      advise: {
        words: '[paths...]',
        summary: 'Find the maps in source code, and what to do about them, with their bytes',
      },
      contract: {
        hasFlags: false,
        summary: 'Check that a service exposes what its contract says of its maps',
      },
    },
  },
  {
    title: 'Watch:',
    commands: {
      attach: {
        words: '[pid]',
        summary:
          'Show every map of a running Go or Node.js program, or of a Redis, and when it grows',
      },
      serve: { summary: 'Serve an instrumented map over HTTP, with metrics for Prometheus' },
    },
  },
  {
    title: 'Alert:',
    commands: {
      arl: {
        summary: 'Compute the average run length of an EWMA chart, or the limit that gives one',
      },
      fleet: {
        summary: 'Generate labelled traces: maps that exhaust their memory, and healthy ones',
      },
      evaluate: {
        words: '[traces...]',
        summary: 'Evaluate detectors on traces: timely warnings and false alarms',
      },
      calibrate: {
        words: '[traces...]',
        summary: 'Fit alert thresholds to traces and judge them on others',
      },
      detect: {
        words: '[traces...]',
        summary: 'Run a calibration over traces and print the alarms',
      },
      alerts: {
        words: '[traces...]',
        summary: 'Write Prometheus rules, their tests, an Alertmanager and a Grafana file',
      },
    },
  },
];

/** Commands that can be listed and not run. */
export const listedCommands: readonly CommandBuilder[] = commandIndex.flatMap(
  ({ title, commands }) =>
    Object.entries(commands).map(([name, { summary, words, hasFlags = true }]) => () => {
      const command = new Command(name).description(summary).helpGroup(title);
      if (words !== undefined) command.arguments(words);
      // Any flag makes the help write [options].
      return hasFlags ? command.option('--help') : command;
    }),
);
