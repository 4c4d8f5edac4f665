/** Which season the panel regression takes out of every brand: none, one wave or dummies, judged over all brands. */
import { repeatsAfterSeason, type Season, type Series } from '../stats/association/short-run.ts';
import { normalQuantile, normalTail } from '../stats/distributions/normal.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';
import { fourierPairs, seasonalDummies } from '../stats/series/seasonal-terms.ts';

export type PanelSeason = 'dummies' | 'one wave' | 'none';

/** Changes of the outcome and of the predictors of one brand. */
export interface BrandChanges {
  readonly market: string;
  readonly dy: Series;
  readonly dx: readonly Series[];
}

/** One-sided level at which a season that stays after one wave calls for dummies, judged over all brands of a market. */
const SEASON_ALPHA = 0.2;

/**
 * One wave, or dummies where the changes of the outcome or of a predictor, that wave (and what brands share, if that is taken
 * out anyway) removed, still repeat after a season. Evidence is summed over brands (Stouffer).
 */
export function seasonOfPanel(
  brands: readonly BrandChanges[],
  withPeriodEffects: readonly string[],
  seasonLength: number,
): PanelSeason {
  const longest = Math.max(...brands.map(({ dy }) => dy.length));
  if (seasonLength < 2 || longest < 2 * seasonLength) return 'none';
  if (longest < 3 * seasonLength) return 'one wave';
  const width = brands[0]!.dx.length;
  const waveOf = madeOnce(
    (times) =>
      orthonormalise([new Float64Array(times.length).fill(1), ...fourierPairs(times, seasonLength, 1)]).columns,
  );
  for (let s = -1; s < width; s++) {
    let [sum, count] = [0, 0];
    for (const market of new Set(brands.map((each) => each.market))) {
      const series = brands.filter((each) => each.market === market).map(({ dy, dx }) => (s < 0 ? dy : dx[s]!));
      const centre = withPeriodEffects.includes(market) ? periodMeans(series) : null;
      for (const each of series) {
        const times = each.flatMap((value, t) => (isKnown(value) ? [t] : []));
        if (times.length < 2 * seasonLength) continue;
        const rest = Float64Array.from(times, (t) => each[t]! - (centre?.[t] ?? 0));
        const basis = waveOf(times);
        project(rest, basis);
        project(rest, basis);
        const p = repeatsAfterSeason(times, rest, seasonLength);
        sum += -normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, p)));
        count++;
      }
    }
    // Two looks at the outcome and the predictors: the level is shared among them.
    if (count > 0 && normalTail(sum / Math.sqrt(count)) <= SEASON_ALPHA / (1 + width)) return 'dummies';
  }
  return 'one wave';
}

/** Columns of that season, made once for all brands and lags that look at the same run of periods. */
export function seasonColumns(season: PanelSeason, seasonLength: number): Season {
  if (season === 'none') return () => [];
  const columns =
    season === 'dummies' ? seasonalDummies : (times: readonly number[], n: number) => fourierPairs(times, n, 1);
  return madeOnce((times) => columns(times, seasonLength));
}

/** Columns that depend on the periods alone, kept for every run of periods without gaps. */
function madeOnce(make: Season): Season {
  const made = new Map<string, readonly Float64Array[]>();
  return (times) => {
    const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
    // With gaps the ends do not tell which periods there are.
    if (last - first + 1 !== times.length) return make(times);
    const key = `${first}:${last}`;
    const found = made.get(key) ?? make(times);
    made.set(key, found);
    return found;
  };
}

const isKnown = (value: number | null | undefined): value is number => value != null && Number.isFinite(value);

function periodMeans(series: readonly Series[]): number[] {
  const length = Math.max(...series.map((each) => each.length));
  return Array.from({ length }, (_, t) => {
    const values = series.map((each) => each[t]).filter(isKnown);
    return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
