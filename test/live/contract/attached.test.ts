import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { NodeProgram } from '../../support/node-programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What cannot be seen from outside, writes, is not asked for; the debug page is one of many maps. */
const contractOf = (
  shop: string,
  attached: string,
): string => `contract: { name: shop, version: 1.0.0 }
extends: mapswell/map@1
url: ${attached}
debug: ~
events:
  source: { stream: '/debug/mapsize/events?map=Shop.sessions' }
drive:
  request: { path: '${shop}/login', line: 'visitor \${i}' }
  labels: { map: Shop.sessions }
  expect: [entries, growth-metric, growth-event, forecast, fresh]
`;

test('attach keeps the contract of serve beside a program that knows nothing of mapswell', async (t) => {
  const cwd = temporaryFolder('attached-contract');
  const program = await NodeProgram.start(t, process.execPath, 'shop.mjs');
  const port = await program.ask<number>('port');
  const stop = new AbortController();
  const words = ['--serve', '127.0.0.1:0', '--every', '100ms', '--limit', '1GiB'];
  const attach = fakeIo(['attach', String(program.pid), ...words, '--events', 'events.ndjson'], {
    cwd,
    signal: stop.signal,
  });
  const ended = runCli(attach);
  while (!attach.output.includes('Shop.sessions')) await wait(20);
  const [attached = ''] = /http:\/\/\S+/.exec(attach.output) ?? [];
  const contract = contractOf(`http://127.0.0.1:${port}`, attached);
  writeFileSync(join(cwd, 'mapswell.contract.yaml'), contract);
  const check = fakeIo(['contract', 'check', '--format', 'json'], { cwd });
  const exitCode = await runCli(check);
  stop.abort();
  t.is(await ended, 130);
  t.is(exitCode, 0, check.output + check.errors);
  for (const rule of ['growth-event', 'event-schema', 'forecast', 'growth-metric', 'entries'])
    t.regex(check.output, new RegExp(`"rule": "${rule}"`));

  // The file holds the same events, and each growth in it keeps the published schema.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schema = new URL('../../../../docs/growth-event.schema.json', import.meta.url);
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
  const told = readFileSync(join(cwd, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  const growths = told.filter((line) => line.includes('"type":"mapswell.map.growth.v1"'));
  t.true(growths.filter((line) => line.includes('Shop.sessions')).length >= 3);
  for (const line of growths) t.true(validate(JSON.parse(line)), ajv.errorsText(validate.errors));
});
