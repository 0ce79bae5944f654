import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { nativeModule } from './built-in-module.ts';
import { loadMapModule, requireOffered } from './load-map-module.ts';
import { moduleTimedPass } from './module-timed-pass.ts';
import type { Target } from '../target.ts';

/**
 * A map of the user's own, and every map in JavaScript that is loaded at a rate. What is inside it
 * nobody can count, so there is no exact pass.
 */
export const moduleTarget: Target = {
  exactPass: () =>
    Promise.resolve({
      counts: null,
      outcome: { kind: 'skipped', reason: 'a module reports nothing that can be counted exactly' },
    }),
  async timedPass(options) {
    const { target, module } = options.cell;
    if (target === 'native') return await moduleTimedPass(nativeModule, options);
    if (module === undefined)
      throw new SandboxError('internal', 'expected the cell to name a module');
    const loaded = await loadMapModule(module);
    requireOffered(loaded, options.cell, module);
    return await moduleTimedPass(loaded, options);
  },
};
