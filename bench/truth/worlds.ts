/** The demo worlds on which reports are held to the truth, by the names of `bench/truth.ts --worlds`. */
import { SWITCHES, type Switch, type WorldOptions } from '../../src/data/sources/demo/options.ts';

const only = (...kept: readonly Switch[]): readonly Switch[] => SWITCHES.filter((name) => !kept.includes(name));

export interface TruthWorld {
  /** `planted`: the fact is there · `null`: nothing links scores and outcomes · `reverse`: outcomes lead scores. */
  readonly kind: 'planted' | 'null' | 'reverse';
  readonly options: Partial<WorldOptions>;
  /** Seeds start here, so that no world is used for two purposes. */
  readonly firstSeed: number;
}

export const WORLDS: Readonly<Record<string, TruthWorld>> = {
  planted: { kind: 'planted', options: {}, firstSeed: 1 },
  half: { kind: 'planted', options: { effectSize: 0.5 }, firstSeed: 1 },
  quarter: { kind: 'planted', options: { effectSize: 0.25 }, firstSeed: 1 },
  /** Stationary noise and nothing else. */
  noise: { kind: 'null', options: { without: ['all'] }, firstSeed: 1_000 },
  /** Everything of the planted world but every coefficient between scores, sales and customers is 0. */
  'matched-null': { kind: 'null', options: { kind: 'matched-null' }, firstSeed: 2_000 },
  /** Scores and demand both trend and have seasons, independently. */
  trending: {
    kind: 'null',
    options: { kind: 'matched-null', without: only('decoy', 'seasonality', 'trend', 'overtake') },
    firstSeed: 3_000,
  },
  /** All scores dip together for two months; demand does not know. */
  'common-shock': {
    kind: 'null',
    options: { kind: 'matched-null', without: only('common-shock') },
    firstSeed: 4_000,
  },
  reverse: { kind: 'reverse', options: { kind: 'reverse' }, firstSeed: 5_000 },
};
