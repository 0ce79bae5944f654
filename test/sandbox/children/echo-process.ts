import process from 'node:process';
import { receiveJob, sendMessage } from '../../../src/sandbox/child-channel.ts';

const job = await receiveJob();
sendMessage({ got: job, pid: process.pid });
console.log('said on stdout');
console.error('said on stderr');
