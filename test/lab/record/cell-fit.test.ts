import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { type CellFit, cellFit, memoryEnd } from '../../../src/lab/record/figures/cell-fit.ts';
import { fitSentence } from '../../../src/lab/record/figures/fit-sentence.ts';
import { heapDeath } from '../../../src/lab/record/figures/heap-death.ts';
import type { Outcome } from '../../../src/lab/record/outcome.ts';
import type { CellRecord } from '../../../src/lab/record/run-record.ts';
import { makeRecord, type CellPlan } from '../../support/make-record.ts';

const MIB = 2 ** 20;
const nodeMajor = 24;
const ofHeap: Outcome = { kind: 'killed', signal: 'SIGABRT', by: 'v8-heap', last: null };

function cellOf(cell: Partial<Cell>, more: Partial<CellPlan> = {}): CellRecord {
  const [made] = makeRecord([{ id: 'one', run: { inserts: 100_000 }, cell, ...more }]).cells;
  if (made === undefined) throw new Error('expected a cell, got none');
  return made;
}

function fitOf(cell: Partial<Cell>): string | null {
  const fit = cellFit(cellOf(cell), nodeMajor);
  return fit === null ? null : fitSentence(fit);
}

const limits = { memoryBytes: 64 * MIB, cpus: 2 };
const carrying = { payload: { valueBytes: { kind: 'fixed', bytes: 512 } } } as const;

test('a service of Go: table, payload and runtime, and what makes it fit', (t) => {
  t.is(
    fitOf({ limits }),
    'fits into 64 MiB: 8.2 MiB with 53,249 entries (table 3.6 MiB counted, runtime of Go 3.4 MiB, garbage 1.2 MiB, the rest computed)',
  );
  t.is(
    fitOf({ limits, value: '[]byte', ...carrying }),
    'fits into 64 MiB: 58.3 MiB with 100,000 entries (table 2.4 MiB counted, payload 48.8 MiB, runtime of Go 4.7 MiB, garbage 2.4 MiB, the rest computed)',
  );
  t.is(
    fitOf({ limits, value: '[]byte' }),
    'the table alone fits into 64 MiB: 8.2 MiB with 53,249 entries (table 3.6 MiB counted, runtime of Go 3.4 MiB, garbage 1.2 MiB, the rest computed); what []byte in the values holds is not counted (payload.valueBytes)',
  );
});

test('a service of Node.js: the heap that V8 takes, and the flag that gives it room', (t) => {
  const native = { target: 'native', map: 'v8', key: 'int32' } as const;
  t.is(
    fitOf({ ...native, value: 'int64' }),
    'fits into 2 GiB: 58.9 MiB with 100,000 entries (all of a Node.js process 58.9 MiB measured)',
  );
  t.is(
    fitOf({ ...native, limits, value: 'string', ...carrying }),
    'does not fit into 64 MiB: 86.1 MiB with 100,000 entries (table 2.4 MiB counted, payload 50.4 MiB, runtime of Node.js 33.3 MiB, the rest computed)',
  );
  t.is(
    fitOf({ ...native, limits: { memoryBytes: 256 * MIB, cpus: 2 }, value: 'string', ...carrying }),
    'fits into 256 MiB: 86.1 MiB with 100,000 entries (table 2.4 MiB counted, payload 50.4 MiB, runtime of Node.js 33.3 MiB, the rest computed)',
  );
});

test('a process that carries all that a service does is measured, not computed', (t) => {
  t.is(
    fitOf({ target: 'go' }),
    'fits into 2 GiB: 58.9 MiB with 100,000 entries (all of a Go process 58.9 MiB measured)',
  );
  t.is(
    fitOf({ target: 'http', value: '[]byte', ...carrying }),
    'fits into 2 GiB: 108.8 MiB with 100,000 entries (all but values of a Node.js process 58.9 MiB measured, payload 49.9 MiB, the rest computed)',
  );
});

test('what did not come to its end, or was not counted, has no answer', (t) => {
  t.is(cellFit(cellOf({}, { rounds: [ofHeap] }), nodeMajor), null);
  t.is(cellFit(cellOf({}, { hasCounts: false }), nodeMajor), null);
  t.is(memoryEnd(cellOf({}, { rounds: [ofHeap] })), ofHeap);
  t.is(memoryEnd(cellOf({})), null);
});

test('a heap that was full: what V8 took of the limit, where the process said so', (t) => {
  const native = { target: 'native', map: 'v8', key: 'int32', value: 'int64' } as const;
  const dead = cellOf({ ...native, limits }, { exactOutcome: ofHeap });
  t.is(heapDeath(cellOf(native), nodeMajor), '');
  t.is(heapDeath(dead, nodeMajor), ': the heap that V8 takes for itself is full');
  const [first] = dead.exact;
  if (first === undefined) throw new Error('expected a process, got none');
  const told = { ...first, usage: { ...first.usage, heapLimitBytes: 36 * MIB } };
  t.is(
    heapDeath({ ...dead, exact: [told] }, nodeMajor),
    ': V8 takes 36.0 MiB of the 64 MiB for its heap',
  );
  const own = { ...dead.cell, target: 'module' } as const;
  t.is(
    heapDeath({ ...dead, cell: own, exact: [told] }, nodeMajor),
    ': V8 takes 36.0 MiB of the 64 MiB for its heap',
  );
});

test('the sentence of a fit names what is not counted and when garbage is collected in time', (t) => {
  const fit: CellFit = {
    verdict: 'the table alone fits',
    entries: 1000,
    parts: [
      { of: 'table', name: 'table', bytes: 8 * MIB, by: 'counted' },
      {
        of: 'garbage',
        name: 'garbage before a collection (GOGC=100)',
        bytes: 8 * MIB,
        by: 'computed',
      },
    ],
    totalBytes: 16 * MIB,
    limitBytes: 10 * MIB,
    leastBytes: 8 * MIB,
    heap: { bytes: 5 * MIB, limitBytes: 4 * MIB, adviceMiB: null },
    unknown: [
      { of: 'keys', type: 'string' },
      { of: 'values', type: '[]byte' },
    ],
  };
  t.is(
    fitSentence(fit),
    'the table alone fits into 10 MiB: 16.0 MiB with 1,000 entries (table 8.0 MiB counted, garbage 8.0 MiB, the rest computed), of which 5.0 MiB must be in the heap of V8, which takes 4 MiB; GOMEMLIMIT=9MiB collects in time; what string in the keys and []byte in the values holds is not counted (payload.keyBytes, payload.valueBytes)',
  );
  t.is(
    fitSentence({ ...fit, leastBytes: 16 * MIB, unknown: [], heap: null }),
    'the table alone fits into 10 MiB: 16.0 MiB with 1,000 entries (table 8.0 MiB counted, garbage 8.0 MiB, the rest computed)',
  );
});
