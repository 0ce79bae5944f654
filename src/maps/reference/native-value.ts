import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { goCodec, type GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';

/** What a value of a Go type becomes in a native `Map`: checked, and as it reads back. */
export function nativeValue(type: GoType): (value: GoValue) => GoValue {
  if (type.name === 'string') return toText;
  const codec = goCodec(type);
  const scratch = new DataView(new ArrayBuffer(Math.max(1, type.sizeBytes)));
  return (value) => {
    codec.write(scratch, 0, value);
    return codec.read(scratch, 0);
  };
}

/** As `nativeValue`, for keys: bytes become a string, because two arrays are never the same key. */
export function nativeKey(type: GoType): (key: GoValue) => GoValue {
  const toValue = nativeValue(type);
  return (key) => {
    const value = toValue(key);
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  };
}

function toText(value: GoValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  throw new SandboxError(
    'usage',
    `expected a string or a Uint8Array for a string, got ${String(value)}`,
  );
}
