import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';

// Sets probes on the process whose id it is given, and waits until it is killed.
openGoProcess(identifyProcess(Number(process.argv[2]))).probeGrowths();
process.stdout.write('set\n');
setInterval(() => undefined, 1000);
