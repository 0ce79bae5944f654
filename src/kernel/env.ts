/** Monotonic time in ns; read only where a growth starts or ends, and only when the clock is on. */
export declare function nowNs(): f64;
