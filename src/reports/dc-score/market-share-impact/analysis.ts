/** What the market share analysis holds beside the link: shares of the window, voice, draw, simulations. */
import type { ShareSimulation } from '../../../analytics/attraction/share-simulation.ts';
import type { Period } from '../../../domain/period.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

/** What "share" is in this run. */
export interface ShareBasis {
  /** Name of the outcome: `market_share` as imported, or `sales_share` computed from the sales of all tracked brands. */
  readonly outcome: 'market_share' | 'sales_share';
  /** Outcome from which tracked shares were computed; null when shares were imported. */
  readonly sales: 'revenue' | 'units' | null;
  /** Markets without shares, and why. */
  readonly without: readonly { readonly project: string; readonly reason: string }[];
}

/** One brand of one market in the report window; per cent and per cent points. */
export interface ShareLevel {
  readonly project: string;
  readonly brand: string;
  readonly isSubject: boolean;
  readonly role: 'own' | 'competitor';
  readonly share: number | null;
  readonly before: number | null;
  /** share − before. */
  readonly change: number | null;
  readonly rank: number | null;
  /** Change of the DC score against the mean change of all brands of the market, points. */
  readonly relativeScore: number | null;
  /** Share of voice in the window, and share of voice − share. */
  readonly voice: number | null;
  readonly excess: number | null;
  /** Share by period over the last two years. */
  readonly path: readonly (number | null)[];
}

/** Shares of one market by period, as they are drawn: largest brands singly, the rest together. */
export interface ShareLedger {
  readonly project: string;
  readonly periods: readonly Period[];
  readonly layers: readonly {
    readonly name: string;
    readonly kind: 'subject' | 'own' | 'competitor' | 'rest' | 'untracked';
    readonly values: readonly (number | null)[];
  }[];
  /** Brands behind the layer "rest". */
  readonly merged: readonly string[];
}

/** Common effect of a part of the score on log attraction: the parameter of the attraction model. */
export interface AttractionEffect {
  readonly section: string;
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

/** The test of proportional draw for one part of the score. */
export interface DrawTest {
  readonly section: string;
  readonly pairs: number;
  readonly p: number;
  readonly strongest: {
    readonly project: string;
    readonly mover: string;
    readonly rival: string;
    readonly slope: number;
    readonly interval: readonly [number, number];
    readonly shrunken: number;
  };
  readonly isRejected: boolean;
  /** Ordered by how far from proportional; drawn values are 0 unless the test rejects. */
  readonly effects: readonly {
    readonly project: string;
    readonly mover: string;
    readonly rival: string;
    readonly slope: number;
    readonly error: number;
    readonly drawn: number;
  }[];
}

export interface VoiceLink {
  readonly perPoint: number | null;
  readonly lag: number | null;
  readonly histories: number;
  readonly insufficient: string | null;
}

export interface SimulatedShare {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly points: number;
  readonly lag: number;
  /** The score would lie above everything that the brand has shown. */
  readonly isOutside: boolean;
  /** Last period with shares, from which the simulation starts, and the shares up to it. */
  readonly lastPeriod: Period;
  readonly past: readonly (number | null)[];
  readonly simulation: ShareSimulation;
}

export interface ShareAnalysis extends ScoreAnalysis {
  readonly link: LinkAnalysis;
  readonly basis: ShareBasis;
  readonly levels: readonly ShareLevel[];
  readonly ledgers: readonly ShareLedger[];
  readonly attraction: readonly AttractionEffect[];
  readonly voice: VoiceLink | null;
  /** Why there is no share of voice; null when there is. */
  readonly voiceMissing: string | null;
  readonly draw: readonly DrawTest[];
  readonly simulations: readonly SimulatedShare[];
  readonly notSimulated: readonly { readonly project: string; readonly brand: string; readonly reason: string }[];
  readonly horizon: number;
  readonly points: number;
}
