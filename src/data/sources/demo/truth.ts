/** The planted truth of a demo market, machine-readable: what a report may claim, and of what. */
import type { Weight } from '../../../domain/dataset.ts';
import type { Period } from '../../../domain/period.ts';
import type { Switch, WorldOptions } from './options.ts';

/** The switches, and what they bring along or what belongs to a kind of world. */
export type FactKind = Switch | 'market-growth' | 'price-response' | 'spend-response' | 'customer-response' | 'reverse';

/** One planted fact. Null narrows nothing: every brand, every section, the whole history. */
export interface Fact {
  /** Unique, e.g. "level-shifts-1". */
  readonly id: string;
  readonly kind: FactKind;
  /** One sentence for people. */
  readonly statement: string;
  /** Projects in whose data it shows; for a market of two rounds, the rounds that hold its periods. */
  readonly projects: readonly string[];
  readonly brand: string | null;
  /** The other brand: the rival that overtakes, the partner in a pair. */
  readonly otherBrand: string | null;
  readonly section: string | null;
  readonly platform: string | null;
  readonly metric: string | null;
  /** Outcomes that it moves, directly or downstream; empty when it moves none. */
  readonly outcomes: readonly string[];
  /** Periods in which it acts; a lasting shift names its first. Null: throughout. */
  readonly periods: readonly Period[] | null;
  /** Size in `unit`, without sign; 0 says that there is deliberately no effect. */
  readonly size: number;
  readonly unit: string;
  /** By how many periods the effect follows its cause; null when nothing follows anything. */
  readonly lag: number | null;
  readonly sign: -1 | 0 | 1;
  /** Which way the named series go. */
  readonly direction: 'up' | 'down' | 'none';
  /** Whether an honest report may claim the association between the named section or channel and the outcomes. */
  readonly association: boolean;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

export interface Truth {
  readonly options: WorldOptions;
  readonly firstPeriod: Period;
  readonly lastPeriod: Period;
  readonly markets: readonly { readonly market: string; readonly projects: readonly string[] }[];
  readonly facts: readonly Fact[];
  /** Facts that did not fit this world and are therefore in neither data nor truth. */
  readonly notes: readonly string[];
  readonly weights: readonly Weight[];
  /** Noise-free section score of every brand, one value a period from `firstPeriod`; absent above 100 brands. */
  readonly expected: readonly {
    readonly market: string;
    readonly brand: string;
    readonly section: string;
    readonly values: readonly number[];
  }[];
  /** Raw values of the normalised 0 and 100 of each metric, linear between them. */
  readonly scales: readonly {
    readonly section: string;
    readonly platform: string;
    readonly metric: string;
    readonly rawAt0: number;
    readonly rawAt100: number;
  }[];
}
