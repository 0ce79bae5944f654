import type { Outcome } from '../../record/outcome.ts';
import { DurationRecorder } from '../duration-recorder.ts';
import { HttpRecorder } from './http-recorder.ts';

/** Seconds after which a request counts as unanswered. */
const timeoutSeconds = 10;

/** Takes down what becomes of each request. */
export class HttpAnswers {
  readonly recorder: HttpRecorder = new HttpRecorder();
  readonly serviceTime: DurationRecorder = new DurationRecorder();
  readonly statusCounts: Record<string, number> = {};
  readonly timeoutSeconds: number = timeoutSeconds;
  /** Moment of the first request, of `performance.now`, and of the last answer after it. */
  beganAt: number = performance.now();
  endedAtMs = 0;
  errors = 0;
  /** Why the map could take no more, in the words of the first refusal. */
  refusal: Readonly<Record<string, unknown>> | null = null;
  readonly #onRefusal: () => void;

  constructor(onRefusal: () => void) {
    this.#onRefusal = onRefusal;
  }

  /** The first request is about to be sent. */
  begin(): void {
    this.beganAt = performance.now();
  }

  answered(status: number, now: number, responseMs: number): void {
    this.endedAtMs = now - this.beganAt;
    this.statusCounts[status] = (this.statusCounts[status] ?? 0) + 1;
    this.recorder.add(this.endedAtMs, responseMs * 1e6);
  }

  failed(): void {
    this.errors++;
  }

  /** A map that is full measures nothing but refusals from here on. */
  refused(body: string): void {
    if (this.refusal !== null) return;
    try {
      this.refusal = Object(JSON.parse(body));
    } catch {
      this.refusal = {};
    }
    this.#onRefusal();
  }

  /** How the run ended, as far as the answers tell. */
  outcome(limitBytes: number): Outcome {
    const { refusal } = this;
    if (refusal === null) return { kind: 'completed' };
    const entries = Math.max(0, Number(refusal['entries'] ?? 0) || 0);
    if (!('bytesAsked' in refusal) && 'entries' in refusal) {
      const { requests: operations } = this.recorder;
      return {
        kind: 'map-full',
        message: typeof refusal['error'] === 'string' ? refusal['error'] : 'the map is full',
        operation: null,
        last: { operations, entries, bytesHeld: 0 },
      };
    }
    const figure = (name: string): number => Math.max(0, Number(refusal[name] ?? 0) || 0);
    return {
      kind: 'out-of-memory',
      operation: this.recorder.requests,
      entries,
      bytesHeld: figure('bytesHeld'),
      bytesRefused: figure('bytesAsked'),
      limitBytes,
      growth: null,
    };
  }
}
