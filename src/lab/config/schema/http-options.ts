/** A service under load, and how it is loaded. */
export interface HttpOptions {
  /** Address of a service that runs already. By default the cell starts a map service in its limits. */
  readonly url?: string;
  /** Process to watch meanwhile, beside a `url`. */
  readonly pid?: number;
  /** Metrics page to scrape every second, beside a `url`. */
  readonly metricsUrl?: string;
  /** Page that answers as `/debug/mapsize` does, beside a `url`: tells the growths. */
  readonly mapSizeUrl?: string;
  /** Connections that send requests side by side. @default 10 */
  readonly connections?: number;
  /** Seconds after which the generator stops. By default the operations of the phases are done. */
  readonly durationSeconds?: number;
}
