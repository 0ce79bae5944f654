/** The first line of what stands in a text, without the space around it; empty where there is none. */
export function firstLine(text: string): string {
  return text
    .trim()
    .replace(/\n[^]*$/, '')
    .trimEnd();
}

/** The last line of what stands in a text, in the same way. */
export function lastLine(text: string): string {
  return text
    .trim()
    .replace(/^[^]*\n/, '')
    .trimStart();
}
