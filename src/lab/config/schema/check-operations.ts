import { guardFacts } from '../../../maps/model/guards.ts';
import { isPlainFloat } from '../../../maps/model/go-type/go-type.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { hasAges } from '../../workload/ages.ts';
import { keyLayoutOf } from '../../workload/key-layout.ts';
import type { Cell } from '../cell.ts';

/** The first word of a value says when it was written. */
const ageBytes = 8;

/** @throws SandboxError `config` where the target, guard or value of a cell cannot do what its phases ask */
export function checkOperations(cell: Cell): void {
  const { id, target, guard, value, workload } = cell;
  const kinds = new Set(workload.phases.flatMap(({ whole = [] }) => whole.map(({ kind }) => kind)));
  const refuse = (expected: string, got: string): never => {
    throw new SandboxError('config', `${id}: expected ${expected}, got ${got}`);
  };
  const named = [...kinds].join(', ');
  if (target === 'http' && (kinds.size > 0 || hasAges(workload)))
    refuse(
      'operations on single keys beside the target http, whose services have no others',
      named || 'expireAfter',
    );
  if (kinds.size > 0 && guard === 'none' && workload.writers > 1)
    refuse(
      `a guard or a single writer beside ${named}, as what a loop sees of a race is not modelled`,
      `guard none and ${workload.writers} writers`,
    );
  const isSyncMap = guardFacts(guard).kind === 'sync.Map';
  if (isSyncMap && kinds.has('copy'))
    refuse('another guard beside copy, as a sync.Map must not be copied', guard);
  const staysOpen = workload.phases.some(({ whole = [] }) =>
    whole.some((operation) => operation.kind === 'iterate' && operation.step !== undefined),
  );
  if (staysOpen && target !== 'reference' && target !== 'go')
    refuse(
      'the target reference or go beside step, whose loops stay open as those of Go do',
      target,
    );
  if (staysOpen && (guard !== 'none' || workload.writers > 1))
    refuse(
      'one writer and guard none beside step, as a guard would have to be held until the loop ends',
      `guard ${guard} and ${workload.writers} ${workload.writers === 1 ? 'writer' : 'writers'}`,
    );
  if (workload.nanEvery !== undefined && !isPlainFloat(parseGoType(cell.key, 'key')))
    refuse('nanEvery beside keys float64 or float32, of which alone some are NaN', cell.key);
  const { parts } = keyLayoutOf(parseGoType(cell.key, 'key'), workload);
  if (
    workload.interfaceKeys !== undefined &&
    parts?.list.every(({ kind }) => kind !== 'interface') !== false
  )
    refuse('interfaceKeys beside a key with interfaces, as any', cell.key);
  if (parts !== undefined && isSyncMap)
    refuse(`another guard beside ${cell.key}, which is hashed part by part`, guard);
  if (parts !== undefined && guard === 'none' && workload.writers > 1)
    refuse(
      `a guard or a single writer beside ${cell.key}, which is hashed part by part`,
      `guard none and ${workload.writers} writers`,
    );
  const { sizeBytes, hasPointers } = parseGoType(value, 'value');
  if (hasAges(workload) && target === 'native' && sizeBytes === 0)
    refuse('value to hold a number where entries have an age, which a Set has none of', value);
  if (hasAges(workload) && target !== 'native' && target !== 'module')
    if (sizeBytes < ageBytes || hasPointers)
      refuse(
        `value to have at least ${ageBytes} bytes and no pointers where entries have an age, as its first word says when it was written`,
        value,
      );
}
