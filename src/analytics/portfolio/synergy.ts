/** Do our brands take sales from each other, or lift each other? On units, within a category, one period later. */
import type { Evidence } from '../../domain/evidence.ts';
import { evidenceOfSearch } from '../stats/association/pair.ts';
import { MINIMUM_PERIODS, type Series, shortRun } from '../stats/association/short-run.ts';
import { adjustBenjaminiHochberg, adjustBenjaminiYekutieli } from '../stats/false-discovery.ts';

/** One brand in one market. All series on the same periods, gaps null. */
export interface BrandSales {
  readonly brand: string;
  readonly market: string;
  readonly category: string;
  /** Units sold, > 0. */
  readonly units: Series;
  /** Own price and the like; held constant, in logarithms where positive throughout. */
  readonly controls?: readonly Series[];
}

export interface CategorySales {
  readonly market: string;
  readonly category: string;
  /** Sales of the whole category, or of everybody tracked in it. */
  readonly sales: Series;
}

export interface SynergyPair {
  /** What `from` sells above its usual level … */
  readonly from: string;
  /** … moves the units of `to` one period later. */
  readonly to: string;
  readonly category: string;
  readonly markets: readonly string[];
  /** Estimate: % of the units of `to` for 1 % of the units of `from`; negative: cannibalisation. */
  readonly evidence: Evidence;
  /** Over all pairs of the call. */
  readonly q: number | null;
  /** The same under any dependence between the pairs. */
  readonly qAnyDependence: number | null;
  /** Claimed at q ≤ .05. */
  readonly kind: 'cannibalisation' | 'synergy' | 'none' | 'insufficient';
  /** Units of `to` lost (−) or won for one unit of `from`, at mean sales; null without an estimate. */
  readonly unitsPerUnit: number | null;
}

const LAG = 1;
const ALPHA = 0.05;

const logs = (series: Series): Series => series.map((value) => (value !== null && value > 0 ? Math.log(value) : null));

const logsWherePositive = (series: Series): Series =>
  series.every((value) => value === null || value > 0) ? logs(series) : series;

/**
 * Every ordered pair of brands of one category, the markets in which both sell pooled: change of log units of one on the change of
 * log units of the other one period before, beside both brands' own past, the season, category sales and the given controls
 * (`shortRun`). The lag is fixed, so nothing is searched. Category sales in the same period hold common demand constant;
 * a rival's answer to either brand stays in. Errors are taken as independent between markets, with a variance each.
 */
export function findSynergies(
  brands: readonly BrandSales[],
  categories: readonly CategorySales[],
  o: { readonly seasonLength: number; readonly level: number },
): SynergyPair[] {
  const names = [...new Set(brands.map(({ brand }) => brand))].sort((a, b) => (a < b ? -1 : 1));
  const pairs = names.flatMap((from) =>
    names.flatMap((to) => {
      if (from === to) return [];
      const rows = brands.flatMap((y) => {
        if (y.brand !== to) return [];
        const x = brands.find(
          (each) => each.brand === from && each.market === y.market && each.category === y.category,
        );
        return x === undefined ? [] : [{ y, x }];
      });
      return rows.length === 0 ? [] : [{ from, to, rows }];
    }),
  );
  const measured = pairs.map(({ from, to, rows }) => ({
    from,
    to,
    category: rows[0]!.y.category,
    markets: rows.map(({ y }) => y.market),
    evidence: evidenceOf(rows, categories, o),
    ratio: unitsRatio(rows),
  }));
  const p = measured.map(({ evidence }) => evidence.p);
  const q = adjustBenjaminiHochberg(p);
  const any = adjustBenjaminiYekutieli(p);
  return measured.map(({ ratio, ...pair }, i): SynergyPair => {
    const { estimate } = pair.evidence;
    const claimed = q[i] !== null && q[i]! <= ALPHA;
    return {
      ...pair,
      q: q[i]!,
      qAnyDependence: any[i]!,
      kind: q[i] === null ? 'insufficient' : !claimed ? 'none' : estimate! < 0 ? 'cannibalisation' : 'synergy',
      unitsPerUnit: estimate === null || ratio === null ? null : estimate * ratio,
    };
  });
}

interface PairRow {
  readonly y: BrandSales;
  readonly x: BrandSales;
}

function evidenceOf(
  rows: readonly PairRow[],
  categories: readonly CategorySales[],
  o: { readonly seasonLength: number; readonly level: number },
): Evidence {
  let [xx, xy, spread, df, n] = [0, 0, 0, 0, 0];
  const parts = rows.flatMap(({ y, x }) => {
    const both = y.units.filter((value, t) => value !== null && x.units[t] != null).length;
    n += both;
    const category = categories.find((each) => each.market === y.market && each.category === y.category);
    const controls = [...(category ? [logs(category.sales)] : []), ...(y.controls ?? []).map(logsWherePositive)];
    const part = both < MINIMUM_PERIODS ? null : shortRun(logs(y.units), logs(x.units), { ...o, controls })(LAG);
    return part === null || part.x.length - part.removed - 1 < 3 ? [] : [part];
  });
  for (const part of parts)
    for (let t = 0; t < part.x.length; t++) {
      xx += part.x[t]! ** 2;
      xy += part.x[t]! * part.y[t]!;
    }
  const slope = xy / xx;
  for (const part of parts) {
    const free = part.x.length - part.removed - 1;
    let [own, rest] = [0, 0];
    for (let t = 0; t < part.x.length; t++) {
      own += part.x[t]! ** 2;
      rest += (part.y[t]! - slope * part.x[t]!) ** 2;
    }
    spread += (rest / free) * own;
    df += free;
  }
  const error = Math.sqrt(spread) / xx;
  const without = categories.length === 0 ? ['category sales are not held constant'] : [];
  const evidence = evidenceOfSearch(parts.length > 0 && error > 0 ? [{ lag: LAG, slope, error, df }] : [], {
    unit: '% of units for 1 % of units',
    level: o.level,
    seasonLength: o.seasonLength,
    n,
    test: 'regression of changes of log units, one period later, with own lags, season and category sales',
    insufficient: `both brands need ${MINIMUM_PERIODS} periods in one market, with variation beside season and category`,
  });
  return { ...evidence, caveats: [...evidence.caveats, ...without] };
}

/** Mean units of `to` ÷ mean units of `from`, over periods that hold both. */
function unitsRatio(rows: readonly PairRow[]): number | null {
  let [to, from] = [0, 0];
  for (const { y, x } of rows)
    y.units.forEach((value, t) => {
      const other = x.units[t];
      if (value === null || other == null) return;
      to += value;
      from += other;
    });
  return from > 0 ? to / from : null;
}
