import type { GoContent, GoPointee } from '../../../maps/model/go-content.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { KeyLayout } from '../../workload/key-layout.ts';

/**
 * Text of the file that gives the fill program its types, distinct keys, and values that point to
 * objects of their own; sizes that the types leave open come with the job.
 *
 * @throws SandboxError `usage` for values that a program cannot make: those behind interfaces other
 *   than `any`, and what maps, channels and functions hold
 */
export function fillTypesFile(key: GoContent, value: GoContent, layout: KeyLayout): string {
  if (layout.parts !== undefined)
    throw new SandboxError(
      'usage',
      `expected a key of plain memory, a number or a string for a program that fills a map, got ${key.type.name}`,
    );
  const hasTime = `${key.type.name} ${value.type.name}`.includes('time.');
  return [
    'package main\n',
    ...(hasTime ? ['import "time"'] : []),
    'import "unsafe"\n',
    `type K = ${key.type.name}\n`,
    `type V = ${value.type.name}\n`,
    `const keyBytes = ${layout.keyBytes}\n`,
    layout.isString ? stringKeys : plainKeys,
    valueOf(value),
  ].join('\n');
}

// Multiplying by an odd number is a bijection of the low bits, however many of them are kept.
const stringKeys = `const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func keyOf(i uint64) K {
	text := make([]byte, keySize(i))
	write(text, i)
	return *(*string)(unsafe.Pointer(&text))
}

func write(text []byte, i uint64) {
	word := i * 0x9e3779b97f4a7c15
	for at := range text {
		text[at] = letters[word>>(at%10*6)&63]
	}
}

var scratch []byte

// sameKey is equal to keyOf(i), and good until the next call: it allocates nothing.
func sameKey(i uint64) K {
	size := keySize(i)
	if size > cap(scratch) {
		scratch = make([]byte, size)
	}
	text := scratch[:size]
	write(text, i)
	return *(*string)(unsafe.Pointer(&text))
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

func sameKey(i uint64) K { return keyOf(i) }
`;

function valueOf(value: GoContent): string {
  const statements = new FillStatements();
  const lines = value.pointees.flatMap((pointee) => statements.fill('v', pointee, 1));
  return ['func valueOf(i uint64) (v V) {', ...lines, '\treturn v', '}', ''].join('\n');
}

/** Statements that give a value what it points to. */
class FillStatements {
  /** Draws so far: each draws another size for the same entry. */
  #draws = 0;
  #names = 0;

  fill(target: string, pointee: GoPointee, depth: number): string[] {
    const [step, ...path] = pointee.path;
    if (typeof step === 'string')
      return this.fill(`${target}.${step}`, { ...pointee, path }, depth);
    if (step !== undefined) {
      const index = this.#name('i');
      return [
        `${tabs(depth)}for ${index} := range ${target} {`,
        ...this.fill(`${target}[${index}]`, { ...pointee, path }, depth + 1),
        `${tabs(depth)}}`,
      ];
    }
    return this.#make(target, pointee).map((line) => tabs(depth) + line);
  }

  #make(target: string, pointee: GoPointee): string[] {
    const { kind, name, element, count } = pointee;
    const size = count === null ? `valueSize(i, ${this.#draws++})` : String(count);
    switch (kind) {
      case 'string':
        return [`${target} = textOf(i, ${size})`];
      case 'hidden':
        return [`${target} = &bytesOf(i, ${size})[0]`];
      case 'pointer':
        return this.#pointer(target, element);
      case 'slice':
        return this.#slice(target, element, count === null ? size : null, count);
    }
    throw new SandboxError('usage', `expected values to be of a type to fill, got ${name}`);
  }

  #pointer(target: string, element: GoContent | null): string[] {
    const made = this.#name('p');
    const type = element?.type.name ?? 'byte';
    return [
      `${made} := new(${type})`,
      ...touched(`unsafe.Pointer(${made})`, element, '1'),
      ...(element?.pointees ?? []).flatMap((inner) => this.fill(`(*${made})`, inner, 0)),
      `${target} = ${made}`,
    ];
  }

  #slice(
    target: string,
    element: GoContent | null,
    bytes: string | null,
    count: number | null,
  ): string[] {
    const made = this.#name('s');
    const index = this.#name('i');
    const unit = element?.type.sizeBytes ?? 1;
    const length = bytes === null ? String(count) : unit === 0 ? '0' : `${bytes}/${unit}`;
    const inner = (element?.pointees ?? []).flatMap((one) =>
      this.fill(`${made}[${index}]`, one, 1),
    );
    return [
      `${made} := make([]${element?.type.name ?? 'byte'}, ${length})`,
      ...touched(`*(*unsafe.Pointer)(unsafe.Pointer(&${made}))`, element, `len(${made})`),
      ...(inner.length === 0 ? [] : [`for ${index} := range ${made} {`, ...inner, '}']),
      `${target} = ${made}`,
    ];
  }

  #name(letter: string): string {
    this.#names += 1;
    return `${letter}${this.#names}`;
  }
}

/** Objects with pointers are written to by what is put into them. */
function touched(at: string, element: GoContent | null, count: string): string[] {
  const bytes = element?.type.sizeBytes ?? 1;
  if (bytes === 0 || element?.type.hasPointers === true) return [];
  return [`touch(${at}, ${count}*${bytes})`];
}

function tabs(depth: number): string {
  return '\t'.repeat(depth);
}
