/**
 * The command that words ask for, also where its help is asked for (`help plan`, `-- plan`).
 *
 * @returns `undefined` where they name none
 */
export function commandNamed(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}
