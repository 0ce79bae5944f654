import type { Shard } from '../../../base/primitives/shards/shard.ts';
import type { Trace } from '../../trace/trace.ts';
import { FleetSurveyor } from '../calibration/fleet-survey.ts';
import { isOfShard, scoreFleet } from '../calibration/score-fleet.ts';
import { Pace, type StepWatch } from '../evaluate/pace.ts';
import { partOfSeries } from '../evaluate/split-series.ts';
import { scorePlan } from './score-plan.ts';
import { formatScores } from './score-table.ts';

/** One part of a calibration. */
export interface ShardTask extends StepWatch {
  readonly shard: Shard;
  readonly seed: number;
  readonly leadMinutes: number;
  /** @default the cores of this machine */
  readonly threads?: number;
}

/** What a part leaves. */
export interface ShardScores {
  /** The table, to be written as it is. */
  readonly text: string;
  readonly scored: number;
  readonly toFit: number;
}

/** Scores one part of a fleet; it is shown every trace and holds its own. */
export class ShardScorer {
  readonly #task: ShardTask;
  readonly #pace: Pace;
  readonly #surveyor = new FleetSurveyor();
  readonly #own: Trace[] = [];
  #seen = 0;

  constructor(task: ShardTask) {
    this.#task = task;
    this.#pace = new Pace(task);
  }

  /** @param total how many traces come, where that is known */
  async add(trace: Trace, total: number | null = null): Promise<void> {
    this.#surveyor.add(trace);
    if (partOfSeries(trace.id) === 'fit' && isOfShard(trace.id, this.#task.shard))
      this.#own.push(trace);
    this.#seen += 1;
    this.#pace.step('reading', this.#seen, total);
    await this.#pace.rest();
  }

  /** Scores the part, when every trace was shown. */
  async score(): Promise<ShardScores> {
    const { shard, seed, leadMinutes } = this.#task;
    const survey = this.#surveyor.survey();
    const tallies = await scoreFleet({ ...this.#task, ...survey, fit: this.#own });
    const plan = scorePlan(survey, { count: shard.count, seed, leadMinutes });
    return {
      text: formatScores(shard, plan, tallies),
      scored: this.#own.length,
      toFit: survey.series.filter(({ part }) => part === 'fit').length,
    };
  }
}
