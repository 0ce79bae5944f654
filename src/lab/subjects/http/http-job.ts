import type { Cell } from '../../config/cell.ts';
import type { GeneratorShare } from './generator-part.ts';

/** What the process that sends requests is to do. */
export interface HttpJob {
  readonly cell: Cell;
  readonly url: string;
  /** Pages that tell about the map and the process behind the service; `null` without. */
  readonly mapSizeUrl: string | null;
  readonly metricsUrl: string | null;
  readonly pid: number | null;
  /** Bytes that the map may hold, as told with a refusal; 0 where nobody knows. */
  readonly limitBytes: number;
  /** Of one of several generators; absent: it sends every request, at once. */
  readonly share?: GeneratorShare;
}

/** What the process of a map service says once it listens. */
export interface ServiceReady {
  readonly kind: 'ready';
  readonly url: string;
  readonly pid: number;
}
