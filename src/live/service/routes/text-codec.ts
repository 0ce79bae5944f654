import type { GoValue } from '../../../maps/reference/go-codec.ts';
import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** Keys or values of one Go type as text, which is how they travel over HTTP. */
export interface TextCodec {
  /** @throws SandboxError `usage` when the text is no value of the type */
  parse(text: string): GoValue;
  format(value: GoValue): string;
}

/**
 * Integers in decimal, floats as JavaScript reads numbers, `true` and `false`, strings as they are,
 * `struct{}` as nothing; any other type as the hexadecimal digits of its bytes in memory.
 */
export function textCodec(type: GoType): TextCodec {
  if (type.name === 'string') return { parse: (text) => text, format: String };
  if (type.sizeBytes === 0) return emptyCodec(type.name);
  if (type.name === 'bool') return boolCodec;
  if (type.name === 'float32' || type.name === 'float64') return floatCodec(type.name);
  if (type.keyKind === 'int64') return wholeCodec(type.name, BigInt);
  if (['int8', 'int16', 'int32'].includes(type.keyKind)) return wholeCodec(type.name, Number);
  return hexCodec(type);
}

function emptyCodec(name: string): TextCodec {
  return {
    parse(text) {
      if (text !== '') throw wrong(name, 'nothing', text);
      return null;
    },
    format: () => '',
  };
}

const boolCodec: TextCodec = {
  parse(text) {
    if (text !== 'true' && text !== 'false') throw wrong('bool', 'true or false', text);
    return text === 'true';
  },
  format: String,
};

function floatCodec(name: string): TextCodec {
  return {
    parse(text) {
      const value = Number(text);
      if (text.trim() === '' || Number.isNaN(value)) throw wrong(name, 'a number', text);
      return value;
    },
    format: String,
  };
}

const wholeNumber = /^-?\d{1,20}$/;

function wholeCodec(name: string, convert: (text: string) => GoValue): TextCodec {
  return {
    parse(text) {
      if (!wholeNumber.test(text)) throw wrong(name, 'a whole number in decimal', text);
      return convert(text);
    },
    format: String,
  };
}

function hexCodec({ name, sizeBytes }: GoType): TextCodec {
  return {
    parse(text) {
      if (text.length !== 2 * sizeBytes || !/^[\da-f]*$/i.test(text))
        throw wrong(name, `${2 * sizeBytes} hexadecimal digits`, text);
      return Uint8Array.from(Buffer.from(text, 'hex'));
    },
    format: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''),
  };
}

function wrong(name: string, expected: string, text: string): SandboxError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new SandboxError('usage', `expected ${expected} for Go's ${name}, got '${shown}'`);
}
