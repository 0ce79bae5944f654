/** What configuration and scenario files import from `mapswell`. */
export { defineConfig } from './schema/sandbox-config.ts';
export { defineScenario } from './schema/scenario.ts';
