/** @throws RangeError if the confidence is not in (0, 1) */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`expected confidence in (0, 1), got ${confidence}`);
  }
}
