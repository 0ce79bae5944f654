import type { MapModel } from '../../../maps/model/map-model.ts';
import type { Advice, LiveFigures, MeasuredGuard } from '../advice-document.ts';
import type { Contract } from '../comments/contracts.ts';
import type { SiteTypes } from '../site-costs.ts';
import type { Fill } from '../hint/find-fill.ts';
import type { MapSite } from '../sites/map-site.ts';
import type { Workspace } from '../types/workspace.ts';

/** What is known when a site is judged. */
export interface RuleContext {
  readonly workspace: Workspace;
  readonly map: MapModel;
  /** Entries that were measured or given; `null` where nobody said. */
  readonly entries: number | null;
  /** `null` where a type is declared in a package that is not at hand. */
  readonly types: SiteTypes | null;
  /** The loop that fills it, of a local map. */
  readonly fill: Fill | null;
  /** What comments promise of it. */
  readonly contract: Contract;
  /** Of a running program; what a run held says nothing of that. */
  readonly live: LiveFigures | null;
  /** What a run measured of the site. */
  readonly measured: readonly MeasuredGuard[] | null;
}

/** A rule: what it advises on a site, or nothing. */
export type Rule = (site: MapSite, context: RuleContext) => Advice | null;
