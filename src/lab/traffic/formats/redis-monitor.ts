import {
  blankOperation,
  type LineParser,
  type OperationSink,
  Verb,
} from '../recorded-operation.ts';
import { redisCommands, type RedisCommand } from './redis-commands.ts';

const head = /^(\d+\.\d+) \[(\d+) [^\]]*\]/;

/**
 * What `redis-cli monitor` prints: a time, a database and a client, then the words of a command in
 * quotes. A key is a key of the database, whatever its value holds: an HSET updates it.
 */
export function redisMonitorLines(): LineParser {
  const operation = blankOperation();
  return (bytes, from, to, sink) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
    // The first line, which only greets.
    if (text === 'OK') return null;
    const start = head.exec(text);
    const words = start === null ? null : readWords(text, start[0].length);
    if (start === null || words === null || words.length === 0)
      return 'a line of MONITOR such as 1339518083.107412 [0 127.0.0.1:60866] "get" "key"';
    const timeMs = Number(start[1]) * 1000;
    operation.timeMs = timeMs;
    operation.space = Number(start[2]);
    perform(words, timeMs, operation, sink);
    return null;
  };
}

/** The words in quotes; `null` where one is not closed. */
function readWords(text: string, from: number): readonly string[] | null {
  const words: string[] = [];
  let at = from;
  while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    if (text[at] !== '"') return null;
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) return null;
    words.push(unescape(text.slice(at + 1, end)));
    at = end + 1;
  }
  return words;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:x([\dA-Fa-f]{2})|(.))/g, (_, hex?: string, letter = '') =>
    hex === undefined
      ? (escapes[letter] ?? letter)
      : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

/** Hands on an operation for every key of a command; commands without keys ask for nothing. */
function perform(
  words: readonly string[],
  timeMs: number,
  operation: ReturnType<typeof blankOperation>,
  sink: OperationSink,
): void {
  const command: RedisCommand | undefined = redisCommands.get((words[0] ?? '').toLowerCase());
  if (command === undefined) return;
  if (command.verb === Verb.Flush) {
    operation.verb = Verb.Flush;
    operation.space = command.isEverySpace === true ? -1 : operation.space;
    sink(operation);
    return;
  }
  const { step = 0, valueAt, ttl } = command;
  const last = step === 0 ? 1 : words.length - 1;
  for (let at = 1; at <= last && at < words.length; at += Math.max(1, step)) {
    const key = Buffer.from(words[at] ?? '', 'latin1');
    operation.bytes = key;
    operation.keyFrom = 0;
    operation.keyTo = key.length;
    operation.keyBytes = key.length;
    operation.verb = command.verbOf?.(words) ?? command.verb;
    operation.valueBytes = valueAt === undefined ? -1 : (words[at + valueAt]?.length ?? -1);
    operation.ttlMs = ttl === undefined ? Number.NaN : ttl(words, timeMs);
    sink(operation);
  }
}
