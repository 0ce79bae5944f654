import { openSync, writeSync } from 'node:fs';
import { fileErrorReason } from '../../base/primitives/errors/file-error.ts';
import { growthText, registeredEvent, type RegisteredGrowth } from './growth-line.ts';

const standardError = 2;

/**
 * Where growths are written: to the end of a file, a CloudEvent for each in a line of JSON, or as text to standard
 * error. A line is one write, so that threads and processes may share a file; what it held stays.
 *
 * @param path `undefined` or empty = standard error
 */
export function eventOutput(path: string | undefined): (growth: RegisteredGrowth) => void {
  if (path === undefined || path === '') return toStandardError;
  let file: number;
  try {
    file = openSync(path, 'a');
  } catch (error) {
    say(
      `mapswell: expected MAPSWELL_EVENTS to be a file that can be written, got ${path}: ${fileErrorReason(error)}; growths go to standard error\n`,
    );
    return toStandardError;
  }
  let made = 0;
  return (growth) => {
    writeSync(file, `${JSON.stringify(registeredEvent(growth, (made += 1)))}\n`);
  };
}

function toStandardError(growth: RegisteredGrowth): void {
  say(growthText(growth));
}

/** Standard error may be closed, or a pipe that is full: the program goes on. */
function say(text: string): void {
  try {
    writeSync(standardError, text);
  } catch {
    // Nobody is there to be told.
  }
}
