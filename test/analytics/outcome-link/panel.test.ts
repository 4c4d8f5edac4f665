import { describe, expect, it } from 'vitest';
import { type PanelUnit, preparePanel } from '../../../src/analytics/outcome-link/panel.ts';
import { changes, ownPast } from '../../../src/analytics/stats/association/short-run.ts';
import { leastSquares } from '../../../src/analytics/stats/regression/least-squares.ts';
import { fourierPairs } from '../../../src/analytics/stats/series/seasonal-terms.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

const path = (rng: Rng, length: number, phi = 0.5): number[] => {
  let value = rng.normal();
  return Array.from({ length }, () => {
    value = phi * value + rng.normal();
    return value;
  });
};

/** Brands whose outcome follows the first of two predictors by one period, with a shock that all share. */
function panelOf(
  brands: number,
  o: { effect?: number; periods?: number; shock?: number; seed?: number } = {},
): PanelUnit[] {
  const { effect = 0.5, periods = 48, shock = 2, seed = 1 } = o;
  const rng = createRng(seed);
  const shared = path(rng, periods);
  return Array.from({ length: brands }, (_, b) => {
    const own = rng.fork(`brand ${b}`);
    const [first, second, noise] = [path(own, periods + 1), path(own, periods), path(own, periods)];
    return {
      market: 'M',
      brand: `B${b}`,
      start: 100,
      y: noise.map((value, t) => value + effect * first[t]! + shock * shared[t]!),
      x: [first.slice(1), second],
      controls: [],
    };
  });
}

const options = { seasonLength: 12, periodEffects: 'auto' } as const;

describe('the pooled regression', () => {
  it.each([
    { markets: 'one market', units: panelOf(5) },
    {
      markets: 'two markets that began apart',
      units: [
        ...panelOf(5),
        ...panelOf(6, { seed: 2, periods: 40 }).map((unit) => ({ ...unit, market: 'N', start: 104 })),
      ],
    },
  ])('equals one explicit regression with every dummy written out: $markets', ({ units }) => {
    const fit = preparePanel(units, options)!.fit(1)!;
    const season = (times: readonly number[]) => fourierPairs(times, 12, 1);
    const rows: { y: number; values: Map<string, number> }[] = [];
    units.forEach((unit, u) => {
      const dy = changes(unit.y);
      const dx = unit.x.map(changes);
      const past = ownPast(unit.y, dy, season);
      const pastX = unit.x.map((x, s) => ownPast(x, dx[s]!, season));
      const hasLine = past.returns || pastX.some(({ returns }) => returns);
      for (let t = 2; t < unit.y.length; t++) {
        const values = new Map<string, number>([
          [`level ${u}`, 1],
          [`period ${unit.market} ${t}`, 1],
          ['x0', dx[0]![t - 1] ?? Number.NaN],
          ['x1', dx[1]![t - 1] ?? Number.NaN],
          ...past.terms.map((term, i) => [`past ${u} ${i}`, term[t - 1] ?? Number.NaN] as const),
          ...pastX.flatMap(({ returns, terms }, s) =>
            terms.map((term, i) => [`past of x${s} ${returns} ${i}`, term[t - 2] ?? Number.NaN] as const),
          ),
          ...season([t]).map((wave, i) => [`wave ${u} ${i}`, wave[0]!] as const),
          ...(hasLine ? [[`line ${u}`, t] as const] : []),
        ]);
        if ([...values.values()].every(Number.isFinite) && dy[t] != null) rows.push({ y: dy[t]!, values });
      }
    });
    // x last: a collinear dummy (the last period, the sum of a wave) must not take its place.
    const names = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].sort(
      (a, b) => (a.startsWith('x') ? 1 : 0) - (b.startsWith('x') ? 1 : 0),
    );
    let columns: Float64Array[] = [];
    const y = Float64Array.from(rows, (row) => row.y);
    for (const name of names) {
      const next = [...columns, Float64Array.from(rows, ({ values }) => values.get(name) ?? 0)];
      if (leastSquares(next, y) !== null) columns = next;
    }
    const explicit = leastSquares(columns, y)!;
    expect(fit.slope(0)!.slope).toBeCloseTo(explicit.coefficients.at(-2)!, 8);
    expect(fit.slope(1)!.slope).toBeCloseTo(explicit.coefficients.at(-1)!, 8);
    expect(fit.rows).toBe(rows.length);
    expect(fit.errors).toBe('clustered by period');
    const spread = Math.sqrt(explicit.residualSquares / (explicit.n - explicit.k));
    expect(fit.residualSpread).toBeCloseTo(spread, 8);
  });

  it('finds what was planted beside a shock that all brands share, and nothing in the other predictor', () => {
    const panel = preparePanel(panelOf(6), options)!;
    const [first, second] = [0, 1].map((s) => panel.fit(1)!.slope(s));
    expect(Math.abs(first!.slope - 0.5)).toBeLessThan(2.5 * first!.error);
    expect(first!.slope / first!.error).toBeGreaterThan(5);
    expect(Math.abs(second!.slope / second!.error)).toBeLessThan(3);
    // What all share is gone: the same brands without the shock give nearly the same.
    const calm = preparePanel(panelOf(6, { shock: 0 }), options)!
      .fit(1)!
      .slope(0)!;
    expect(Math.abs(first!.slope - calm.slope)).toBeLessThan(0.1);
    expect(first!.varianceInflation).toBeGreaterThan(0.99);
  });

  it('takes nothing out that brands share below five brands, and says so by its errors', () => {
    const panel = preparePanel(panelOf(4), options)!;
    expect(panel.withPeriodEffects).toEqual([]);
    expect(panel.fit(1)!.errors).toBe('Driscoll–Kraay');
    expect(preparePanel(panelOf(1), options)!.fit(1)!.errors).toBe('ordinary');
    expect(preparePanel(panelOf(6), { ...options, periodEffects: 'none' })!.fit(1)!.errors).toBe('Driscoll–Kraay');
  });

  it('without one brand or one period equals a panel that never had it', () => {
    const units = panelOf(7);
    const panel = preparePanel(units, options)!;
    const without = panel.fitWithoutUnit(1, 3)!.slope(0)!;
    const never = preparePanel(
      units.filter((_, i) => i !== 3),
      options,
    )!
      .fit(1)!
      .slope(0)!;
    expect(without.slope).toBeCloseTo(never.slope, 10);
    expect(without.error).toBeCloseTo(never.error, 10);
    expect(panel.fitWithoutPeriod(1, 120)!.rows).toBe(panel.fit(1)!.rows - 7);
  });

  it('gives brands slopes whose precision-weighted mean is the pooled one', () => {
    const panel = preparePanel(panelOf(6), options)!;
    const own = panel.fit(1)!.own(0);
    expect(own.map(({ unit }) => unit)).toEqual([0, 1, 2, 3, 4, 5]);
    const range = own.map(({ value }) => value);
    const pooled = panel.fit(1)!.slope(0)!.slope;
    expect(pooled).toBeGreaterThan(Math.min(...range));
    expect(pooled).toBeLessThan(Math.max(...range));
    const partialled = panel.fit(1)!.partialled(0);
    const [xy, xx] = partialled.reduce(
      ([a, b], { x, y }) => [a + x.reduce((sum, v, t) => sum + v * y[t]!, 0), b + x.reduce((sum, v) => sum + v * v, 0)],
      [0, 0],
    );
    expect(xy / xx).toBeCloseTo(pooled, 8);
  });

  it('refuses short histories and predictors that do not vary', () => {
    expect(preparePanel(panelOf(6, { periods: 23 }), options)).toBeNull();
    const flat = panelOf(6).map((unit) => ({ ...unit, x: [unit.x[0]!, unit.x[1]!.map(() => 50)] }));
    const fit = preparePanel(flat, options)!.fit(1)!;
    expect(fit.slope(1)).toBeNull();
    expect(fit.slope(0)!.slope / fit.slope(0)!.error).toBeGreaterThan(5);
    // An identity is not a finding.
    const same = panelOf(6).map((unit) => ({ ...unit, y: [null, ...unit.x[0]!.slice(0, -1)] }));
    expect(preparePanel(same, options)!.fit(1)).toBeNull();
  });

  it('takes gaps and brands that came late', () => {
    const units = panelOf(6).map((unit, u) => ({
      ...unit,
      y: unit.y.map((value, t) => ((t * 7 + u) % 19 === 0 || (u === 5 && t < 30) ? null : value)),
    }));
    const panel = preparePanel(units, options)!;
    const slope = panel.fit(1)!.slope(0)!;
    expect(slope.slope / slope.error).toBeGreaterThan(4);
    expect(panel.units).toHaveLength(6);
  });
});
