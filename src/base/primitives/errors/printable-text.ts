// Controls, line and paragraph separators, and what changes the direction of text.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Text from outside on one line: what could move the cursor or the reader becomes its escape. */
export function printableText(text: string): string {
  // Most texts are plain, and the other pattern takes milliseconds to compile.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replaceAll(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
