/** What can be asked of the demo market: its size, its seed, and which planted facts are left out. */
import { AppError } from '../../../errors.ts';

/**
 * The planted facts that can be switched off, by the names of `dc world --without`. `equity`: the Organic Performance score
 * leads awareness, consideration and preference by one period (in a reverse world they lead it).
 */
export const SWITCHES = [
  'lead',
  'acquisition',
  'equity',
  'decoy',
  'cannibalisation',
  'overtake',
  'seasonality',
  'anomalies',
  'level-shifts',
  'outage',
  'missing',
  'late-launch',
  'delisting',
  'weight-change',
  'trend',
  'common-shock',
] as const;
export type Switch = (typeof SWITCHES)[number];

/**
 * `planted`: every fact · `reverse`: revenue leads the Marketplace score, and brand equity the Organic Performance score,
 * instead · `matched-null`: the planted world's noise with every coefficient between scores, sales, customers and equity
 * set to 0.
 */
export const WORLD_KINDS = ['planted', 'reverse', 'matched-null'] as const;
export type WorldKind = (typeof WORLD_KINDS)[number];

export const EFFECT_SIZES = [0.25, 0.5, 1] as const;

export interface WorldOptions {
  /** 32-bit integer; the same options give the same bytes. */
  readonly seed: number;
  /** Facts to leave out; `all` leaves stationary AR(1) noise around constant levels and nothing else. */
  readonly without: readonly (Switch | 'all')[];
  /** Scales every planted effect; the noise stays. */
  readonly effectSize: (typeof EFFECT_SIZES)[number];
  /** Months of history of each market, at least 1. */
  readonly periods: number;
  /** Brands in each market, at least 2; a third of them own. */
  readonly brands: number;
  readonly kind: WorldKind;
}

export const DEFAULT_WORLD: WorldOptions = {
  seed: 7,
  without: [],
  effectSize: 1,
  periods: 60,
  brands: 12,
  kind: 'planted',
};

function refuse(why: string, fix: string): never {
  throw new AppError({ code: 'usage', what: 'This demo market cannot be made.', why, fix });
}

/** The options with defaults filled in. @throws AppError `usage` that names the wrong option */
export function worldOptions(given: Partial<WorldOptions> = {}): WorldOptions {
  const options = { ...DEFAULT_WORLD, ...given };
  const { seed, without, effectSize, periods, brands, kind } = options;
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 32)
    refuse(`The seed ${seed} is not a 32-bit whole number.`, 'Give a whole number such as 7.');
  if (!Number.isInteger(periods) || periods < 1 || periods > 1200)
    refuse(`${periods} periods are outside 1–1200.`, 'Give a whole number of months.');
  if (!Number.isInteger(brands) || brands < 2 || brands > 100_000)
    refuse(`${brands} brands are outside 2–100000.`, 'Give a whole number of brands.');
  if (!(EFFECT_SIZES as readonly number[]).includes(effectSize))
    refuse(`The effect size ${effectSize} is unknown.`, `Choose one of ${EFFECT_SIZES.join(', ')}.`);
  if (!WORLD_KINDS.includes(kind)) refuse(`The kind "${kind}" is unknown.`, `Choose one of ${WORLD_KINDS.join(', ')}.`);
  for (const name of without)
    if (name !== 'all' && !SWITCHES.includes(name))
      refuse(`The effect "${name}" is unknown.`, `Choose from ${SWITCHES.join(', ')}, all.`);
  return options;
}
