import test from 'ava';
import { distinctKeys } from '../../src/maps/model/distinct-keys.ts';
import { parseGoType } from '../../src/maps/model/go-type/parse-go-type.ts';

test('keys are counted where somebody can count them', (t) => {
  for (const [name, keys] of [
    ['bool', 2],
    ['int8', 256],
    ['byte', 256],
    ['uint16', 65_536],
    ['rune', 2 ** 32],
    ['[2]byte', 65_536],
    ['[0]int', 1],
    ['[3]bool', 8],
    ['[2][3]bool', 64],
    ['struct { a bool; b int8 }', 512],
    ['struct { a struct { x bool; y [2]bool }; b bool }', 16],
    ['string', Infinity],
    ['float32', Infinity],
    ['*int', Infinity],
    ['any', Infinity],
  ] as const)
    t.is(distinctKeys(parseGoType(name, 'key')), keys, name);
});
