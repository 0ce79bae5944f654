import type { SandboxConfig as CheckedConfig } from './lab/config/schema/sandbox-config.ts';
import type { Scenario as CheckedScenario } from './lab/config/schema/scenario.ts';
import type { Written } from './lab/config/schema/written.ts';

export { defineConfig } from './lab/config/schema/sandbox-config.ts';
export { defineScenario } from './lab/config/schema/scenario.ts';
/** What `sandbox.config.ts` may say. */
export type SandboxConfig = Written<CheckedConfig>;
/** What a file in `scenarios/` may say. */
export type Scenario = Written<CheckedScenario>;
export type { ScenarioInCode } from './lab/config/scenarios-in-code.ts';
export { calibrate, type CalibrateOptions } from './library/calibrate.ts';
export { capacity, type CapacityOptions, type SteadyCapacityOptions } from './library/capacity.ts';
export { compare, type RunToCompare } from './library/compare.ts';
export { detect, type DetectOptions, type TraceAlarms } from './library/detect.ts';
export type { TraceSource, TracesToRead } from './library/traces.ts';
export type { CompareOptions } from './lab/compare/compare-options.ts';
export type { Comparison, MetricComparison } from './lab/compare/comparison.ts';
export type { Capacity, SteadyCapacity } from './lab/run/capacity/capacity.ts';
export type { AlarmEpisode } from './live/calibrate/calibration/alarm-watch.ts';
export type { Calibration } from './live/calibrate/calibration/calibration.ts';
export { readTraceFile } from './live/trace/read-trace-file.ts';
export type { Trace } from './live/trace/trace.ts';
export type { GoReadOf, GoWriteOf } from './maps/reference/go-values.ts';
export { createMap, type MapOptions } from './maps/reference/create-map.ts';
export type { GoValue } from './maps/reference/go-codec.ts';
export type { GoType, KeyKind } from './maps/model/go-type/go-type.ts';
export type { GrowthEvent, GrowthKind } from './maps/model/growth-event.ts';
export type {
  ExpectedFigures,
  GrowthPlan,
  PlannedGrowth,
  PlanRequest,
} from './maps/model/size/growth-plan.ts';
export { MapOutOfMemoryError } from './maps/reference/map-fault.ts';
export { MapFullError } from './maps/reference/map-full-error.ts';
export type { Guard } from './maps/model/guards.ts';
export type { MapModel, SizedModel } from './maps/model/map-model.ts';
export type {
  LiveGrowth,
  LiveMap,
  LiveMapSpec,
  LiveOrigin,
  LiveProcess,
  LiveSource,
  NameSource,
} from './maps/figures/live-map.ts';
export type {
  GrowthProgress,
  MapBytes,
  MapFigures,
  TableFigures,
} from './maps/figures/map-figures.ts';
export type { MapQuality } from './maps/figures/map-quality.ts';
export type { Evacuation, MapShape } from './maps/figures/map-shape.ts';
export type { MapSpec } from './maps/model/map-spec.ts';
export { type NextGrowth, nextGrowth } from './maps/figures/next-growth.ts';
export type { ChainStats, MapStats } from './maps/model/map-stats.ts';
export type { Advice, AdviceDocument, AdvisedSite } from './live/advise/advice-document.ts';
export { advise, type AdviseOptions } from './live/advise/advise.ts';
export { planGrowth } from './maps/model/plan/plan-growth.ts';
export type { ReferenceMap } from './maps/reference/reference-map.ts';
export { SandboxError, type ErrorCode } from './base/primitives/errors/sandbox-error.ts';
export { readRecord } from './lab/record/record-file.ts';
export { type OpenRecord, openRecord } from './lab/record/stored/open-record.ts';
export type { CellRecord, RunRecord } from './lab/record/run-record.ts';
export { writeRecord } from './lab/record/record-file.ts';
export { renderReport } from './report/run/render-report.ts';
export type { RunOptions } from './lab/run/run-options.ts';
export type { RunProgress } from './lab/run/run-progress.ts';
export { runSandbox, type RunResult } from './lab/run/run-sandbox.ts';
