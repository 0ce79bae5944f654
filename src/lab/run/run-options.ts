import type { ScenarioInCode } from '../config/scenarios-in-code.ts';
import type { Written } from '../config/schema/written.ts';
import type { RecordForm } from '../record/stored/record-form.ts';
import type { CellSelection } from '../config/select-cells.ts';
import type { Limits } from '../config/schema/limits.ts';
import type { RunProgress } from './run-progress.ts';

/** What `runSandbox` may be told. */
export interface RunOptions extends CellSelection {
  /** Where the configuration is looked for, upwards. @default the working folder */
  readonly folder?: string;
  /** The configuration file, instead of looking for one. */
  readonly configFile?: string;
  /**
   * Scenarios to run: by name, by a pattern with `*` and `?`, or written here as a file would say it.
   * @default all of the folder
   */
  readonly scenarios?: readonly (string | ScenarioInCode)[];
  /** Over the limits of the configuration and of every scenario. */
  readonly limits?: Written<Partial<Limits>>;
  readonly rounds?: number;
  readonly seed?: number;
  /** Flags of the Node.js processes of the targets native and module. */
  readonly nodeArguments?: readonly string[];
  /** Folder for the results. @default a new one, named by the time, in the folder of reports */
  readonly outFolder?: string;
  /**
   * How the record is written: one JSON document, or lines, as they are or compressed.
   *
   * @default `json` up to 200 cells, `ndjson` beyond
   */
  readonly recordAs?: RecordForm;
  /** Go on with the unfinished run in `outFolder`, or with the newest one. @default false */
  readonly resume?: boolean;
  /** Replace files in `outFolder` that mapswell did not write. @default false */
  readonly force?: boolean;
  /** Ends the children; what had been measured is kept and returned. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}
