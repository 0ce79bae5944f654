// Replays recordings of real Go maps on the kernel: npm run golden -- FILE...
// Exit codes: 0 all equal, 1 a difference, 2 a file that is no recording.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { replayRecording } from '../src/maps/golden/replay-recording.ts';
import { SandboxError } from '../src/base/primitives/errors/sandbox-error.ts';

const EQUAL = 0;
const DIFFERENT = 1;
const BAD_INPUT = 2;

function replayFile(file: string): number {
  try {
    const result = replayRecording(readFileSync(file));
    const { operations, fields, stretches, digests, loops, mismatches, firstMismatch } = result;
    console.log(
      `${basename(file)}: ${operations} operations, ${fields} fields, ${stretches} digests of fields ` +
        `and ${digests} of tables compared, ${loops} loops, ${mismatches} mismatches`,
    );
    if (firstMismatch === null) return EQUAL;
    const { record, field, recorded, replayed } = firstMismatch;
    console.log(`  first at record ${record}, ${field}: Go ${recorded}, kernel ${replayed}`);
    return DIFFERENT;
  } catch (error) {
    const isExpected = error instanceof SandboxError || (error instanceof Error && 'code' in error);
    if (!isExpected) throw error;
    console.error(`${file}: ${error.message}`);
    return BAD_INPUT;
  }
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('expected the names of one or more recordings, got none');
  process.exitCode = BAD_INPUT;
} else process.exitCode = Math.max(...files.map((file) => replayFile(file)));
