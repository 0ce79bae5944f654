/** The counts of the first exact process that gave any; `null` where none did. */
export function exactCountsOf<Counts>({
  exact,
}: {
  readonly exact: readonly { readonly counts: Counts | null }[];
}): Counts | null {
  return exact.find(({ counts }) => counts !== null)?.counts ?? null;
}
