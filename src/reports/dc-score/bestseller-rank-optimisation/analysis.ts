/** What the rank analysis holds beside the link: standing on the list, metrics below the sections, outlook, what a goal asks for. */
import type { Period } from '../../../domain/period.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

export interface RankOf {
  readonly project: string;
  readonly brand: string;
}

/** One brand's rank in the report window. Typical ranks are geometric means: the model is one of logarithms. */
export interface RankLevel extends RankOf {
  /** Null: no rank in the window. */
  readonly typical: number | null;
  /** Of the comparison. */
  readonly before: number | null;
  /** Per cent better (positive) or worse than before. */
  readonly change: number | null;
  readonly latest: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  /** Periods of the window with a rank. */
  readonly periods: number;
  /** Place among tracked brands with a rank in the window, 1 = best typical rank. */
  readonly place: number | null;
  readonly ranked: number;
  /** The rank wanted: the target, or the next step of the list above the typical rank. Null without a typical rank. */
  readonly goal: number | null;
}

/** One step of the list, looked at from today. */
export interface StepChance {
  /** "At this rank or better." */
  readonly rank: number;
  /** Chance in the last period of the horizon, and in any period until then, 0–1. */
  readonly atEnd: number;
  readonly until: number;
  /** Share of the last year's periods at this rank or better, with their number. */
  readonly lastYear: number | null;
  readonly periods: number;
}

export interface RankOutlook extends RankOf {
  /** Why there is no forecast; null when there is one. */
  readonly insufficient: string | null;
  readonly model: string | null;
  /** Periods that the forecast knew. */
  readonly known: number;
  readonly periods: readonly Period[];
  /** Median and intervals of the rank by period ahead. */
  readonly median: readonly number[];
  readonly likely: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly wide: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Chance of the goal by period ahead. */
  readonly chance: readonly number[];
  /** Around the goal, best step first; the goal is one of them. */
  readonly steps: readonly StepChance[];
  /** Simulated futures behind the chances. */
  readonly paths: number;
}

/** What a linked part of the score would have to become for the goal, if the association were causal. */
export interface RankRequirement extends RankOf {
  readonly section: string;
  readonly goal: number;
  /** Median forecast at the end of the horizon, when nothing changes. */
  readonly expected: number;
  /** Per cent by which the expected rank would have to be better; 0: the goal is expected already. */
  readonly improvement: number;
  readonly score: number;
  /** Highest score that the brand has had. */
  readonly highest: number;
  readonly points: number | null;
  readonly interval: readonly [number | null, number | null];
  readonly isOutside: boolean;
  /** Chance of the goal at the end of the horizon with more points, the slope's uncertainty included. */
  readonly chances: readonly { readonly points: number; readonly chance: number; readonly isOutside: boolean }[];
  /** Why points do nothing inside the horizon; null when they can. */
  readonly tooLate: string | null;
}

export interface RankAnalysis extends ScoreAnalysis {
  readonly link: LinkAnalysis;
  readonly levels: readonly RankLevel[];
  readonly paths: readonly (RankOf & {
    readonly values: readonly (number | null)[];
    readonly periods: readonly Period[];
  })[];
  readonly outlooks: readonly RankOutlook[];
  readonly requirements: readonly RankRequirement[];
  readonly horizon: number;
  /** As asked for; null: the next step of the list stands for it. */
  readonly target: number | null;
}
