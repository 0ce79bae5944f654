import { readFullRecording } from './full-recording.ts';
import { badRecording, RecordingDocument, show } from './recording-document.ts';
import type { Recording } from './recording.ts';
import { readSampledRecording } from './sampled-recording.ts';

const sampledFormat = 2n;

/**
 * Reads a recording, plain or gzip, of either format.
 * @throws SandboxError `input` when it is truncated, damaged or not a recording.
 */
export function readRecording(bytes: Uint8Array): Recording {
  const document = RecordingDocument.parse(bytes);
  if (document.boolean('Aes'))
    throw badRecording('expected Aes to be false: only the portable hash can be replayed');
  if (!document.has('Format')) return readFullRecording(document);
  const format = document.word('Format');
  if (format !== sampledFormat)
    throw badRecording(
      `expected Format to be ${sampledFormat} or absent, got ${show(String(format))}`,
    );
  return readSampledRecording(document);
}
