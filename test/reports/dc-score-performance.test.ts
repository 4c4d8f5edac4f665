import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { dcScorePerformance } from '../../src/reports/dc-score/dc-score-performance.ts';
import { runReports } from '../../src/reports/run.ts';
import type { ScoreAnalysis } from '../../src/reports/shared/analysis.ts';
import { expectAdds } from '../support/expect-adds.ts';
import { pages, shown, supported } from '../support/read-document.ts';
import { AURORA, type Run, runsOf } from '../support/report-runs.ts';
import { smallDataset } from '../support/small-dataset.ts';
import { runDataOf, select, worldData } from '../support/world-dataset.ts';
import { ceilingMarket, goldenMarket, improvingMarket, ODD_AT, STEP_AT, shortMarket } from './golden-market.ts';

const { run } = runsOf(dcScorePerformance);
const market = goldenMarket();
const sentences = (document: Document): string =>
  JSON.stringify([document.verdict, document.title, document.sections, document.kpis, document.summary]);

describe('the change by metric', () => {
  it('is drawn for every brand at comprehensive extent, exactly as decomposed', () => {
    const { document, analysis } = run(market, { extent: 'comprehensive' });
    analysis.markets[0]!.subjects.forEach(({ decomposition }, i) => {
      const chart = document.charts.find(({ id }) => id === `metric-changes-${i + 1}`)!;
      if (chart.kind !== 'ranked-bars' || decomposition.undefined !== null) throw new Error('not drawn');
      const totals = decomposition.sections
        .flatMap(({ platforms }) => platforms.flatMap(({ metrics }) => metrics.map(({ total }) => total)))
        .filter((total) => Math.abs(total) >= 0.05)
        .sort((a, b) => Math.abs(b) - Math.abs(a));
      expect(chart.bars.map(({ value }) => value)).toEqual(totals);
      expect(chart.title).toMatch(/(adds|takes) most/);
    });
    expect(run(market).document.charts.some(({ id }) => id.startsWith('metric-changes'))).toBe(false);
  });
});

describe('planted facts', () => {
  it('are found with brand, section and period, named beside known events, never as their effect', () => {
    const { document, analysis } = run(market);
    const found = supported(document);
    const step = found.find(({ id }) => id === 'level-shift:UK Skincare 2025:Aurora:Marketplace:2025-11-01')!;
    expect(step.estimate).toBeGreaterThan(7.5);
    expect(step.estimate).toBeLessThan(10.5);
    expect(step.claim).toContain('coincides with “Listing overhaul”');
    const odd = found.find(({ id }) => id === 'anomaly:UK Skincare 2025:Borealis:Organic Performance:2025-05-01')!;
    expect(odd.estimate).toBeLessThan(-12);
    expect(analysis.markets[0]!.periods[STEP_AT]).toBe(step.period);
    expect(analysis.markets[0]!.periods[ODD_AT]).toBe(odd.period);
    expect(analysis.markets[0]!.rounds).toEqual(['UK Skincare 2023', 'UK Skincare 2025']);
    expect(document.verdict.text).not.toMatch(/because|caused|due to|led to/);
  });

  it('give one brand a verdict about itself: change, its section, rank', () => {
    const { document } = run(market, {}, AURORA);
    expect(document.title).toMatch(/^Aurora’s score rose \d\.\d points to \d\d\.\d, carried by Marketplace/);
    expect(document.kpis[0]).toMatchObject({ id: 'score', grade: 'supported' });
    expect(document.summary.headline).toBe('change');
    expect(document.summary.drivers[0]!.text).toContain('Bazaarly');
  });

  it('keep their size apart from a changed weight', () => {
    const { document, analysis } = run(market, {}, AURORA);
    const subject = analysis.markets[0]!.subjects[0]!;
    if (subject.decomposition.undefined !== null) throw new Error('undefined');
    expect(Math.abs(subject.decomposition.total - subject.peer.delta!)).toBeLessThan(1e-9);
    expect(Math.abs(subject.decomposition.weight)).toBeGreaterThan(0.01);
    const difference = document.findings.find(({ id }) => id === 'difference:UK Skincare 2025:Aurora:score')!;
    // The test compares at today's weights: the planted 9 points at 80 of 145 parts of the weight (two of six metrics).
    expect(Math.abs(difference.estimate! - (9 * 0.8) / 1.75)).toBeLessThan(0.6);
    expect(difference.parts!.change).toBe(subject.peer.delta);
  });

  it('are found in the demo world', () => {
    const world = worldData({ seed: 7 });
    const { document } = run(world, {}, { brands: { names: ['Dune'] } });
    const fact = world.truth.facts.find((each) => each.kind === 'anomalies' && each.brand === 'Dune')!;
    const found = supported(document)
      .filter((finding) => finding.kind === 'anomaly')
      .map(({ subject, predictor, period }) => [subject.brand, predictor?.section, period]);
    expect(found).toContainEqual(['Dune', fact.section, fact.periods![0]]);
    // Nothing else is claimed: odd months of the score are Dune's own and those that the whole market shared.
    const planted = world.truth.facts
      .filter((each) => each.kind === 'common-shock' || each.id === fact.id)
      .flatMap(({ periods }) => periods ?? []);
    for (const finding of supported(document))
      if (finding.kind === 'anomaly' && finding.predictor === undefined) expect(planted).toContain(finding.period);
    const trend = run(world, {}, { brands: { names: ['Cirrus'] } }).document;
    expect(supported(trend).map(({ id }) => id)).toContain('movement:India Skincare Round 2:Cirrus:score');
  });
});

describe('noise', () => {
  // Seeds chosen before the first run; bench/score-report-worlds.ts measures the rate on 100 worlds.
  it.each([11, 12, 13, 14])('produces silence (world --without all --seed %i)', (seed) => {
    const { document } = run(worldData({ seed, without: ['all'] }));
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/No brand’s score changed beyond noise/);
    expect(document.summary.drivers.every(({ grade }) => grade === 'none' || grade === null)).toBe(true);
    expect(sentences(document)).not.toMatch(/ rose | fell | stepped | has been rising| has been falling/);
  });

  it('still states levels, which differ', () => {
    const { document } = run(goldenMarket(false));
    expect(supported(document)).toEqual([]);
    const table = document.tables.find(({ id }) => id === 'standing')!;
    expect(table.rows.map((row) => row[1])).toEqual(['Halo', 'Verity', 'Aurora', 'Zephyr', 'Borealis']);
  });
});

describe('options', () => {
  const standard = run(market).document;

  it('depth: basic tests the change only; standard adds history; detailed adds sections', () => {
    const [basic, middle, detailed] = ['basic', 'standard', 'detailed'].map((depth) => run(market, { depth }));
    const kinds = ({ document }: { document: Document }): Set<string> =>
      new Set(document.findings.filter(({ grade }) => grade !== null).map(({ id }) => id.split(':')[0]!));
    expect(kinds(basic!)).toEqual(new Set(['difference']));
    expect(kinds(middle!)).toEqual(new Set(['difference', 'movement', 'level-shift', 'anomaly']));
    expect(basic!.analysis.markets[0]!.subjects[0]!.headroom).toEqual([]);
    expect(middle!.analysis.markets[0]!.subjects[0]!.headroom.length).toBeGreaterThan(0);
    expect(middle!.document.findings.some(({ period, predictor }) => period && predictor)).toBe(false);
    expect(detailed!.document.findings.some(({ period, predictor }) => period && predictor)).toBe(true);
  });

  it('extent: summary shows standing and movement, comprehensive adds tables and a waterfall a brand', () => {
    const summary = run(market, { extent: 'summary' }).document;
    const full = run(market, { extent: 'comprehensive' }).document;
    expect(pages(summary)).toEqual(['standing', 'movement']);
    expect(pages(standard)).toEqual(expect.arrayContaining(['change', 'sections', 'events', 'headroom', 'peers']));
    expect(pages(full)).toEqual(expect.arrayContaining([...pages(standard), 'parts', 'history']));
    // A waterfall and the metrics behind it, for each of two brands.
    expect(full.charts.length).toBe(standard.charts.length + 4);
    expect(full.recommendations.length).toBeGreaterThanOrEqual(standard.recommendations.length);
  });

  it('style: simple has no words of statistics, executive is shorter', () => {
    const simple = run(market, { style: 'simple' }).document;
    const executive = run(market, { style: 'executive' }).document;
    expect(sentences(simple)).not.toMatch(/\bq [=<]|\bp [=<]|noise|interval|regression|n = /);
    expect(sentences(standard)).toMatch(/q [=<]/);
    expect(executive.tables.map(({ id }) => id)).not.toContain('tests');
    expect(standard.tables.map(({ id }) => id)).toContain('tests');
    expect(pages(executive)).not.toContain('sections');
    expect(sentences(executive).length).toBeLessThan(sentences(standard).length);
  });

  it('confidence: changes intervals only', () => {
    const narrow = run(market, { confidence: 0.9 }).document;
    const strip = (document: Document) =>
      document.findings.map(({ id, estimate, p, q, grade }) => ({ id, estimate, p, q, grade }));
    expect(strip(narrow).filter(({ id }) => !id.startsWith('headroom'))).toEqual(
      strip(standard).filter(({ id }) => !id.startsWith('headroom')),
    );
    const width = (document: Document): number => {
      const [low, high] = document.findings.find(({ id }) => id === 'difference:UK Skincare 2025:Aurora:score')!
        .interval!;
      return high - low;
    };
    expect(width(narrow)).toBeLessThan(width(standard));
  });

  it('charts: off leaves charts out and keeps their figures', () => {
    const without = run(market, { charts: false }).document;
    expect(without.charts).toEqual([]);
    expect(without.summary.headline).toBeNull();
    expect(without.tables.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['standing', 'sections', 'decomposition']),
    );
  });

  it('offers no horizon', () => {
    expect(dcScorePerformance.options.map(({ name }) => name)).not.toContain('horizon');
  });
});

describe('what depth and extent add', () => {
  type Asked = Run<ScoreAnalysis>;
  const sections = ({ document }: Asked, id: string): boolean => pages(document).includes(id);
  const tested = ({ document }: Asked, start: string): boolean =>
    document.findings.some(({ id, grade }) => grade !== null && id.startsWith(start));
  const shows = ({ document }: Asked, table: string): boolean => shown(document).includes(table);
  const subject = ({ analysis }: Asked) => analysis.markets[0]!.subjects[0]!;
  /** How each phrase shows in a run. A phrase without an entry fails the test. */
  const SEEN: Readonly<Record<string, (each: Asked) => boolean>> = {
    level: (each) => subject(each).peer.score !== null,
    standing: (each) => subject(each).peer.rank !== null && sections(each, 'standing'),
    'change with its test': (each) => tested(each, 'difference:'),
    'parts of the change': (each) => each.document.tables.some(({ id }) => id === 'decomposition'),
    trend: (each) => tested(each, 'movement:'),
    'lasting steps and odd periods of the score': (each) => tested(each, 'level-shift:') && tested(each, 'anomaly:'),
    volatility: (each) => subject(each).peer.volatility !== null,
    'headroom and actions': (each) => subject(each).headroom.length > 0,
    'findings without their worst period': (each) => Object.keys(each.analysis.robustness).length > 0,
    'steps and odd periods of every section': (each) =>
      each.document.findings.some(({ period, predictor }) => period !== undefined && predictor !== undefined),
    'real changes down to platform and metric': (each) =>
      each.document.findings.some(({ kind, predictor }) => kind === 'difference' && predictor?.metric !== undefined),
    'page 1': ({ document }) => document.verdict.text !== '' && document.kpis.length > 0,
    movement: (each) => sections(each, 'movement'),
    'why it changed': (each) => sections(each, 'change') && sections(each, 'parts'),
    'section scores': (each) => sections(each, 'sections'),
    'steps and odd periods': (each) => sections(each, 'events'),
    'where the points are': (each) => sections(each, 'headroom'),
    'the ranking in full': (each) => shows(each, 'standing'),
    coverage: (each) => shows(each, 'coverage'),
    'a waterfall a brand': ({ document }) => document.charts.some(({ id }) => /^change-\d/.test(id)),
    'parts of the change by platform and metric': (each) =>
      shows(each, 'decomposition-platforms') && shows(each, 'decomposition-metrics'),
    'sections in figures': (each) => shows(each, 'section-standing'),
    'full histories': (each) => shows(each, 'history'),
    'up to five actions': ({ document }) => document.recommendations.length > 3,
  };
  // Two metrics that others improved on year after year: something to recommend.
  const improving = improvingMarket();

  it.each([
    ['depth', ['basic', 'standard', 'detailed']],
    ['extent', ['summary', 'standard', 'comprehensive']],
  ] as const)('%s: exactly what it says', (option, levels) => {
    const runs = levels.map((level) => [run(market, { [option]: level }), run(improving, { [option]: level })]);
    expectAdds(dcScorePerformance.adds[option], levels, runs, SEEN);
  });
});

describe('what a reader meets', () => {
  it('every supported change, trend and step is told with and without its worst period, odd periods without', () => {
    const { document } = run(market, {}, AURORA);
    const told = document.sections.flatMap(({ blocks }) => blocks);
    const headlines = supported(document).filter(
      ({ id, kind, predictor }) =>
        kind !== 'anomaly' && told.some((block) => block.type === 'evidence' && block.refs.includes(id)) && !predictor,
    );
    expect(headlines.length).toBeGreaterThan(0);
    for (const { id, parts } of headlines) {
      expect([id, typeof parts?.worstPeriod]).toEqual([id, 'string']);
      const sentences = told.flatMap((block) => (block.type === 'text' ? block.sentences : []));
      expect(sentences.some(({ text, refs }) => refs.includes(id) && text.startsWith('Without its most extreme'))).toBe(
        true,
      );
    }
  });

  it('noise takes one line a market, never a block a brand', () => {
    const { document } = run(goldenMarket(false));
    const movement = document.sections.find(({ id }) => id === 'movement')!;
    expect(movement.blocks.filter(({ type }) => type === 'evidence')).toEqual([]);
    expect(movement.blocks.filter(({ type }) => type === 'text')).toHaveLength(1);
  });

  it('the evidence line says what its estimate is, where the sentence gives another figure', () => {
    const { document } = run(market, {}, AURORA);
    const lines = document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'evidence' ? [block.text] : [])),
    );
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^at today’s weights/);
  });

  it('scores and changes have one decimal, and what shows as nothing has no sign and no side', () => {
    const { document } = run(market, { extent: 'comprehensive' });
    const said = JSON.stringify([document.verdict, document.kpis, document.summary, document.sections]);
    expect(said).not.toMatch(/[+−]\d+\.\d\d/);
    for (const chart of document.charts)
      if (chart.kind === 'ranked-bars')
        for (const { delta } of chart.bars) if (delta) expect(delta.value === 0).toBe(/^0[.,]0$/.test(delta.text));
  });

  it('page 1 shows the chart of its verdict, and the pages do not repeat it', () => {
    const { document } = run(market, {}, AURORA);
    expect(document.summary.headline).toBe('change');
    const shown = document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'chart' ? [block.chart] : [])),
    );
    expect(shown).not.toContain('change');
    const world = run(worldData({ seed: 7 })).document;
    const headline = world.charts.find(({ id }) => id === world.summary.headline)!;
    expect(headline.findings).toContain(world.verdict.refs[0]);
  });

  it('a section close to the end of the scale is tested as log-odds and told in points that stay on it', () => {
    const { document } = run(ceilingMarket());
    const found = document.findings.filter(({ caveats }) => caveats.some((caveat) => caveat.includes('log-odds')));
    expect(found.some(({ grade }) => grade === 'supported')).toBe(true);
    for (const { interval } of found) if (interval) expect(interval[1] - interval[0]).toBeLessThan(20);
  });
});

describe('comparisons', () => {
  const change = (document: Document) =>
    document.findings.find(({ id }) => id === 'difference:UK Skincare 2025:Aurora:score');

  it('previous year equals the previous twelve months, and differs for three', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const previous = run(market, {}, { ...AURORA, period }).document;
    const year = run(market, { compare: 'previous-year' }, { ...AURORA, period }).document;
    expect(previous.scope.comparison).toBe('May 2026 – Jul 2026');
    expect(year.scope.comparison).toBe('Aug 2025 – Oct 2025');
    // The step of November lies before both windows of three months, and between those a year apart.
    expect(change(previous)!.grade).toBe('none');
    expect(change(year)!.estimate).toBeGreaterThan(3);
    expect(change(year)!.claim).toContain('against a year before');
  });

  it('an earlier round is the same market before: tested', () => {
    const { document } = run(market, { compare: 'project:UK Skincare 2023' }, AURORA);
    expect(document.scope.comparison).toBe('UK Skincare 2023, Nov 2023 – Oct 2024');
    expect(change(document)!.p).toBeLessThan(0.5);
    expect(change(document)!.estimate).toBeGreaterThan(3);
  });

  it('another market is a difference of levels: a fact, not a test', () => {
    const world = worldData({ seed: 7 });
    const { document, analysis } = run(
      world,
      { compare: 'project:Gulf Haircare' },
      { ...AURORA, projects: ['India Skincare Round 2'] },
    );
    expect(document.findings.filter(({ kind }) => kind === 'difference')).toEqual([]);
    const { peer, decomposition } = analysis.markets[0]!.subjects[0]!;
    if (decomposition.undefined !== null) throw new Error('undefined');
    expect(Math.abs(decomposition.total - peer.delta!)).toBeLessThan(1e-9);
  });

  it('itself is refused in its place', () => {
    const { document } = run(market, { compare: 'project:UK Skincare 2025' }, AURORA);
    expect(JSON.stringify(document.sections)).toContain('cannot be compared with itself');
  });

  it('overlapping windows are not tested', () => {
    const { document } = run(
      market,
      { compare: 'previous-year' },
      { ...AURORA, period: { kind: 'last', count: 24, unit: 'month' } },
    );
    expect(change(document)).toMatchObject({ grade: 'insufficient', caveats: ['the two windows overlap'] });
  });
});

describe('thin data', () => {
  it('drops what cannot be said and says so in its place', () => {
    const { document } = run(shortMarket(14));
    expect(supported(document)).toEqual([]);
    const missing = document.sections.flatMap(({ blocks }) => blocks).filter(({ type }) => type === 'missing');
    expect(missing.length).toBeGreaterThan(0);
    expect(document.title).toContain('too little history');
  });

  it('compares with nothing when there is nothing before', () => {
    const { document, analysis } = run(shortMarket(6));
    expect(analysis.markets[0]!.comparison.undefined).toMatch(/no scores in .* to compare with/);
    expect(document.kpis[0]!.delta).toBeNull();
  });

  it('ranks nobody against nobody', () => {
    const { document } = run(shortMarket(30, ['Aurora']));
    expect(document.verdict.text).toContain('first of one');
    expect(JSON.stringify(document.sections)).toContain('at least 2 brands');
  });

  it('makes no claims about metrics that are relative to rivals', () => {
    const { dataset, catalog } = smallDataset(
      [
        {
          project: 'Relative',
          start: '2023-01-01',
          periods: 40,
          brands: ['Aurora', 'Borealis', 'Cirrus'],
          metrics: ['A/P/x'],
          value: (brand, _metric, t) =>
            brand === 'Aurora' ? (t < 30 ? 0 : 100) : brand === 'Borealis' ? (t < 30 ? 100 : 0) : 40 + (t % 7),
        },
      ],
      ['Aurora'],
    );
    const { document, analysis } = run({ dataset, catalog });
    expect(analysis.markets[0]!.relativeMetrics).toHaveLength(1);
    expect(supported(document)).toEqual([]);
    expect(document.recommendations).toEqual([]);
    expect(document.method.map(({ heading }) => heading)).toContain('Relative metrics');
  });
});

describe('any market', () => {
  it.each([
    ['weekly', 130, '2024-01-01'],
    ['quarterly', 40, '2017-01-01'],
  ] as const)('of %s data, with names that hold digits and other scripts', (frequency, periods, start) => {
    const { dataset, catalog } = smallDataset(
      [
        {
          project: 'Japan 2024 "β"',
          frequency,
          start,
          periods,
          brands: ['7Seas', '花椿スキン', 'No. 4 & Sons'],
          metrics: ['Marketplace/Shop 24/Top 10 Share', 'Marketplace/Shop 24/Stock', 'Social/Feeds/3-day Reach'],
          value: (brand, metric, t) =>
            40 +
            5 * brand.length +
            (metric.length % 7) +
            3 * Math.sin(t * 1.7 + brand.length) +
            2 * Math.sin(t * metric.length),
        },
      ],
      ['7Seas', '花椿スキン'],
    );
    const { document } = run({ dataset, catalog }, { extent: 'comprehensive' });
    expect(document.scope.brands).toEqual(['7Seas', '花椿スキン']);
    expect(JSON.stringify(document.sections)).toContain(frequency === 'weekly' ? 'week' : 'quarter');
  });

  it('speaks its numbers in the reader’s locale', () => {
    const selection = select(market.catalog, AURORA);
    const [outcome] = runReports([dcScorePerformance], runDataOf(market, selection), {
      selection,
      options: {},
      seed: 1,
      locale: 'de-DE',
    });
    if (outcome?.status !== 'ready') throw new Error('not ready');
    expect(outcome.document.title).toMatch(/\d,\d points to \d\d,\d/);
  });
});
