import { resolve } from 'node:path';
import { defaultMapModel, mapModels } from '../../maps/model/map-model.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import {
  columnRoles,
  type TrafficColumns,
  trafficFormats,
} from '../../lab/traffic/traffic-format.ts';
import { type CliOutput, type CommandBuilder, onTerminal } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import {
  bytes,
  choiceFlag,
  count,
  number,
  type ParseFlag,
  textFlag,
  toggle,
  valueFlag,
} from '../flags/flag.ts';

/** `mapswell replay`: recorded traffic on a map. */
export const replayCommand: CommandBuilder = defineCommand(
  {
    name: 'replay',
    summary: 'Replay recorded traffic on a map, and count what it takes',
    words: { file: { shown: '<file>', summary: 'the recording' } },
    flags: {
      map: choiceFlag(
        '<model>',
        'which map: that of a version of Go, or v8 for Node.js',
        mapModels,
        defaultMapModel,
      ),
      key: textFlag('<type>', 'key type', 'string'),
      value: textFlag('<type>', 'value type', 'int64'),
      hint: valueFlag('<count>', 'size hint passed to make', count({ max: 1e12 }), 0),
      limit: valueFlag('<bytes>', 'memory that the table may take, such as 1GiB', bytes),
      format: choiceFlag('<name>', 'format (default: by the first line)', trafficFormats),
      columns: valueFlag(
        '<names>',
        `columns of csv and ndjson, as in key=id,time=at; what they hold: ${columnRoles.join(', ')}`,
        readColumns,
      ),
      operations: valueFlag(
        '<count>',
        'only so many operations',
        count({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      ),
      speed: valueFlag(
        '<factor>',
        'recorded seconds per second (default: as fast as it goes)',
        readSpeed,
      ),
      keyBytes: valueFlag(
        '<count>',
        'bytes of a string key in the map (default: 16)',
        count({ min: 11, max: 4096 }),
      ),
      seed: valueFlag(
        '<number>',
        'seed of the hash of the map (default: 1)',
        count({ max: 0xffff_ffff }),
      ),
      shards: valueFlag(
        '<count>',
        'also count the load of so many shards, as if the map were split',
        count({ min: 2, max: 1024 }),
      ),
      showKeys: toggle('show the heaviest keys, not only their hashes'),
      real: toggle('perform the same on a real map of Go, and compare'),
    },
    notes: `
Examples:
  $ mapswell replay cluster12.gz --map go1.24 --limit 1GiB
  $ mapswell replay orders.csv --columns key=customer,operation=action,time=at --map go1.27
  $ mapswell replay keys.txt --map v8 --json
  $ redis-cli monitor | mapswell replay /dev/stdin --format redis-monitor --map go1.24

Formats: keys (one per line: a look-up that stores what is absent), twitter (the seven columns of
Twitter's cache traces), csv and ndjson (named columns), redis-monitor. gzip and, from Node.js 22.15 on,
zstd are unpacked. A recording of any size is read once, in constant memory beside the map. A limit that
does not fit is an answer: exit code 0. With --real, exit code 1 where the real map differs.`,
  },
  async ({ file, map, limit, keyBytes, real, showKeys, ...asked }, context) => {
    if (real && modelFacts(map).runtime !== 'go')
      throw new SandboxError(
        'usage',
        `expected --real only beside a map of Go, got ${map}, which is the native Map of this Node.js already`,
      );
    const [{ replayTraffic }, { replayDocument }] = await Promise.all([
      import('../../lab/replay/replay-traffic.ts'),
      import('../../lab/replay/replay-document.ts'),
    ]);
    const replay = await replayTraffic({
      ...defined({ ...asked, stringKeyBytes: keyBytes }),
      file: resolve(context.cwd, file),
      map,
      limitBytes: limit ?? null,
      isReal: real,
      showsKeys: showKeys,
      signal: context.signal,
      onProgress: progressOn(context.stderr),
    });
    return { ...replayDocument(replay), file };
  },
  {
    json: (document) => document,
    print: async (document) => {
      const { replayText } = await import('../text/lab/replay-text.ts');
      return replayText(document);
    },
    exitCode: ({ differences }) => (differences.length > 0 ? exitCodes.regression : exitCodes.fine),
  },
);

const progressMs = 500;

function progressOn(stderr: CliOutput): (operations: number, entries: number) => void {
  const say = onTerminal(stderr);
  let saidAt = performance.now();
  return (operations, entries) => {
    if (performance.now() - saidAt < progressMs) return;
    saidAt = performance.now();
    say(`${operations} operations, ${entries} entries`);
  };
}

function readSpeed(...[text, place]: Parameters<ParseFlag<number>>): number {
  const speed = number(text, place);
  if (speed > 0) return speed;
  throw new SandboxError('usage', `expected --speed to be a number above 0, got ${text}`);
}

function readColumns(text: string): TrafficColumns {
  const columns: Partial<Record<keyof TrafficColumns, string>> = {};
  for (const pair of text.split(',')) {
    const [role = '', ...words] = pair.split('=');
    const name = words.join('=').trim();
    const known = columnRoles.find((one) => one === role.trim());
    if (known === undefined || name === '')
      throw new SandboxError(
        'usage',
        `expected --columns to be ${columnRoles.map((one) => `${one}=NAME`).join(', ')}, with commas between, got ${pair}`,
      );
    columns[known] = name;
  }
  return columns;
}
