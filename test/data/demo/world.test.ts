import { describe, expect, it } from 'vitest';
import { demoBrands } from '../../../src/data/sources/demo/catalogue.ts';
import { SWITCHES, type Switch, type WorldOptions } from '../../../src/data/sources/demo/options.ts';
import type { FactKind } from '../../../src/data/sources/demo/truth.ts';
import { generateWorld, type OutcomeRow, type World } from '../../../src/data/sources/demo/world.ts';

const INDIA = ['India Skincare Round 1', 'India Skincare Round 2'];
const OWN = ['Aurora', 'Borealis', 'Cirrus', 'Dune'];

/** Rows as text, so that whole worlds can be compared. */
const lines = (rows: Iterable<object>): string[] => Array.from(rows, (row) => JSON.stringify(row));

const marketOf = (project: string): string => (INDIA.includes(project) ? 'India' : 'Gulf');

/** Section scores by market, brand, section and period, from the rows at the metrics' constant weights. */
function sectionScores(world: World): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { section, platform, metric, weight } of world.weights)
    weights.set(JSON.stringify([section, platform, metric]), weight);
  const sums = new Map<string, { total: number; weight: number }>();
  for (const row of world.scores()) {
    const weight =
      (weights.get(JSON.stringify([row.section, row.platform, null])) as number) *
      (weights.get(JSON.stringify([row.section, row.platform, row.metric])) as number);
    const key = JSON.stringify([marketOf(row.project), row.brand, row.section, row.period]);
    const sum = sums.get(key) ?? { total: 0, weight: 0 };
    sum.total += weight * row.normalised;
    sum.weight += weight;
    sums.set(key, sum);
  }
  return new Map([...sums].map(([key, { total, weight }]) => [key, total / weight]));
}

function series(scores: Map<string, number>, world: World, market: string, brand: string, section: string): number[] {
  const count = world.truth.options.periods;
  const [year, month] = world.truth.firstPeriod.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, t) => {
    const at = year * 12 + month - 1 + t;
    const period = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
    return scores.get(JSON.stringify([market, brand, section, period])) ?? Number.NaN;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

function outcomeTable(world: World): Map<string, Map<string, number>> {
  const table = new Map<string, Map<string, number>>();
  for (const { project, brand, outcome, period, value } of world.outcomes()) {
    const key = JSON.stringify([project, brand, period]);
    const row = table.get(key) ?? new Map<string, number>();
    row.set(outcome, value);
    table.set(key, row);
  }
  return table;
}

const world = generateWorld();
const scores = sectionScores(world);

describe('the default world', () => {
  it('holds what the design promises', () => {
    expect(world.projects.map(({ project, market, follows }) => [project, market, follows])).toEqual([
      [INDIA[0], 'India', null],
      [INDIA[1], 'India', INDIA[0]],
      ['Gulf Haircare', 'Gulf', null],
    ]);
    expect(world.brands.filter(({ role }) => role === 'own').map(({ brand }) => brand)).toEqual(OWN);
    expect(world.brands).toHaveLength(12);
    expect(new Set(world.brands.map(({ category }) => category)).size).toBe(2);
    expect(new Set(world.metrics.map(({ section }) => section)).size).toBe(4);
    expect(new Set(world.metrics.map(({ section, platform }) => `${section}/${platform}`)).size).toBe(11);
    expect(world.metrics).toHaveLength(48);
    expect(new Set([...world.spend()].map(({ channel }) => channel)).size).toBe(6);
    expect(new Set(world.truth.facts.map(({ kind }) => kind))).toEqual(
      new Set<FactKind>([...SWITCHES, 'market-growth', 'price-response', 'spend-response', 'customer-response']),
    );
    expect(world.truth.notes).toEqual([]);
    const kinds = world.truth.facts.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'anomalies')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'level-shifts')).toHaveLength(2);
  });

  it('gives every fact projects, brands, sections and platforms that exist', () => {
    const projects = world.projects.map(({ project }) => project);
    const brands = [...world.brands.map(({ brand }) => brand), null];
    const sections = [...world.metrics.map(({ section }) => section), null];
    const ids = new Set<string>();
    for (const fact of world.truth.facts) {
      expect(fact.projects.length).toBeGreaterThan(0);
      for (const project of fact.projects) expect(projects).toContain(project);
      expect(brands).toContain(fact.brand);
      expect(brands).toContain(fact.otherBrand);
      expect(sections).toContain(fact.section);
      for (const period of fact.periods ?? []) {
        expect(period >= world.truth.firstPeriod && period <= world.truth.lastPeriod).toBe(true);
      }
      ids.add(fact.id);
    }
    expect(ids.size).toBe(world.truth.facts.length);
  });

  it('keeps values inside the scale without piling up at its ends', () => {
    let rows = 0;
    let atEnds = 0;
    for (const { normalised } of world.scores()) {
      rows += 1;
      expect(normalised).toBeGreaterThan(0);
      expect(normalised).toBeLessThan(100);
      if (normalised < 2 || normalised > 98) atEnds += 1;
    }
    expect(rows).toBeGreaterThan(60_000);
    expect(atEnds / rows).toBeLessThan(0.002);
  });

  it('states raw values that agree with the normalised ones', () => {
    const scales = new Map(world.truth.scales.map((scale) => [JSON.stringify([scale.platform, scale.metric]), scale]));
    for (const { platform, metric, raw, normalised } of world.scores()) {
      const { rawAt0, rawAt100 } = scales.get(
        JSON.stringify([platform, metric]),
      ) as (typeof world.truth.scales)[number];
      expect(Math.abs((100 * (raw - rawAt0)) / (rawAt100 - rawAt0) - normalised)).toBeLessThan(0.01);
    }
    for (const { platform, metric, direction } of world.metrics) {
      const { rawAt0, rawAt100 } = scales.get(
        JSON.stringify([platform, metric]),
      ) as (typeof world.truth.scales)[number];
      expect(direction).toBe(rawAt100 > rawAt0 ? 'higher' : 'lower');
    }
  });

  it('follows the noise-free paths of its truth', () => {
    for (const { market, brand, section, values } of world.truth.expected) {
      if (!OWN.includes(brand)) continue;
      const seen = series(scores, world, market, brand, section);
      // Noise of about 1.1 points; the mean of 60 autocorrelated ones stays within one.
      expect(Math.abs(mean(seen.map((value, t) => value - (values[t] as number))))).toBeLessThan(1.2);
      expect(deviation(seen.map((value, t) => value - (values[t] as number)))).toBeLessThan(2.6);
    }
  });

  it('sums market shares and others to 100 of the category, and revenue is units × price to the cent', () => {
    const shares = new Map<string, { share: number; revenue: number; category: number }>();
    for (const [key, row] of outcomeTable(world)) {
      const [project, , period] = JSON.parse(key) as [string, string, string];
      const revenue = row.get('revenue') as number;
      expect(Math.round(100 * revenue)).toBe(
        Math.round(100 * (row.get('units') as number) * (row.get('price') as number)),
      );
      expect(row.get('orders')).toBeLessThanOrEqual(row.get('units') as number);
      for (const [wider, narrower] of [
        ['sessions', 'product_views'],
        ['product_views', 'add_to_carts'],
        ['add_to_carts', 'orders'],
      ])
        expect(row.get(narrower as string)).toBeLessThan(row.get(wider as string) as number);
      const sum = shares.get(`${project} ${period}`) ?? { share: 0, revenue: 0, category: 0 };
      sum.share += row.get('market_share') as number;
      sum.revenue += revenue;
      sum.category = row.get('category_sales') as number;
      shares.set(`${project} ${period}`, sum);
    }
    expect(shares.size).toBe(120);
    for (const { share, revenue, category } of shares.values()) {
      const others = (100 * (category - revenue)) / category;
      expect(others).toBeGreaterThan(5);
      expect(share + others).toBeCloseTo(100, 4);
    }
  });

  it('plants anomalies, shifts and the rise of Cirrus where the truth says', () => {
    for (const fact of world.truth.facts.filter(({ kind }) => kind === 'anomalies' || kind === 'level-shifts')) {
      const market = marketOf(fact.projects[0] as string);
      const seen = series(scores, world, market, fact.brand as string, fact.section as string);
      const without = generateWorld({ without: [fact.kind as Switch] });
      const calm = series(sectionScores(without), without, market, fact.brand as string, fact.section as string);
      const moved = seen.map((value, t) => value - (calm[t] as number));
      const touched = moved.flatMap((value, t) => (Math.abs(value) > 0.05 ? [t] : []));
      const first =
        60 -
        (fact.kind === 'anomalies'
          ? { 'anomalies-1': 6, 'anomalies-2': 21, 'anomalies-3': 35 }
          : { 'level-shifts-1': 10, 'level-shifts-2': 28 })[fact.id as never];
      expect(touched).toEqual(
        fact.kind === 'anomalies' ? [first] : Array.from({ length: 60 - first }, (_, i) => first + i),
      );
      for (const t of touched) expect(moved[t]).toBeCloseTo(fact.sign * fact.size, 0);
    }
    const cirrus = world.truth.expected.find(
      ({ market, brand, section }) => market === 'India' && brand === 'Cirrus' && section === 'Organic Performance',
    )?.values as number[];
    const trend = world.truth.facts.find(({ kind }) => kind === 'trend');
    expect(((cirrus[39] as number) - (cirrus[29] as number)) / 10).toBeCloseTo(trend?.size as number, 2);
  });
});

describe('switches', () => {
  const base = { projects: world.projects, brands: world.brands, metrics: world.metrics };
  const scoreLines = lines(world.scores());
  const outcomeLines = lines(world.outcomes());
  const spendLines = lines(world.spend());
  /** What each switch may move; everything else must keep its bytes. */
  const touches: Record<Switch, readonly ('scores' | 'outcomes' | 'spend' | 'weights' | 'events')[]> = {
    lead: ['outcomes'],
    acquisition: ['outcomes'],
    equity: ['outcomes'],
    decoy: ['scores', 'outcomes'],
    cannibalisation: ['outcomes'],
    overtake: ['scores', 'outcomes'],
    seasonality: ['scores', 'outcomes'],
    anomalies: ['scores', 'outcomes'],
    'level-shifts': ['scores', 'outcomes', 'events'],
    outage: ['scores', 'events'],
    missing: ['scores'],
    'late-launch': ['scores', 'outcomes', 'spend', 'events'],
    delisting: ['scores', 'outcomes', 'spend', 'events'],
    'weight-change': ['weights'],
    trend: ['scores', 'outcomes'],
    'common-shock': ['scores', 'outcomes', 'events'],
  };

  it.each(SWITCHES)('without %s only its own facts and rows change', (name) => {
    const other = generateWorld({ without: [name] });
    expect({ projects: other.projects, brands: other.brands, metrics: other.metrics }).toEqual(base);
    const gone: FactKind[] = name === 'decoy' ? ['decoy', 'market-growth'] : [name];
    expect(other.truth.facts).toEqual(world.truth.facts.filter(({ kind }) => !gone.includes(kind)));
    const changed = [
      ...(lines(other.scores()).join() === scoreLines.join() ? [] : ['scores']),
      ...(lines(other.outcomes()).join() === outcomeLines.join() ? [] : ['outcomes']),
      ...(lines(other.spend()).join() === spendLines.join() ? [] : ['spend']),
      ...(lines(other.weights).join() === lines(world.weights).join() ? [] : ['weights']),
      ...(lines(other.events).join() === lines(world.events).join() ? [] : ['events']),
    ];
    expect(changed).toEqual(touches[name]);
  });

  it('moves only the cells of the fact it leaves out', () => {
    const other = generateWorld({ without: ['anomalies'] });
    const before = new Set(scoreLines);
    const moved = [...other.scores()].filter((row) => !before.has(JSON.stringify(row)));
    const cells = new Set(moved.map(({ brand, section, period }) => `${brand} ${section} ${period}`));
    const planted = world.truth.facts.filter(({ kind }) => kind === 'anomalies');
    expect([...cells].sort()).toEqual(
      planted.map(({ brand, section, periods }) => `${brand} ${section} ${periods?.[0]}`).sort(),
    );
  });

  it('leaves gaps where they are when other facts go', () => {
    const gapsOf = (each: World): Set<string> =>
      new Set(
        Array.from(each.scores(), ({ brand, platform, metric, period }) => `${brand} ${platform} ${metric} ${period}`),
      );
    expect(gapsOf(generateWorld({ without: ['trend', 'seasonality', 'lead'] }))).toEqual(gapsOf(world));
  });

  it('scales effects but not noise', () => {
    const fact = (size: WorldOptions['effectSize'], kind: FactKind) =>
      generateWorld({ effectSize: size }).truth.facts.find((each) => each.kind === kind)?.size as number;
    for (const kind of [
      'lead',
      'acquisition',
      'equity',
      'trend',
      'anomalies',
      'seasonality',
      'common-shock',
    ] as const) {
      expect(fact(0.5, kind)).toBeCloseTo(fact(1, kind) / 2, 10);
      expect(fact(0.25, kind)).toBeCloseTo(fact(1, kind) / 4, 10);
    }
    expect(fact(0.25, 'missing')).toBe(0.02);
  });
});

describe('the world without anything', () => {
  const empty = generateWorld({ without: ['all'] });
  const calm = sectionScores(empty);

  it('has no facts, no gaps and constant expected levels that differ between brands', () => {
    expect(empty.truth.facts).toEqual([]);
    expect([...empty.scores()]).toHaveLength(2 * 12 * 48 * 60);
    const levels = empty.truth.expected.map(({ values }) => values[0] as number);
    for (const { values } of empty.truth.expected) expect(new Set(values).size).toBe(1);
    expect(deviation(levels)).toBeGreaterThan(4);
    expect(new Set(empty.weights.map(({ project, validFrom }) => `${project} ${validFrom}`)).size).toBe(3);
  });

  it('wanders like a stationary AR(1) of one to two points', () => {
    const spreads: number[] = [];
    const correlations: number[] = [];
    const slopes: number[] = [];
    for (const { market, brand, section } of empty.truth.expected) {
      const values = series(calm, empty, market, brand, section);
      const centre = mean(values);
      spreads.push(deviation(values));
      correlations.push(
        values.slice(1).reduce((sum, value, t) => sum + (value - centre) * ((values[t] as number) - centre), 0) /
          values.reduce((sum, value) => sum + (value - centre) ** 2, 0),
      );
      slopes.push(values.reduce((sum, value, t) => sum + (t - 29.5) * value, 0) / 17_995);
    }
    expect(mean(spreads)).toBeGreaterThan(1);
    expect(mean(spreads)).toBeLessThan(2);
    expect(mean(correlations)).toBeGreaterThan(0.25);
    expect(mean(correlations)).toBeLessThan(0.55);
    // 96 independent slopes with standard deviation near .017: their mean has one near .0017.
    expect(Math.abs(mean(slopes))).toBeLessThan(0.007);
  });

  it('has outcomes that do not follow the score', () => {
    const table = outcomeTable(empty);
    const correlations: number[] = [];
    for (const { brand } of empty.brands) {
      const projects = empty.projects.filter(({ market }) => market === 'Gulf').map(({ project }) => project);
      const score = series(calm, empty, 'Gulf', brand, 'Marketplace');
      const revenue = [...table].flatMap(([key, row]) => {
        const [project, name] = JSON.parse(key) as [string, string];
        return name === brand && projects.includes(project) ? [Math.log(row.get('revenue') as number)] : [];
      });
      const x = score
        .slice(1)
        .map((value, t) => value - (score[t] as number))
        .slice(0, -1);
      const y = revenue
        .slice(1)
        .map((value, t) => value - (revenue[t] as number))
        .slice(1);
      correlations.push(
        x.reduce((sum, value, t) => sum + (value - mean(x)) * ((y[t] as number) - mean(y)), 0) /
          (x.length * deviation(x) * deviation(y)),
      );
    }
    expect(correlations).toHaveLength(12);
    // Each has a standard deviation near .13; planted, the mean is above .35.
    expect(Math.abs(mean(correlations))).toBeLessThan(0.13);
  });
});

/** Mean over brands of the correlation of Δ Marketplace score with Δ log revenue `lag` periods later. */
function leadCorrelation(each: World, lag: number): number {
  const section = sectionScores(each);
  const revenue = new Map<string, OutcomeRow[]>();
  for (const row of each.outcomes())
    if (row.outcome === 'revenue' && row.project === 'Gulf Haircare')
      revenue.set(row.brand, [...(revenue.get(row.brand) ?? []), row]);
  const all = [...revenue].flatMap(([brand, rows]) => {
    const score = series(section, each, 'Gulf', brand, 'Marketplace');
    if (rows.length < 60) return [];
    const x = score.slice(1).map((value, t) => Math.log(value) - Math.log(score[t] as number));
    const y = rows.slice(1).map(({ value }, t) => Math.log(value) - Math.log((rows[t] as OutcomeRow).value));
    const pairs = x.flatMap((value, t) => (y[t + lag] === undefined ? [] : [[value, y[t + lag] as number] as const]));
    const [xs, ys] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
    return [
      pairs.reduce((sum, [a, b]) => sum + (a - mean(xs)) * (b - mean(ys)), 0) /
        (pairs.length * deviation(xs) * deviation(ys)),
    ];
  });
  return mean(all);
}

describe('the decoy', () => {
  it('fools a correlation of levels, and only that', () => {
    const correlation = (x: readonly number[], y: readonly number[]): number =>
      x.reduce((sum, value, t) => sum + (value - mean(x)) * ((y[t] as number) - mean(y)), 0) /
      ((x.length - 1) * deviation(x) * deviation(y));
    const changes = (values: readonly number[]): number[] =>
      values.slice(1).map((value, t) => value - (values[t] as number));
    const found = (each: World): { levels: number; changes: number } => {
      const section = sectionScores(each);
      const revenue = [...each.outcomes()].filter(
        ({ outcome, project }) => outcome === 'revenue' && project === 'Gulf Haircare',
      );
      const pairs = OWN.map((brand) => ({
        x: series(section, each, 'Gulf', brand, 'Socialwatch'),
        y: revenue.filter((row) => row.brand === brand).map(({ value }) => Math.log(value)),
      }));
      return {
        levels: mean(pairs.map(({ x, y }) => correlation(x, y))),
        changes: mean(pairs.map(({ x, y }) => correlation(changes(x), changes(y)))),
      };
    };
    const planted = found(generateWorld({ without: ['seasonality'] }));
    expect(planted.levels).toBeGreaterThan(0.4);
    expect(Math.abs(planted.changes)).toBeLessThan(0.15);
    expect(found(generateWorld({ without: ['seasonality', 'decoy', 'trend'] })).levels).toBeLessThan(0.25);
  });
});

describe('kinds of worlds', () => {
  const quiet: Partial<WorldOptions> = { without: ['seasonality', 'decoy', 'late-launch', 'missing', 'anomalies'] };

  it('leads by one period when planted, follows by one when reversed, does neither when matched', () => {
    const planted = generateWorld(quiet);
    const reverse = generateWorld({ ...quiet, kind: 'reverse' });
    const matched = generateWorld({ ...quiet, kind: 'matched-null' });
    expect(leadCorrelation(planted, 1)).toBeGreaterThan(0.3);
    expect(Math.abs(leadCorrelation(planted, -1))).toBeLessThan(0.15);
    expect(leadCorrelation(reverse, -1)).toBeGreaterThan(0.2);
    expect(leadCorrelation(reverse, 1)).toBeLessThan(0.05);
    expect(Math.abs(leadCorrelation(matched, 1))).toBeLessThan(0.12);
    expect(Math.abs(leadCorrelation(matched, -1))).toBeLessThan(0.12);
  });

  it('keeps the noise of the planted world in the matched null, and says that its coefficients are 0', () => {
    const matched = generateWorld({ kind: 'matched-null' });
    expect(lines(matched.scores())).toEqual(lines(world.scores()));
    expect(lines(matched.spend())).toEqual(lines(world.spend()));
    for (const kind of ['lead', 'acquisition', 'equity', 'cannibalisation']) {
      const fact = matched.truth.facts.find((each) => each.kind === kind);
      expect(fact).toMatchObject({ size: 0, sign: 0, association: false, direction: 'none' });
    }
  });
});

describe('equity', () => {
  const SHARES = ['awareness', 'consideration', 'preference'];
  const rows = (each: World): string[] =>
    lines([...each.outcomes()].filter(({ outcome }) => !SHARES.includes(outcome)));

  it('moves awareness, consideration and preference and nothing else', () => {
    expect(rows(generateWorld({ without: ['equity'] }))).toEqual(rows(world));
  });

  /** Slope of the changes that the switch adds to log-odds of preference on changes of the score `lag` periods before. */
  const slopeAt = (kind: WorldOptions['kind'], lag: number): number => {
    const without = ['missing', 'delisting', 'late-launch'] as const;
    const [on, off] = [generateWorld({ kind, without }), generateWorld({ kind, without: [...without, 'equity'] })];
    const section = sectionScores(on);
    const logOdds = (each: World, brand: string): number[] =>
      [...each.outcomes()]
        .filter((row) => row.brand === brand && row.outcome === 'preference' && row.project === 'Gulf Haircare')
        .map(({ value }) => Math.log(value / (100 - value)));
    let [xx, xy] = [0, 0];
    for (const brand of OWN) {
      const score = series(section, on, 'Gulf', brand, 'Organic Performance');
      const plain = logOdds(off, brand);
      const added = logOdds(on, brand).map((value, t) => value - (plain[t] as number));
      for (let t = 2; t < 58; t++) {
        const x = (score[t - lag] as number) - (score[t - lag - 1] as number);
        xx += x * x;
        xy += x * ((added[t] as number) - (added[t - 1] as number));
      }
    }
    return xy / xx;
  };

  it('follows the score by one period with the size that the truth states, and leads it in a reverse world', () => {
    const fact = world.truth.facts.find(({ kind }) => kind === 'equity');
    expect(fact).toMatchObject({ section: 'Organic Performance', lag: 1, association: true, outcomes: SHARES });
    expect(slopeAt('planted', 1)).toBeCloseTo(fact?.size as number, 3);
    expect(slopeAt('reverse', -1)).toBeCloseTo(fact?.size as number, 3);
    expect(Math.abs(slopeAt('planted', 0))).toBeLessThan(0.01);
    expect(slopeAt('matched-null', 1)).toBe(0);
  });
});

describe('any size', () => {
  it.each([
    [2, 1],
    [2, 2],
    [3, 5],
    [5, 13],
    [4, 20],
    [12, 24],
    [13, 36],
    [30, 40],
    [12, 130],
  ])('makes %i brands over %i periods and says which facts do not fit', (brands, periods) => {
    const small = generateWorld({ brands, periods });
    expect(small.brands).toHaveLength(brands);
    expect(small.brands.filter(({ role }) => role === 'own').length).toBeGreaterThan(0);
    expect(small.brands.filter(({ role }) => role === 'competitor').length).toBeGreaterThan(0);
    expect(new Set(Array.from(small.scores(), ({ period }) => period)).size).toBe(periods);
    for (const { value } of small.outcomes()) expect(Number.isFinite(value)).toBe(true);
    const planted = new Set(small.truth.facts.map(({ kind }) => kind));
    for (const name of SWITCHES)
      expect(planted.has(name) || small.truth.notes.some((note) => note.startsWith(`${name}:`))).toBe(true);
    expect(small.projects).toHaveLength(periods === 1 ? 2 : 3);
  });

  it('invents as many distinct names as are asked for', () => {
    const names = demoBrands(20_000).map(({ brand }) => brand);
    expect(new Set(names).size).toBe(20_000);
  });

  it('refuses what it cannot make', () => {
    for (const wrong of [{ brands: 1 }, { periods: 0 }, { seed: 1.5 }, { effectSize: 2 }, { without: ['leed'] }])
      expect(() => generateWorld(wrong as Partial<WorldOptions>)).toThrow(/cannot be made/);
  });
});
