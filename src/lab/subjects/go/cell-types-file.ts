import type { Cell } from '../../config/cell.ts';
import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { expiryOf, hasAges } from '../../workload/ages.ts';
import { keyLayoutOf, type KeyPartsLayout } from '../../workload/key-layout.ts';

const numberType = /^(?:u?int(?:8|16|32|64|ptr)?|byte|rune|float(?:32|64)|time\.Duration)$/;

/**
 * Text of the file that gives the cell program its map type.
 *
 * @throws SandboxError `usage` or `config` for a type that a program cannot make keys or values of
 */
export function cellTypesFile({ key, value, workload, id }: Cell): string {
  const keyType = parseGoKeyType(key, 'key');
  const valueType = parseGoType(value, 'value');
  const { isString, keyBytes, parts } = keyLayoutOf(keyType, workload);
  const isNamed = keyType.keyKind === 'bytes' && keyType.name.includes('.');
  if (keyType.hasPointers && !isString && !isNamed && parts === undefined)
    throw new SandboxError(
      'config',
      `${id}: expected key to hold no pointers in real Go, got ${key}`,
    );
  const packages = ['time', 'netip', 'unsafe'].filter(
    (name) => `${keyType.name} ${valueType.name}`.includes(`${name}.`) || name === 'unsafe',
  );
  const isNumber = numberType.test(valueType.name);
  const ages = hasAges(workload);
  return [
    'package main\n',
    ...packages.map((name) => `import "${name === 'netip' ? 'net/netip' : name}"`),
    '',
    `type K = ${keyType.name}\n`,
    `type V = ${valueType.name}\n`,
    `const keyBytes = ${keyBytes}\n`,
    parts === undefined ? (isString ? stringFunctions : plainFunctions) : partsTable(parts),
    `func fill() V { ${fillBody(valueType)} }\n`,
    `func update(m map[K]V, k K) { ${isNumber ? 'm[k]++' : 'm[k] = zero'} }\n`,
    `func bump(v V) V { return v${isNumber ? ' + 1' : ''} }\n`,
    `const hasAges = ${ages}\n`,
    `const expireAfter = ${expiryOf(workload) ?? 0}\n`,
    ages ? ageFunctions : ageless,
  ].join('\n');
}

/** Body of the function that makes a value of which every byte is set, where bytes may be. */
function fillBody({ name, sizeBytes, hasPointers }: GoType): string {
  if (name === 'string') return 'return "filled"';
  if (hasPointers || sizeBytes === 0) return 'return zero';
  return `var v V; for i := range (*[${sizeBytes}]byte)(unsafe.Pointer(&v)) { (*[${sizeBytes}]byte)(unsafe.Pointer(&v))[i] = 1 }; return v`;
}

/** The first word of a value says when it was written. */
const ageFunctions = `func stamp(v V, now uint64) V { *(*uint64)(unsafe.Pointer(&v)) = now; return v }

func stampOf(v V) uint64 { return *(*uint64)(unsafe.Pointer(&v)) }
`;

const ageless = `func stamp(v V, _ uint64) V { return v }

func stampOf(V) uint64 { return 0 }
`;

const noParts = `var keyParts []keyPart

const textBytes = 0

`;

/** What parts.go makes keys by. */
function partsTable({ list, textBytes }: KeyPartsLayout): string {
  const lines = list.map(
    ({ kind, offset, bytes, wire }) =>
      `\t{${kind}Part, ${offset}, ${kind === 'string' ? textBytes : bytes}, ${wire}},`,
  );
  return `var _ unsafe.Pointer

var keyParts = []keyPart{
${lines.join('\n')}
}

const textBytes = ${textBytes}

func readKey(b []byte) K {
	var k K
	readParts(unsafe.Pointer(&k), b)
	return k
}

func spread(k K) uint64 { return spreadParts(unsafe.Pointer(&k)) }
`;
}

const stringFunctions = `${noParts}var _ unsafe.Pointer

func readKey(b []byte) K { return keep(b) }

func spread(k K) uint64 { return spreadBytes([]byte(k)) }
`;

const plainFunctions = `${noParts}func readKey(b []byte) K {
	var k K
	copy((*[keyBytes]byte)(unsafe.Pointer(&k))[:], b)
	return k
}

func spread(k K) uint64 { return spreadBytes((*[keyBytes]byte)(unsafe.Pointer(&k))[:]) }
`;
