import {
  mostCellsOfDocument,
  type RecordForm,
  recordForms,
} from '../../lab/record/stored/record-form.ts';
import { choiceFlag, type Flag } from './flag.ts';

/** How the record of a run is written. */
export const recordFlag: Flag<RecordForm | undefined> = choiceFlag(
  '<form>',
  `record as one JSON document, or in lines for any size (default: json, beyond ${mostCellsOfDocument} cells ndjson)`,
  recordForms,
);
