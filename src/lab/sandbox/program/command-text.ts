/** A command on one line for a trace: words with spaces are quoted, scripts of several lines left out. */
export function commandText(program: string, words: readonly string[]): string {
  return [program, ...words]
    .map((word) => {
      if (word.includes('\n')) return '<script>';
      return /^[\w./:=@%+,-]+$/u.test(word) ? word : JSON.stringify(word);
    })
    .join(' ');
}
