export { defineConfig, type SandboxConfig } from './config/sandbox-config.ts';
export { defineScenario, type Scenario } from './config/scenario.ts';
export { SandboxError, type ErrorCode } from './primitives/sandbox-error.ts';
