/** Monotonic time in ns; read only where a growth starts or ends, and only when the clock is on. */
export declare function nowNs(): f64;

/**
 * Nanoseconds from the start of a writer's run to the next operation that should arrive, one per
 * call; infinite after the last one.
 */
export declare function nextArrivalNs(): f64;

/** Returns not before that moment of the clock. */
export declare function waitUntilNs(ns: f64): void;

/**
 * Sleeps until the word at `address` is notified, or not at all if it is not `expected`. Imported,
 * because the baseline compiler of V8 11.3 (Node 20) comes back from `memory.atomic.wait32` with
 * wrong registers: locals lose their values, and the thread reads other memory than its own.
 */
export declare function sleepOn(address: usize, expected: i32): void;

/** The same for at most so many milliseconds. */
export declare function sleepFor(address: usize, expected: i32, milliseconds: f64): void;
