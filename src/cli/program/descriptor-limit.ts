import { readFileSync } from 'node:fs';

/** Modules are loaded many at a time, and a run holds pipes and files beside them. */
const leastDescriptors = 256;

/**
 * What is wrong with the limit of open files; `null` where it is high enough or nobody can tell. Asked
 * before anything is loaded: a module that cannot be opened later costs what was measured until then.
 */
export function lackOfDescriptors(): string | null {
  const limit = softLimit();
  if (limit === null || limit >= leastDescriptors) return null;
  return `expected at least ${leastDescriptors} open files to be allowed, got ${limit} (see ulimit -n)`;
}

/** Node.js has raised it to the hard limit at its start. */
function softLimit(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const found = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}
