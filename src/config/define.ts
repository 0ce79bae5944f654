/** What configuration and scenario files import from `mapswell`. */
export { defineConfig } from './sandbox-config.ts';
export { defineScenario } from './scenario.ts';
