import { spawnSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { ServiceClient } from '../../../src/live/contract/check/service-client.ts';
import { checkContract, type ContractCheck } from '../../../src/live/contract/check-contract.ts';
import { parseContract } from '../../../src/live/contract/document/contract-file.ts';
import {
  type ResolvedContract,
  resolveContract,
} from '../../../src/live/contract/document/resolve-contract.ts';
import type { MapService } from '../../../src/live/service/start-map-service.ts';
import type { Guard } from '../../../src/maps/model/guards.ts';
import { serveMap } from '../../support/serve-map.ts';
import { isMissing } from '../alerts/real-tools.ts';
import { serveContract } from './contract-text.ts';
import { sabotaged } from './sabotage.ts';
import { type Defect, defects } from './sabotages.ts';

/** What is missing need not be waited for as long as usual. */
const text = serveContract(
  'events: { source: { stream: /debug/mapsize/events }, within: 300ms }',
).replace('maxSeries: 100', 'maxSeries: 100, freshWithin: 1s');
const driven = resolved(text);
/** Without what is driven: pages show these defects by themselves. */
const undriven = resolved(
  text.replace(/^drive:[^]*?growths: 2\n/m, '').replace(/^events:.*/m, 'events: ~'),
);
const usual = resolved(serveContract());

function resolved(contract: string): ResolvedContract {
  return resolveContract(parseContract(contract, 'mapswell.contract.yaml'), () => '');
}

async function check(url: string, contract: ResolvedContract): Promise<ContractCheck> {
  const client = new ServiceClient(url, new AbortController().signal);
  return await checkContract(contract, { client, isFresh: true, fileOf: (path) => path });
}

/** With entries of keys that no check writes. */
async function filled(t: ExecutionContext, guard: Guard, entries: number): Promise<MapService> {
  const service = await serveMap(t, { guard });
  for (let key = 1; key <= entries; key++) service.map.set(BigInt(-key), BigInt(key));
  return service;
}

async function find(t: ExecutionContext, defect: Defect): Promise<void> {
  const { name, how, rule, said, isStatic, guard = 'none' } = defect;
  const first = await filled(t, guard, 30);
  const url = await sabotaged(t, [first, await filled(t, guard, 5)], how);
  const { rules, outcome } = await check(url, isStatic === true ? undriven : driven);
  const found = rules.find((one) => one.rule === rule && said.test(one.messages.join('; ')));
  const shown = JSON.stringify(rules.filter((one) => one.outcome !== 'holds'));
  // Beside a busy machine what is late is not judged.
  const isTime = rule === 'event-late' && found?.outcome === 'inconclusive';
  t.true(found?.outcome === 'violated' || isTime, `${name}: ${shown}`);
  t.true(outcome === 'violated' || isTime, name);
}

test('A sound service of every guard has no defect of the list', async (t) => {
  for (const guard of ['none', 'mutex', 'rwmutex', 'sharded:4'] as const) {
    const service = await filled(t, guard, 30);
    const { rules, driven: took } = await check(service.url, usual);
    t.deepEqual(
      rules.filter(({ outcome }) => outcome !== 'holds'),
      [],
    );
    t.true((took?.growths ?? 0) >= 2);
  }
});

test('Each of 24 defects of pages is found, by the rule that names it', async (t) => {
  const own = defects.filter(({ isStatic }) => isStatic === true);
  t.is(own.length, 24);
  for (const defect of own) await find(t, defect);
});

test('Each defect that only driving shows is found, by the rule that names it', async (t) => {
  const own = defects.filter(({ isStatic }) => isStatic !== true);
  t.is(own.length, 18);
  // They wait more than they compute.
  for (let from = 0; from < own.length; from += 6)
    await Promise.all(own.slice(from, from + 6).map((defect) => find(t, defect)));
});

function promtoolOf(page: string): number | null {
  return spawnSync('promtool', ['check', 'metrics'], { input: page }).status;
}

test('promtool finds four of the 42 defects, as the table says', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const service = await filled(t, 'none', 30);
  const sound = await (await fetch(`${service.url}/metrics`)).text();
  t.is(promtoolOf(sound), 0);
  for (const { name, how, promtool } of defects) {
    const page = how.metrics?.(sound, false, 3) ?? sound;
    t.is(page === sound ? 0 : promtoolOf(page), promtool, name);
  }
  t.is(defects.filter(({ promtool }) => promtool !== 0).length, 4);
});
