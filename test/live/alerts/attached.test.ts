import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { givenRoomOf } from '../../../src/live/attach/proc/memory-room.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { watchLoad } from '../../support/machine-load.ts';
import { NodeProgram } from '../../support/node-programs.ts';
import { skipOptional } from '../../support/skip-loudly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeCalibration } from './made-calibration.ts';
import { freePort, isMissing, startListening, startTool, until } from './real-tools.ts';

const mapswell = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

/** Of a table with places for 2^19 entries: 14.7 MB, and 29.4 MB more while it is copied. */
const full = 2 ** 19;
const perSecond = 4000;
const seconds = 20;
/** More than the collector gives back, and less than the new table takes. */
const roomBytes = 10 * 2 ** 20;
const sessions = '{map="Service.sessions"}';

const answerShape = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** The first value of a query; `null` where there is none. */
async function ask(prometheus: string, query: string): Promise<number | null> {
  const reply = await fetch(`http://${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const [first] = answerShape.parse(await reply.json()).data.result;
  return first === undefined ? null : Number(first.value[1]);
}

/** The alert on the growth of that map, as long as it fires. */
function firing(severity: 'warning' | 'critical'): string {
  return `ALERTS{alertname="MapswellGrowthDoesNotFit",alertstate="firing",resource="Service.sessions",severity="${severity}"}`;
}

async function startAttach(
  t: ExecutionContext,
  program: NodeProgram,
  folder: string,
): Promise<string> {
  const room = givenRoomOf(program.pid, 2 ** 40);
  if (room === null) throw new Error('the program has ended');
  const address = `127.0.0.1:${await freePort()}`;
  const limit = String(room.usedBytes + roomBytes);
  const words = ['--serve', address, '--limit', limit, '--every', '500ms', '--for', '5min'];
  startTool(t, process.execPath, mapswell, 'attach', String(program.pid), ...words);
  const isUp = await until(async () => {
    const page = await (await fetch(`http://${address}/metrics`)).text();
    return page.includes('mapswell_map_entries{map="Service.sessions"}') ? true : null;
  }, 60);
  if (isUp === null) throw new Error('attach did not come up');
  writeFileSync(join(folder, 'calibration.json'), JSON.stringify(madeCalibration('multi-scale')));
  const flags = `--calibration calibration.json --out rules --limit 1GiB --map v8 --minute 1 --scrape shop=${address}`;
  const io = fakeIo(['alerts', ...flags.split(' ')], { cwd: folder });
  t.is(await runCli(io), 0, io.errors);
  return address;
}

/**
 * The whole way of an alert: a program that was never prepared, attach beside it, a real Prometheus and
 * the written rules, a minute of which lasts a second.
 */
test('rules warn ahead of the doubling of a program that knows nothing of mapswell, and hold while its map is full', async (t) => {
  t.timeout(150_000);
  if (isMissing(t, 'prometheus')) return;
  const load = watchLoad();
  t.teardown(load.stop);
  const folder = temporaryFolder('attached');
  const words = [full - perSecond * seconds, perSecond, full].map(String);
  const program = await NodeProgram.start(t, process.execPath, 'filling.mjs', ...words);
  await program.ask('size');
  const attached = await startAttach(t, program, folder);
  const prometheus = await startListening(t, 'prometheus', (address) => [
    `--config.file=${join(folder, 'rules', 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=${address}`,
    '--query.lookback-delta=5s',
  ]);
  const started = await until(
    async () =>
      ((await ask(prometheus, `job_instance_map:mapswell_map_bytes:growth_needs${sessions}`)) ??
        0) ||
      null,
    30,
  );
  // What the new table takes: twice the current one's bytes.
  const table = 16 + 8 * (3 + 3.5 * full);
  t.true(Math.abs((started ?? 0) - 2 * table) < 1000, String(started));
  t.is(
    await ask(
      prometheus,
      'ALERTS{alertname="MapswellGrowthDoesNotFit",resource="Service.sessions"}',
    ),
    null,
  );

  await program.ask('start');
  const at = { warning: 0, critical: 0, full: 0 };
  await until(async () => {
    for (const severity of ['warning', 'critical'] as const)
      if (at[severity] === 0 && (await ask(prometheus, firing(severity))) === 1)
        at[severity] = performance.now();
    if (at.full === 0 && (await program.ask('size')) === full) at.full = performance.now();
    return at.full > 0 && at.critical > 0 && at.warning > 0 ? true : null;
  }, 60);
  const lead = (at.full - at.warning) / 1000;
  t.log(`warned ${lead.toFixed(1)} minutes of the rules ahead of the full map`);
  // No more entries come, so that no rate foresees anything: a full map is 0 minutes away from its growth.
  const isHeld = await until(async () => {
    const minutes = await ask(
      prometheus,
      `job_instance_map:mapswell_map_entries:minutes_to_growth${sessions}`,
    );
    const rate = await ask(prometheus, `deriv(mapswell_map_entries${sessions}[3s])`);
    return minutes === 0 && rate === 0 ? true : null;
  }, 30);
  await wait(3000);
  const isStill =
    (await ask(
      prometheus,
      `job_instance_map:mapswell_map_entries:minutes_to_growth${sessions}`,
    )) === 0;
  const page = await (await fetch(`http://${attached}/metrics`)).text();
  t.regex(page, /\nmapswell_map_limit_bytes\{map="Service\.sessions"\} \d+\n/);
  // The warned-of insert doubles the table.
  t.is(await program.ask('more'), full + 1);
  const doubled = await until(async () => {
    const text = await (await fetch(`http://${attached}/metrics`)).text();
    return text.includes('mapswell_map_growths_total{map="Service.sessions",kind="double"} 1\n')
      ? true
      : null;
  }, 30);
  t.true(doubled);
  const wrong = [
    ...(at.warning > 0 && at.warning < at.full ? [] : ['no warning ahead of the full map']),
    ...(at.critical > 0 ? [] : ['no critical']),
    ...(isHeld === true && isStill ? [] : ['the critical did not hold while the map was full']),
  ];
  const excuse = wrong.length === 0 ? null : load.excuse();
  if (excuse !== null) {
    skipOptional(
      t,
      `a machine with a CPU to spare for live alerts: ${excuse} (${wrong.join('; ')})`,
    );
    return;
  }
  t.deepEqual(wrong, []);
});
