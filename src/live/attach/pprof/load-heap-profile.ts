import { gunzipSync } from 'node:zlib';
import { readInput } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { HeapProfile } from './heap-profile.ts';
import { readProtoProfile } from './read-proto-profile.ts';
import {
  isTextProfile,
  readTextProfile,
  type SymbolTable,
  type TextProfile,
  withSymbols,
} from './read-text-profile.ts';

const mostBytes = 64 * 2 ** 20;
const patienceMs = 30_000;

/**
 * Reads a heap profile of a Go program from a file (protobuf or text), or asks the program's own
 * `/debug/pprof` for it: in text, and for the names of the functions inside the runtime.
 *
 * @param source an address with http or https, or the path of a file
 * @throws SandboxError `input` for what is no heap profile, `invalid` where the service does not answer
 */
export async function loadHeapProfile(source: string): Promise<HeapProfile> {
  const url = /^https?:\/\//.test(source) && URL.canParse(source) ? new URL(source) : null;
  const profile = url === null ? readFileProfile(source) : await fetchProfile(url);
  if (profile.rateBytes > 0) return profile;
  throw new SandboxError(
    'input',
    `expected ${source} to take samples, got a profile of a program with MemProfileRate 0`,
  );
}

function readFileProfile(path: string): HeapProfile {
  const parsed = parseProfile(readInput(path, mostBytes), path);
  return parsed.kind === 'text' ? withSymbols(parsed.profile, null) : parsed.profile;
}

type ParsedProfile =
  | { readonly kind: 'text'; readonly profile: TextProfile }
  | { readonly kind: 'proto'; readonly profile: HeapProfile };

function parseProfile(bytes: Buffer, where: string): ParsedProfile {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(bytes, where) : bytes;
  const beginning = plain.subarray(0, 32).toString('latin1');
  return isTextProfile(beginning)
    ? { kind: 'text', profile: readTextProfile(plain.toString('utf8'), where) }
    : { kind: 'proto', profile: readProtoProfile(plain, where) };
}

function unzip(bytes: Buffer, where: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: 4 * mostBytes });
  } catch (cause) {
    throw new SandboxError('input', `cannot read ${where}: its gzip is damaged or cut off`, {
      cause,
    });
  }
}

/** `http://host/debug/pprof` stands for its heap profile. */
async function fetchProfile(url: URL): Promise<HeapProfile> {
  const wanted = new URL(url);
  if (/\/pprof\/?$/.test(wanted.pathname))
    wanted.pathname = `${wanted.pathname.replace(/\/$/, '')}/heap`;
  wanted.searchParams.set('debug', '1');
  const parsed = parseProfile(await fetchBytes(wanted), wanted.href);
  if (parsed.kind === 'proto') return parsed.profile;
  const addresses = parsed.profile.samples.flatMap(({ runtimeAddresses }) => runtimeAddresses);
  const symbols = await fetchSymbols(new URL('symbol', wanted), [...new Set(addresses)]);
  return withSymbols(parsed.profile, symbols);
}

/** @returns `null` from a service that serves profiles but no symbols */
async function fetchSymbols(url: URL, addresses: readonly number[]): Promise<SymbolTable | null> {
  const symbols = new Map<number, string>();
  if (addresses.length === 0) return symbols;
  let text: string;
  try {
    // An address that is returned to may be the next function's.
    const body = addresses.map((address) => `0x${(address - 1).toString(16)}`).join('+');
    text = (await fetchBytes(url, body)).toString('utf8');
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
  for (const [, address = '', name = ''] of text.matchAll(/^0x([\da-f]+) (.+)$/gm))
    symbols.set(Number.parseInt(address, 16) + 1, name);
  return symbols.size === 0 ? null : symbols;
}

async function fetchBytes(url: URL, body?: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let status = 0;
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    status = response.status;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const why = reason instanceof Error ? reason.message : String(reason);
    throw new SandboxError('invalid', `cannot read ${url.href}: ${why}`, { cause });
  }
  if (status !== 200)
    throw new SandboxError('invalid', `expected the answer 200 from ${url.href}, got ${status}`);
  if (length > mostBytes)
    throw new SandboxError('invalid', `cannot read ${url.href}: more than ${mostBytes} bytes`);
  return Buffer.concat(chunks, length);
}
