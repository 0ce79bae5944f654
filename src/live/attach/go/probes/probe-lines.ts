/** One hit of a probe, as the kernel printed it. */
export interface ProbeHit {
  readonly thread: number;
  /** Seconds of the monotonic clock. */
  readonly seconds: number;
  /** The name that the probe was set with. */
  readonly event: string;
  /** What was fetched, by name. */
  readonly fetched: Readonly<Record<string, number>>;
  /** Program counters, innermost first: the probe itself, then where each call returns to. */
  readonly stack: readonly number[];
}

/** ` <...>-123 [001] ..... 12.345678: name: (0x40fcea) t=0x49 n=8`: names of threads may hold anything. */
const hitPattern =
  /^.{0,17}-(\d+)\s+(?:\(\s*[\d-]+\)\s+)?\[\d+\]\s+\S+\s+([\d.]+): (\w+): \((0x[\da-f]+)[^)]*\)(.*)$/;
const stackPattern = /^.{0,17}-(\d+)\s.*: <user stack trace>$/;
const framePattern = /^\s*=>\s+(?:\S+\s+)?<?([\da-f]{6,})>?/;

const lostPattern = /^CPU:\d+ \[LOST (\d+) EVENTS\]$/;

/**
 * Parses what `trace_pipe` gives, piece by piece. The stack of a hit follows it, but those of other
 * threads may come in between.
 */
export class ProbeLines {
  #rest = '';
  /** Hits whose stacks are still to come, by thread. */
  readonly #waiting = new Map<number, ProbeHit>();
  /** The hit whose stack is being read. */
  #open: { readonly hit: ProbeHit; readonly stack: number[] } | null = null;
  #lost = 0;

  /** Hits and stacks that the kernel had no room for. */
  get lost(): number {
    return this.#lost;
  }

  /** The hits that are complete; some may wait for their stacks until the next text. */
  read(text: string): readonly ProbeHit[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const hits = lines.flatMap((line) => this.#line(line));
    // The kernel gives a stack whole or not at all.
    return this.#rest === '' ? [...hits, ...this.#close()] : hits;
  }

  /** The last hits, where nothing follows any more. */
  end(): readonly ProbeHit[] {
    const hits = [...this.#close(), ...this.#waiting.values()];
    this.#waiting.clear();
    return hits;
  }

  #line(line: string): readonly ProbeHit[] {
    const frame = framePattern.exec(line);
    if (frame !== null) {
      this.#open?.stack.push(Number.parseInt(frame[1] ?? '', 16));
      return [];
    }
    const complete = this.#close();
    this.#lost += Number(lostPattern.exec(line)?.[1] ?? 0);
    const stackOf = Number(stackPattern.exec(line)?.[1] ?? Number.NaN);
    const owner = this.#waiting.get(stackOf);
    if (owner !== undefined) {
      this.#waiting.delete(stackOf);
      this.#open = { hit: owner, stack: [] };
      return complete;
    }
    const hit = parseHit(line);
    if (hit === null) return complete;
    // The kernel cannot always walk the stack: then none comes.
    const before = this.#waiting.get(hit.thread);
    this.#waiting.set(hit.thread, hit);
    return before === undefined ? complete : [...complete, before];
  }

  #close(): readonly ProbeHit[] {
    if (this.#open === null) return [];
    const { hit, stack } = this.#open;
    this.#open = null;
    return [{ ...hit, stack }];
  }
}

function parseHit(line: string): ProbeHit | null {
  const hit = hitPattern.exec(line);
  if (hit === null) return null;
  const [, thread, seconds, event = '', , fetched = ''] = hit;
  return {
    thread: Number(thread),
    seconds: Number(seconds),
    event: event.slice(0, event.indexOf('_')),
    fetched: Object.fromEntries(
      [...fetched.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value]) => [name, Number(value)]),
    ),
    stack: [],
  };
}
