/**
 * What a child of the target's executable runs. It is text, because it runs in the target's version
 * of Node.js: JavaScript that every version from 20 on understands, and one script, so that nothing
 * is read from a file. It makes collections of known sizes and known owners, answers on standard
 * output, and ends when its standard input does.
 */
export const probeScript: string = String.raw`'use strict';
const v8 = require('node:v8');
const fill = (map, from, to) => { for (let i = from; i < to; i++) map.set(i, i); return map; };
const add = (set, from, to) => { for (let i = from; i < to; i++) set.add(i); return set; };
const drop = (collection, from, to) => { for (let i = from; i < to; i++) collection.delete(i); return collection; };
const facts = {
  version: process.version,
  arch: process.arch,
  isCompressed: Number(process.config.variables.v8_enable_pointer_compression ?? 0) !== 0,
  spaces: v8.getHeapSpaceStatistics().map((space) => space.space_name),
};

// Sizes: each count of entries is one that nothing else in the process has.
const sizes = {
  plain: fill(new Map(), 0, 1501),
  full: fill(new Map(), 0, 2048),
  holes: drop(fill(new Map(), 0, 3001), 0, 600),
  shrunk: drop(fill(new Map(), 0, 5003), 0, 4000),
  same: fill(drop(fill(new Map(), 0, 4096), 0, 2100), 4096, 4106),
  large: fill(new Map(), 0, 9001),
  set: add(new Set(), 0, 1601),
  setHoles: drop(add(new Set(), 0, 2602), 0, 100),
  setLarge: add(new Set(), 0, 20003),
  realm: require('node:vm').runInNewContext('const m = new Map(); for (let i = 0; i < 1703; i++) m.set(i, i); m'),
};
sizes.cleared = fill(new Map(), 0, 1805); sizes.cleared.clear(); fill(sizes.cleared, 0, 1303);
const weakKeys = Array.from({ length: 1407 }, () => ({}));
sizes.weak = new WeakMap(weakKeys.map((key) => [key, 0]));
sizes.weakSet = new WeakSet(weakKeys.slice(0, 1209));
sizes.dictionary = {};
for (let i = 0; i < 1511; i++) sizes.dictionary['probe-key-' + i] = i;
sizes.numbers = {};
for (let i = 0; i < 1523; i++) sizes.numbers[i * 5000] = i;
let garbage = [fill(new Map(), 0, 1901), fill(new Map(), 0, 16007), add(new Set(), 0, 1903)];

// Owners: each map has an owner of another kind.
class ProbeClass {
  #secret = fill(new Map(), 0, 1101);
  constructor() { this.field = fill(new Map(), 0, 1103); }
  get size() { return this.#secret.size; }
}
class ProbeWide { constructor() { for (let i = 0; i < 40; i++) this['wide' + i] = i; this.out = fill(new Map(), 0, 1105); } }
class ProbeSub extends Map {}
class ProbeStatic { static shared = fill(new Map(), 0, 1107); }
const owners = { instance: new ProbeClass(), wide: new ProbeWide(), sub: fill(new ProbeSub(), 0, 1109), statics: ProbeStatic };
owners.closure = (() => { const before = 1, probeVariable = fill(new Map(), 0, 1111); return function probeClosure() { return [before, probeVariable]; }; })();
owners.list = [null, null, fill(new Map(), 0, 1113)];
globalThis.probeGlobal = fill(new Map(), 0, 1115);
owners.bag = Object.create(null); owners.bag.entry = fill(new Map(), 0, 1117); for (let i = 0; i < 64; i++) owners.bag['k' + i] = i; delete owners.bag.k3;
owners.settled = Promise.resolve(fill(new Map(), 0, 1119));
globalThis.probeKeep = [sizes, owners, weakKeys];

let young = [];
const churn = () => { young = []; for (let i = 0; i < 12000; i++) young.push({ i, text: [i] }); };
const collect = (kind, times) => { for (let i = 0; i < times; i++) gc(kind === 'minor' ? { type: 'minor' } : undefined); };
const commands = {
  minor: (times) => collect('minor', times),
  major: (times) => collect('major', times),
  churn,
};
gc();
garbage = null;
gc();
churn();
const { createInterface } = require('node:readline');
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');
const modules = import('data:text/javascript,' + encodeURIComponent('export const exported = new Map(); for (let i = 0; i < 1121; i++) exported.set(i, i); const inner = new Map(); for (let i = 0; i < 1123; i++) inner.set(i, i); export function reach() { return inner; }'));
modules.then((module) => {
  owners.module = module;
  createInterface({ input: process.stdin })
    .on('line', (line) => { const [name, times] = line.split(' '); commands[name](Number(times)); say({ done: line }); })
    .on('close', () => process.exit(0));
  say(facts);
});
// Whoever started it may be gone without closing its end.
setTimeout(() => process.exit(0), 60000);
`;
