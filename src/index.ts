export { defineConfig, type SandboxConfig } from './config/sandbox-config.ts';
export { defineScenario, type Scenario } from './config/scenario.ts';
export type { GoType, KeyKind } from './map/go-type.ts';
export type { GrowthEvent, GrowthKind } from './map/growth-event.ts';
export type { ExpectedFigures, GrowthPlan, PlannedGrowth, PlanRequest } from './map/growth-plan.ts';
export type { MapModel } from './map/map-model.ts';
export { planGrowth } from './map/plan-growth.ts';
export { SandboxError, type ErrorCode } from './primitives/sandbox-error.ts';
