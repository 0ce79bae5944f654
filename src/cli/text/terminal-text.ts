// C0 and C1 controls but the line feed, line and paragraph separators, and what changes the
// direction of text: all of them can make a terminal show what is not there.
const unsafe = /[^\P{Cc}\n]|\p{Zl}|\p{Zp}|\p{Bidi_Control}/gu;
const plain = /^[\n -~]*$/;
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const zeroWidth = /^(?:\p{M}|\p{Cf})/u;

/** Text from outside, safe to print: a control character becomes its escape, as in `\u001b`. */
export function terminalText(text: string): string {
  // Most texts are plain, and the other pattern is slow on what a command prints as JSON.
  if (plain.test(text)) return text;
  return text.replaceAll(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Columns that a text without control characters takes in a terminal. */
export function terminalWidth(text: string): number {
  // Most texts are plain, and the patterns of all of Unicode take longer to make than a plan to compute.
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (wide.test(character)) width += 2;
    else if (!zeroWidth.test(character)) width += 1;
  }
  return width;
}
