/**
 * Do rivals lose in proportion to their shares when a brand's score rises (proportional draw), or some more than others?
 * Cross effects beside the common model, tested together, and drawn to nothing as far as their errors tell.
 */
import type { Rng } from '../../domain/rng.ts';
import type { OutcomeLink } from '../outcome-link/link.ts';

/** What one brand's score does to one rival beyond what it does to every rival. */
export interface CrossEffect {
  /** Place in the panel's units. */
  readonly mover: number;
  readonly rival: number;
  /** Change of the rival's log attraction, against the other rivals, for a change of one on the mover's tested scale. */
  readonly slope: number;
  readonly error: number;
  /** Drawn to proportional draw, that is to 0. */
  readonly shrunken: number;
  readonly shrunkenError: number;
  readonly periods: number;
}

export interface CrossEffects {
  readonly effects: readonly CrossEffect[];
  /** The one with the largest t, and the p of the search over all of them. */
  readonly strongest: CrossEffect;
  readonly p: number;
  readonly draws: number;
  /** |t| that the largest of all stays below with this probability when draw is proportional. */
  critical(level: number): number;
}

const DRAWS = 999;
/** A rival is compared with the others: with the mover there are three. */
const FEWEST_BRANDS = 3;
const FEWEST_PERIODS = 24;

/**
 * In the fully extended attraction model (Carpenter, Cooper, Hanssens & Midgley 1988, Marketing Science 7) every brand's score
 * may enter every brand's attraction. What the common model leaves of a rival, beside the mean of the other rivals, is
 * regressed on the mover's score, pair by pair; the largest |t| is judged by a wild bootstrap that turns the signs of whole
 * periods (Rademacher weights clustered by period: Cameron, Gelbach & Miller 2008; maximum: Westfall & Young 1993).
 * @param lag at which the predictor was found
 * @returns why not, when no market has three brands with two years together
 */
export function crossEffects(link: OutcomeLink, predictor: number, lag: number, rng: Rng): CrossEffects | string {
  const fit = link.regression.fit(lag);
  const slope = fit?.slope(predictor);
  if (!fit || !slope) return 'the common model could not be fitted';
  const rows = fit.partialled(predictor).map(({ unit, times, x, y }) => ({
    unit,
    market: link.panel.units[unit]!.market,
    at: new Map(times.map((t, i) => [t + link.panel.units[unit]!.start, i])),
    x,
    rest: y.map((value, i) => value - slope.slope * x[i]!),
  }));
  let squares = 0;
  for (const { rest } of rows) for (const value of rest) squares += value * value;
  // Residuals are smaller than errors by what the common model has spent.
  const spent = squares > 0 ? fit.residualSpread ** 2 / (squares / fit.rows) : 1;

  interface Pair {
    readonly mover: number;
    readonly rival: number;
    readonly calendar: readonly number[];
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly xx: number;
  }
  const pairs: Pair[] = [];
  for (const market of new Set(rows.map((row) => row.market))) {
    const members = rows.filter((row) => row.market === market);
    if (members.length < FEWEST_BRANDS) continue;
    for (const mover of members) {
      const rivals = members.filter((each) => each !== mover);
      for (const rival of rivals) {
        const calendar: number[] = [];
        const [x, y]: [number[], number[]] = [[], []];
        for (const [period, i] of mover.at) {
          const own = rival.at.get(period);
          if (own === undefined) continue;
          const others = rivals.flatMap((each) => {
            const at = each === rival ? undefined : each.at.get(period);
            return at === undefined ? [] : [each.rest[at]!];
          });
          if (others.length === 0) continue;
          calendar.push(period);
          x.push(mover.x[i]!);
          y.push(rival.rest[own]! - others.reduce((sum, value) => sum + value, 0) / others.length);
        }
        const xx = x.reduce((sum, value) => sum + value * value, 0);
        if (calendar.length >= FEWEST_PERIODS && xx > 0)
          pairs.push({
            mover: mover.unit,
            rival: rival.unit,
            calendar,
            x: Float64Array.from(x),
            y: Float64Array.from(y),
            xx,
          });
      }
    }
  }
  if (pairs.length === 0) return 'needs three brands of one market with 24 periods together';

  const estimate = ({ x, y, xx }: Pair): { slope: number; error: number } => {
    let [xy, yy] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      xy += x[i]! * y[i]!;
      yy += y[i]! ** 2;
    }
    const value = xy / xx;
    return {
      slope: value,
      error: Math.sqrt((Math.max(0, yy - value * xy) / (x.length - 1) / xx) * spent),
    };
  };
  const found = pairs.map((pair) => ({ pair, ...estimate(pair) })).filter(({ error }) => error > 0);
  if (found.length === 0) return 'the common model leaves nothing of any brand';
  const periods = [...new Set(pairs.flatMap(({ calendar }) => calendar))].sort((a, b) => a - b);
  const place = new Map(periods.map((period, i) => [period, i]));
  const places = found.map(({ pair }) => pair.calendar.map((period) => place.get(period)!));
  const turned = new Float64Array(periods.length);
  // Under turned signs Σy² stays: only Σxy has to be summed again, over products that stay too.
  const prepared = found.map(({ pair: { x, y, xx } }) => ({
    products: x.map((value, i) => value * y[i]!),
    yy: y.reduce((sum, value) => sum + value * value, 0),
    xx,
    df: x.length - 1,
  }));
  const largest = Float64Array.from({ length: DRAWS }, () => {
    for (let i = 0; i < turned.length; i++) turned[i] = rng.next() < 0.5 ? -1 : 1;
    let most = 0;
    prepared.forEach(({ products, yy, xx, df }, k) => {
      const at = places[k]!;
      let xy = 0;
      for (let i = 0; i < products.length; i++) xy += products[i]! * turned[at[i]!]!;
      const rest = yy - (xy * xy) / xx;
      if (rest > 0) most = Math.max(most, (xy * xy) / ((rest / df) * xx * spent));
    });
    return Math.sqrt(most);
  }).sort();
  const between = varianceAroundZero(found);
  const effects = found.map(({ pair, slope: value, error }): CrossEffect => {
    const kept = between / (between + error ** 2);
    return {
      mover: pair.mover,
      rival: pair.rival,
      slope: value,
      error,
      shrunken: kept * value,
      shrunkenError: Math.sqrt(kept) * error,
      periods: pair.calendar.length,
    };
  });
  const tOf = ({ slope: value, error }: CrossEffect): number => Math.abs(value) / error;
  const strongest = effects.reduce((most, each) => (tOf(each) > tOf(most) ? each : most));
  const exceeding = largest.reduce((count, value) => count + (value >= tOf(strongest) ? 1 : 0), 0);
  return {
    effects,
    strongest,
    p: (1 + exceeding) / (1 + DRAWS),
    draws: DRAWS,
    critical: (level) => largest[Math.min(DRAWS - 1, Math.ceil(level * (DRAWS + 1)) - 1)]!,
  };
}

/** Variance of true values around 0 (Paule & Mandel 1982 with a known centre); 0 when errors alone explain the spread. */
function varianceAroundZero(estimates: readonly { readonly slope: number; readonly error: number }[]): number {
  const q = (variance: number): number =>
    estimates.reduce((sum, { slope, error }) => sum + slope ** 2 / (error ** 2 + variance), 0);
  const count = estimates.length;
  if (q(0) <= count) return 0;
  let high = Math.max(...estimates.map(({ error }) => error ** 2));
  while (q(high) > count) high *= 2;
  let low = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (q(middle) > count) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
