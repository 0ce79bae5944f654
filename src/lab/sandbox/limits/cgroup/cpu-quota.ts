/** Length of a period of the CPU quota, microseconds: the kernel's own default. */
export const quotaPeriodUs = 100_000;

/** The least quota the kernel takes, microseconds. */
const minQuotaUs = 1000;

/** The quota in microseconds for a number of CPUs, and the number that it really gives. */
export function cpuQuota(cpus: number): { quotaUs: number; cpus: number; remark: string } {
  const quotaUs = Math.max(minQuotaUs, Math.round(cpus * quotaPeriodUs));
  const given = quotaUs / quotaPeriodUs;
  return { quotaUs, cpus: given, remark: given === cpus ? '' : `${cpus} rounded to ${given}` };
}
