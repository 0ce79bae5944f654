import type { GeneratorPart } from '../../subjects/http/generator-part.ts';
import type { ExactRun, RoundResult, YardstickRound } from '../../record/run-record.ts';

/** What one finished process of a run gave. */
export type ProcessResult =
  | {
      readonly kind: 'exact';
      readonly cellId: string;
      readonly repeat: number;
      readonly run: ExactRun;
    }
  | {
      readonly kind: 'timed';
      readonly cellId: string;
      readonly run: RoundResult;
      /** Only of one of several generators. */
      readonly part?: GeneratorPart;
    }
  | { readonly kind: 'yardstick'; readonly run: YardstickRound };
