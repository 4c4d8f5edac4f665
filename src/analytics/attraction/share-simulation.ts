/** Shares under other attractions: who loses what one brand gains, and where shares may stand some periods ahead. */
import type { Rng } from '../../domain/rng.ts';
import { mean, quantile } from '../stats/describe.ts';
import { leastSquares } from '../stats/regression/least-squares.ts';

/**
 * Shares after attractions have changed by exp(change), in the unit of `shares` with the same sum: the logical consistency
 * of attraction models (Cooper & Nakanishi 1988, ch. 2). Brands without a change lose in proportion to their shares.
 * @param changes of log attraction, one per share
 */
export function movedShares(shares: readonly number[], changes: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const attractions = shares.map((share, k) => share * Math.exp(changes[k]!));
  const sum = attractions.reduce((all, attraction) => all + attraction, 0);
  return attractions.map((attraction) => (sum > 0 ? (total * attraction) / sum : 0));
}

/** One alternative of a market: a brand, or what nobody tracks. */
export interface Alternative {
  readonly name: string;
  /** Per cent by period; null: not on the market. */
  readonly shares: readonly (number | null)[];
}

/** Change of log attraction: a normal draw around `value`. */
export interface AttractionChange {
  /** Place of the alternative. */
  readonly at: number;
  readonly value: number;
  readonly error: number;
}

export interface SharePath {
  readonly median: readonly number[];
  readonly inner: readonly (readonly [number, number])[];
  readonly outer: readonly (readonly [number, number])[];
}

export interface ShareSimulation {
  /** Share of the subject in the last period, per cent. */
  readonly now: number;
  /** By period ahead, 1 … horizon. */
  readonly asIs: SharePath;
  readonly changed: SharePath;
  /** Changed minus as-is in the same draw, at the horizon, per cent points. */
  readonly gain: { readonly median: number; readonly interval: readonly [number, number] };
  /** What every alternative gains or loses at today's shares, per cent points; the subject among them. */
  readonly drawn: readonly {
    readonly name: string;
    readonly share: number;
    readonly change: number;
    readonly interval: readonly [number, number];
  }[];
  /** The next larger brand today, and the probability to be larger than it at the horizon. */
  readonly next: {
    readonly name: string;
    readonly share: number;
    readonly asIs: number;
    readonly changed: number;
  } | null;
  readonly draws: number;
}

const DRAWS = 1000;
/** Fewest changes of a share from which its persistence is read; with fewer it is taken as a random walk. */
const FEWEST_FOR_PERSISTENCE = 24;
/** Fewest changes with which an alternative can be simulated at all. */
const FEWEST_CHANGES = 12;
const INNER = 0.8;
/** A persistence as near to 1 as this cannot be told from it. */
const UNIT_ROOT = 0.98;

/**
 * Log shares, centred on the alternatives that were there all the time, go on as first-order autoregressions (bias of the
 * persistence removed: Marriott & Pope 1954, Kendall 1954), their errors drawn from whole past periods, so that brands go
 * on moving together. The changes come on top of them from `from` periods ahead. Season and growth are not continued.
 * @param subject place of the brand that is asked about
 * @param untracked place of "others", which no brand can overtake; null without
 * @returns why not, when the subject has no share in the last period or too short a history
 */
export function simulateShares(
  alternatives: readonly Alternative[],
  o: {
    readonly subject: number;
    readonly untracked: number | null;
    readonly changes: readonly AttractionChange[];
    readonly from: number;
    readonly horizon: number;
    readonly level: number;
    readonly rng: Rng;
  },
): ShareSimulation | string {
  const span = alternatives[0]?.shares.length ?? 0;
  const last = span - 1;
  const here = alternatives.flatMap(({ shares }, k) => ((shares[last] ?? 0) > 0 ? [k] : []));
  const subject = here.indexOf(o.subject);
  if (subject < 0) return 'no share in the last period';
  if (here.length < 2) return 'no other brand with a share in the last period';
  const logs = here.map((k) =>
    alternatives[k]!.shares.map((share) => (share !== null && share > 0 ? Math.log(share) : null)),
  );
  const first = logs[subject]!.findIndex((value) => value !== null);
  const always = logs.filter((series) => series.every((value, t) => t < first || value !== null));
  const reference = always.length >= 2 ? always : [logs[subject]!];
  const centre = Array.from({ length: span }, (_, t) => mean(reference.map((series) => series[t])));
  const centred = logs.map((series) =>
    series.map((value, t) => (value === null || centre[t] == null ? null : value - centre[t]!)),
  );
  const paths = centred.map(persistenceOf);
  if (paths.some(({ errors }) => errors.filter((error) => error !== null).length < FEWEST_CHANGES))
    return `a brand with a share has fewer than ${FEWEST_CHANGES} changes of it to learn from`;
  const drawable = Array.from({ length: span }, (_, t) => t).filter((t) =>
    paths.some(({ errors }) => errors[t] !== null),
  );
  const own = paths.map(({ errors }) => errors.filter((error) => error !== null));
  const start = centred.map((series) => series[last]!);
  const shares = here.map((k) => alternatives[k]!.shares[last]!);
  const placeOf = new Map(here.map((k, i) => [k, i]));
  const total = shares.reduce((sum, share) => sum + share, 0);

  const steps = Array.from({ length: o.horizon }, () => ({ asIs: [] as number[], changed: [] as number[] }));
  const drawn = here.map(() => [] as number[]);
  const passes = { asIs: 0, changed: 0 };
  const larger = here
    .map((k, i) => ({ k, i }))
    .filter(({ k, i }) => k !== o.untracked && i !== subject && shares[i]! > shares[subject]!)
    .sort((a, b) => shares[a.i]! - shares[b.i]!)[0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const change = here.map(() => 0);
    for (const { at, value, error } of o.changes) {
      const i = placeOf.get(at);
      if (i !== undefined) change[i] = value + error * o.rng.normal();
    }
    movedShares(shares, change).forEach((share, i) => {
      drawn[i]!.push(share - shares[i]!);
    });
    let state = start;
    let ends = { asIs: shares, changed: shares };
    steps.forEach((step, h) => {
      const t = drawable[o.rng.integer(drawable.length)]!;
      state = state.map((value, i) => {
        const { level, persistence, errors } = paths[i]!;
        // A brand that was not there in the drawn period takes an error of its own.
        const error = errors[t] ?? own[i]![o.rng.integer(own[i]!.length)]!;
        return level + persistence * (value - level) + error;
      });
      const at = state;
      const sharesOf = (plus: (i: number) => number): number[] => {
        const attractions = at.map((value, i) => Math.exp(value + plus(i)));
        const sum = attractions.reduce((all, each) => all + each, 0);
        return attractions.map((each) => (total * each) / sum);
      };
      const asIs = sharesOf(() => 0);
      ends = { asIs, changed: h + 1 >= o.from ? sharesOf((i) => change[i]!) : asIs };
      step.asIs.push(ends.asIs[subject]!);
      step.changed.push(ends.changed[subject]!);
    });
    if (larger) {
      if (ends.asIs[subject]! > ends.asIs[larger.i]!) passes.asIs++;
      if (ends.changed[subject]! > ends.changed[larger.i]!) passes.changed++;
    }
  }
  const middle = (values: readonly number[], level: number): readonly [number, number] => [
    quantile(values, (1 - level) / 2)!,
    quantile(values, (1 + level) / 2)!,
  ];
  const pathOf = (which: 'asIs' | 'changed'): SharePath => ({
    median: steps.map((step) => quantile(step[which], 0.5)!),
    inner: steps.map((step) => middle(step[which], INNER)),
    outer: steps.map((step) => middle(step[which], o.level)),
  });
  const end = steps.at(-1)!;
  const gains = end.changed.map((value, i) => value - end.asIs[i]!);
  const expected = movedShares(
    shares,
    here.map((k) => o.changes.find(({ at }) => at === k)?.value ?? 0),
  );
  return {
    now: shares[subject]!,
    asIs: pathOf('asIs'),
    changed: pathOf('changed'),
    gain: { median: quantile(gains, 0.5)!, interval: middle(gains, o.level) },
    drawn: here.map((k, i) => ({
      name: alternatives[k]!.name,
      share: shares[i]!,
      change: expected[i]! - shares[i]!,
      interval: middle(drawn[i]!, o.level),
    })),
    next: larger
      ? {
          name: alternatives[larger.k]!.name,
          share: shares[larger.i]!,
          asIs: passes.asIs / DRAWS,
          changed: passes.changed / DRAWS,
        }
      : null,
    draws: DRAWS,
  };
}

interface Persistence {
  readonly level: number;
  readonly persistence: number;
  /** By period; null where it or the one before is missing. */
  readonly errors: readonly (number | null)[];
}

function persistenceOf(series: readonly (number | null)[]): Persistence {
  const times = series.flatMap((value, t) => (value !== null && t > 0 && series[t - 1] != null ? [t] : []));
  const walk: Persistence = { level: 0, persistence: 1, errors: errorsOf(series, 0, 1) };
  if (times.length < FEWEST_FOR_PERSISTENCE) return walk;
  const fit = leastSquares(
    [new Float64Array(times.length).fill(1), Float64Array.from(times, (t) => series[t - 1]!)],
    Float64Array.from(times, (t) => series[t]!),
  );
  if (fit === null) return walk;
  const slope = fit.coefficients[1]!;
  const persistence = Math.max(0, slope + (1 + 3 * slope) / times.length);
  if (persistence >= UNIT_ROOT) return walk;
  const level = mean(series)!;
  return { level, persistence, errors: errorsOf(series, level, persistence) };
}

/** Errors around their mean, so that past growth is not continued. */
function errorsOf(series: readonly (number | null)[], level: number, persistence: number): (number | null)[] {
  const raw = series.map((value, t) => {
    const before = t > 0 ? series[t - 1]! : null;
    return value === null || before === null ? null : value - level - persistence * (before - level);
  });
  const centre = mean(raw) ?? 0;
  return raw.map((error) => (error === null ? null : error - centre));
}
