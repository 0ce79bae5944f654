/** Interface version between the kernel and its TypeScript face; both sides refuse another one. */
export function kernelVersion(): i32 {
  return 1;
}
