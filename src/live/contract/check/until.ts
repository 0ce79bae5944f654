/** Waits for something to be so, looking again and again; `false` where it was not within that time. */
export async function until(withinMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (let waitMs = 5; ; waitMs = Math.min(100, 2 * waitMs)) {
    const isLast = performance.now() >= deadline;
    if (await isSo()) return true;
    if (isLast) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
  }
}
