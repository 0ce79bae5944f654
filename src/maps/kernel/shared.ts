// The records and closed sets that both sides know: their offsets and numbers are generated for
// TypeScript from here (see index.ts).
export { ChainsRecord } from './core/records/chains-record';
export { GrowthRecord } from './core/event-log';
export { Fault, FaultRecord, RaceRule } from './core/fault';
export { GrowthKind } from './core/growth-kind';
export { KeyPart, PartKind } from './core/keys/key-part';
export { KeyKind, TypeFlag } from './core/map-type';
export { Model } from './core/model';
export { QualityRecord } from './core/records/quality-record';
export { ShapeRecord } from './core/records/shape-record';
export { StatsRecord } from './core/records/stats-record';
export { ArenaRecord } from './memory/arena-record';
export { Purpose } from './memory/purpose';
export { Distribution, Holds, KeyForm, OpKind, Phase, Workload } from './workload/workload-layout';
export { Guard } from './load/guard';
export { LatencyHistogram } from './load/latency-histogram';
export { LatencyKind } from './load/latency-recorder';
export { PassStatus } from './load/exact-pass';
export { PassState, Point, RaceLosses, ShardRecord, WriterRecord } from './load/pass-records';
