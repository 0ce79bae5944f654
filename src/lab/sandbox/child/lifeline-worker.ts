import { Socket } from 'node:net';
import { endSelf } from './end-self.ts';

// Standard input of the process closes when its parent dies. This thread sees it also while the
// main thread is busy.
const lifeline = new Socket({ fd: 0, readable: true, writable: false });
lifeline.on('error', endSelf).on('close', endSelf).resume();
