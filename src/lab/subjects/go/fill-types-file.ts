import type { GoType } from '../../../maps/model/go-type.ts';
import type { KeyLayout } from '../../workload/key-layout.ts';

/** Text of the file that gives the fill program its types, and distinct keys. */
export function fillTypesFile(key: GoType, value: GoType, layout: KeyLayout): string {
  const hasTime = `${key.name} ${value.name}`.includes('time.');
  return [
    'package main\n',
    ...(hasTime ? ['import "time"'] : []),
    'import "unsafe"\n',
    `type K = ${key.name}\n`,
    `type V = ${value.name}\n`,
    `const keyBytes = ${layout.keyBytes}\n`,
    layout.isString ? stringKeys : plainKeys,
  ].join('\n');
}

// Multiplying by an odd number is a bijection of the low bits, however many of them are kept.
const stringKeys = `const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func keyOf(i uint64) K {
	word := i * 0x9e3779b97f4a7c15
	text := make([]byte, keyBytes)
	for at := range text {
		text[at] = letters[word>>(at%10*6)&63]
	}
	return *(*K)(unsafe.Pointer(&text))
}
`;

const plainKeys = `func keyOf(i uint64) K {
	word := i * 0x9e3779b97f4a7c15
	var k K
	for at, bytes := 0, (*[keyBytes]byte)(unsafe.Pointer(&k)); at < keyBytes; at++ {
		bytes[at] = byte(word >> (at % 8 * 8))
	}
	return k
}
`;
