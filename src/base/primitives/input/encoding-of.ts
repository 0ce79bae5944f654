import { isAscii } from 'node:buffer';

/** How bytes of UTF-8 are decoded: most of them are ASCII, which is copied in half of the time. */
export function encodingOf(bytes: Uint8Array): 'latin1' | 'utf8' {
  return isAscii(bytes) ? 'latin1' : 'utf8';
}
