import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { createRng } from '../../src/domain/rng.ts';
import type { SectionAnalysis } from '../../src/reports/dc-score/sectional-deep-dive/analysis.ts';
import { sectionalDeepDive } from '../../src/reports/dc-score/sectional-deep-dive.ts';
import { expectAdds } from '../support/expect-adds.ts';
import { pages, shown, supported } from '../support/read-document.ts';
import { AURORA, type Run, runsOf } from '../support/report-runs.ts';
import { smallDataset } from '../support/small-dataset.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket, improvingMarket, STEP_AT, shortMarket } from './golden-market.ts';

const { run } = runsOf(sectionalDeepDive);
const market = goldenMarket();
/** Two metrics that others improved on year after year: something to gain. */
const improving = improvingMarket();

/** Ten brands over five years in which the changes of `from` come `lag` months before those of `to`. */
function leadingMarket(effect: number, lag = 2, brands = 10) {
  const names = Array.from({ length: brands }, (_, i) => `Brand ${String.fromCharCode(65 + i)}`);
  const paths = new Map<string, number[]>(
    names.flatMap((brand) => {
      const rng = createRng(21).fork(brand);
      const noise = (): number[] => {
        const path: number[] = [];
        for (let t = 0; t < 66; t++) path.push(0.5 * (path[t - 1] ?? 0) + rng.normal());
        return path;
      };
      const [lead, other, own] = [noise(), noise(), noise()];
      const follow = own.map((value, t) => value + effect * (lead[t - lag] ?? 0));
      return [
        [`${brand} Marketplace`, lead],
        [`${brand} Socialwatch`, follow],
        [`${brand} Organic`, other],
      ] as const;
    }),
  );
  return smallDataset(
    [
      {
        project: 'Leads',
        start: '2021-05-01',
        periods: 60,
        brands: names,
        metrics: ['Marketplace/P/x', 'Socialwatch/Q/y', 'Organic/R/z'],
        value: (brand, metric, t) => 55 + 2 * paths.get(`${brand} ${metric.split('/')[0]}`)![t + 6]!,
      },
    ],
    names.slice(0, 1),
  );
}

describe('dots', () => {
  it('stand beside the heatmap for several brands of a market, ours named, one row a section', () => {
    const { document, analysis } = run(market);
    const facts = analysis.markets[0]!;
    const dots = document.charts.find(({ id }) => id === 'section-dots')!;
    if (dots.kind !== 'dot-plot') throw new Error(dots.kind);
    expect(dots.rows.map(({ label }) => label)).toEqual(facts.sections);
    for (const row of dots.rows)
      expect(row.dots.flatMap(({ label }) => label ?? []).sort()).toEqual(['Aurora', 'Borealis']);
    dots.rows.forEach((row, s) => {
      expect(row.dots.map(({ value }) => value)).toEqual(facts.sectionScores.map((scores) => scores[s]));
    });
    expect(shown(document, 'chart')).toEqual(expect.arrayContaining(['sections', 'section-dots']));
    // One brand alone has dots in the place of the heatmap.
    expect(run(market, {}, AURORA).document.charts.map(({ id }) => id)).not.toContain('section-dots');
  });
});

describe('arithmetic', () => {
  const world = worldData({ seed: 7 });
  const { analysis, document } = run(world);

  it('what sections carry adds up to the lead over the peers, and shares of the ups and downs to 100 %', () => {
    expect(analysis.markets).toHaveLength(2);
    analysis.markets.forEach((facts, i) => {
      facts.subjects.forEach((subject, s) => {
        const profile = analysis.sectionMarkets[i]!.profiles[s]!;
        expect(profile.brand).toBe(subject.brand);
        const carried = profile.sections.reduce((sum, { carry }) => sum + carry!, 0);
        expect(carried).toBeCloseTo(profile.lead!, 9);
        for (const { carry, platforms } of profile.sections)
          expect(platforms.reduce((sum, part) => sum + part.carry, 0)).toBeCloseTo(carry!, 9);
        const shares = profile.sections.reduce((sum, { varianceShare }) => sum + varianceShare!, 0);
        expect(shares).toBeCloseTo(1, 9);
      });
    });
  });

  it('opportunity is the sum of its metrics’ gaps × weights, and never more within a year than in all', () => {
    for (const { profiles } of analysis.sectionMarkets)
      for (const { sections } of profiles)
        for (const { opportunity } of sections) {
          if (!opportunity) continue;
          expect(opportunity.withinYear ?? 0).toBeLessThanOrEqual(opportunity.points + 1e-9);
        }
    const own = analysis.markets[0]!.subjects[0]!;
    const all = analysis.sectionMarkets[0]!.profiles[0]!.sections.reduce(
      (sum, { opportunity }) => sum + (opportunity?.points ?? 0),
      0,
    );
    expect(own.headroomPoints).toBeLessThanOrEqual(all + 1e-9);
  });

  it('parallel markets and joined rounds both come through, and every figure is backed', () => {
    expect(analysis.markets.map(({ rounds }) => rounds.length)).toEqual([2, 1]);
    expect(document.charts.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['carry-india', 'carry-gulf', 'section-paths-india', 'leads-gulf', 'opportunities']),
    );
  });

  it('finds the planted facts of the demo world in their sections, and the decoy as a movement only', () => {
    const found = supported(document);
    for (const fact of world.truth.facts) {
      if (!['anomalies', 'level-shifts'].includes(fact.kind)) continue;
      expect(found.map(({ subject, predictor, period }) => [subject.brand, predictor?.section, period])).toContainEqual(
        [fact.brand, fact.section, fact.periods![0]],
      );
    }
    const trends = found.filter(({ id }) => id.startsWith('movement:'));
    expect(trends.some(({ predictor }) => predictor?.section === 'Socialwatch')).toBe(true);
    expect(trends.some(({ subject }) => subject.brand === 'Cirrus')).toBe(true);
    expect(found.filter(({ kind }) => kind === 'association')).toEqual([]);
  });
});

describe('planted facts of a small market', () => {
  it('a step of one section: found with its section and period, told once, carried to the verdict', () => {
    const { document, analysis } = run(market, {}, AURORA);
    const step = supported(document).find(({ id }) => id.startsWith('level-shift:'))!;
    expect(step.predictor?.section).toBe('Marketplace');
    expect(step.period).toBe(analysis.markets[0]!.periods[STEP_AT]);
    expect(document.verdict.refs).toContain(supported(document)[0]!.id);
    expect(document.title).toMatch(/carries Aurora|drags/);
  });

  it('a section that leads another: found with direction, lag and size, and nothing else', () => {
    const { document } = run(leadingMarket(0.8));
    const leads = supported(document).filter(
      ({ kind, subject }) => kind === 'association' && subject.brand === undefined,
    );
    expect(leads.map(({ id }) => id)).toEqual(['lead:Leads:Marketplace > Socialwatch']);
    expect(leads[0]!.lag).toBe(2);
    expect(Math.abs(leads[0]!.estimate! - 0.8)).toBeLessThan(0.15);
    expect(leads[0]!.interval![0]).toBeLessThan(0.8);
    expect(leads[0]!.interval![1]).toBeGreaterThan(0.8);
    expect(leads[0]!.claim).toContain('is followed 2 months later');
    expect(document.charts.find(({ id }) => id === 'leads')!.title).toBe('Marketplace leads Socialwatch');
    expect(document.verdict.text).toContain('Marketplace leads Socialwatch by 2 months');
    expect(document.summary.headline).toBe('leads');
    expect(JSON.stringify(document.sections)).toMatch(
      /Without any one brand the effect lies between \+0\.[67]\d and \+0\.[789]\d/,
    );
  });

  it('a shock that the whole market shares leads nothing', () => {
    const { dataset, catalog } = leadingMarket(0);
    const [cube] = dataset.scores;
    const span = cube!.periods.length;
    // Every section of every brand dips for two months, the second half as deep.
    const values = cube!.values.map((value, at) => value - (at % span === 30 ? 8 : at % span === 31 ? 4 : 0));
    const { document } = run({ dataset: { ...dataset, scores: [{ ...cube!, values }] }, catalog });
    expect(supported(document).filter(({ kind }) => kind === 'association')).toEqual([]);
  });

  it('a section is never tested against the score that it is part of, nor against its own metrics', () => {
    const shared = smallDataset(
      [
        {
          project: 'Twins',
          start: '2021-01-01',
          periods: 48,
          brands: ['Aurora', 'Borealis', 'Cirrus', 'Dune'],
          metrics: ['A/P/x', 'B/P/x'],
          value: (brand, _metric, t) => 50 + 5 * Math.sin(t * (1 + brand.length / 7)) + brand.length,
        },
      ],
      ['Aurora'],
    );
    const { document } = run(shared);
    expect(document.findings.filter(({ kind, p }) => kind === 'association' && p !== null)).toEqual([]);
    expect(document.findings.some(({ subject }) => subject.outcome === 'DC score')).toBe(false);
  });

  it('groups of brands only where there are some', () => {
    const grouped = smallDataset(
      [
        {
          project: 'Groups',
          start: '2024-01-01',
          periods: 24,
          brands: Array.from({ length: 12 }, (_, i) => `Brand ${String.fromCharCode(65 + i)}`),
          metrics: ['A/P/x', 'B/Q/y', 'C/R/z'],
          value: (brand, metric, t) => {
            const group = brand.charCodeAt(6) % 3;
            const jitter = createRng(3).fork(`${brand}${metric}${t}`).normal();
            return 40 + ('ABC'.indexOf(metric[0]!) === group ? 30 : 0) + 2 * jitter;
          },
        },
      ],
      ['Brand A'],
    );
    const { document } = run(grouped);
    const groups = document.findings.find(({ id }) => id === 'segments:Groups')!;
    expect([groups.grade, groups.parts!.groups]).toEqual(['supported', 3]);
    expect(document.tables.find(({ id }) => id === 'groups')!.rows).toHaveLength(3);
    const cloud = run(leadingMarket(0)).document;
    expect(cloud.findings.find(({ id }) => id === 'segments:Leads')!.grade).toBe('none');
    expect(cloud.tables.some(({ id }) => id === 'groups')).toBe(false);
  });
});

describe('noise', () => {
  // Seeds chosen before the first run; bench/section-report-worlds.ts measures the rate on 100 worlds.
  it.each([11, 12, 13])('claims nothing (world --without all --seed %i)', (seed) => {
    const { document } = run(worldData({ seed, without: ['all'] }));
    expect(supported(document)).toEqual([]);
    expect(document.verdict.text).toMatch(/no section moved beyond noise\.$/);
  });
});

describe('what depth and extent add', () => {
  type Asked = Run<SectionAnalysis>;
  const sections = ({ document }: Asked, id: string): boolean => pages(document).includes(id);
  const tested = ({ document }: Asked, start: string): boolean =>
    document.findings.some(({ id, grade }) => grade !== null && id.startsWith(start));
  const shows = ({ document }: Asked, table: string): boolean => shown(document).includes(table);
  const profile = ({ analysis }: Asked) => analysis.sectionMarkets[0]!.profiles[0]!;
  /** How each phrase shows in a run. A phrase without an entry fails the test. */
  const SEEN: Readonly<Record<string, (each: Asked) => boolean>> = {
    'section scores': ({ analysis }) => analysis.markets[0]!.subjects[0]!.sections.every(({ score }) => score !== null),
    'what each section carries': (each) => profile(each).sections.every(({ carry }) => carry !== null),
    'platforms and metrics': (each) => profile(each).sections.every(({ platforms }) => platforms.length > 0),
    'changes of sections with their tests': (each) => tested(each, 'section-changes:') || tested(each, 'difference:'),
    trends: (each) => tested(each, 'movement:') || tested(each, 'section-trends:'),
    'lasting steps and odd periods of sections': (each) => tested(each, 'level-shift:') && tested(each, 'anomaly:'),
    'shares of the ups and downs': (each) => profile(each).variance !== null,
    'opportunities and actions': (each) => profile(each).sections.some(({ opportunity }) => opportunity !== null),
    'groups of brands': (each) => tested(each, 'segments:'),
    'which section leads which': (each) => tested(each, 'leads:') || tested(each, 'lead:'),
    'real changes down to platform and metric': ({ document }) =>
      document.findings.some(({ kind, predictor }) => kind === 'difference' && predictor?.metric !== undefined),
    'page 1': ({ document }) => document.verdict.text !== '' && document.kpis.length > 0,
    'what carries and drags': (each) => sections(each, 'carry') || each.document.summary.headline === 'carry',
    'movement of the sections': (each) => sections(each, 'movement'),
    'section scores of all brands': (each) => sections(each, 'levels'),
    'steps and odd periods': (each) => sections(each, 'events'),
    'leads between sections': (each) => sections(each, 'leads'),
    'where the ups and downs come from': (each) => sections(each, 'variance'),
    'opportunities by section': (each) => sections(each, 'opportunities'),
    'best and worst parts': (each) => shows(each, 'best-and-worst'),
    'all platforms': (each) => shows(each, 'all-platforms'),
    'full section histories': (each) => shows(each, 'section-paths'),
    'groups in figures': (each) => shows(each, 'groups'),
    'up to five actions': ({ document }) => document.recommendations.length > 3,
  };
  const eight = leadingMarket(0, 2, 9);

  it.each([
    ['depth', ['basic', 'standard', 'detailed']],
    ['extent', ['summary', 'standard', 'comprehensive']],
  ] as const)('%s: exactly what it says', (option, levels) => {
    const runs = levels.map((level) => [market, improving, eight].map((data) => run(data, { [option]: level })));
    expectAdds(sectionalDeepDive.adds[option], levels, runs, SEEN);
  });

  it('style, confidence and charts change what they say they do', () => {
    const professional = run(market).document;
    const simple = run(market, { style: 'simple' }).document;
    const executive = run(market, { style: 'executive' }).document;
    const spoken = (document: Document): string => JSON.stringify([document.verdict, document.sections, document.kpis]);
    expect(spoken(simple)).not.toMatch(/\bq [=<]|\bp [=<]|noise|regression|n = /);
    expect(spoken(executive).length).toBeLessThan(spoken(professional).length);
    expect(professional.tables.map(({ id }) => id)).toContain('tests');
    expect(executive.tables.map(({ id }) => id)).not.toContain('tests');
    const narrow = run(market, { confidence: 0.9 }).document;
    const grades = (document: Document) => document.findings.map(({ id, grade, q }) => ({ id, grade, q }));
    expect(grades(narrow)).toEqual(grades(professional));
    const without = run(market, { charts: false }).document;
    expect(without.charts).toEqual([]);
    expect(without.tables.map(({ id }) => id)).toEqual(
      expect.arrayContaining(professional.charts.map(({ table }) => table)),
    );
  });

  it('compares with a year before, and with another market as a fact', () => {
    const year = run(
      market,
      { compare: 'previous-year' },
      { ...AURORA, period: { kind: 'last', count: 3, unit: 'month' } },
    );
    expect(year.document.scope.comparison).toBe('Aug 2025 – Oct 2025');
    const world = worldData({ seed: 7 });
    const other = run(world, { compare: 'project:Gulf Haircare' }, { ...AURORA, projects: ['India Skincare Round 2'] });
    expect(tested(other, 'section-changes:')).toBe(false);
  });
});

describe('thin data', () => {
  const missing = ({ document }: { document: Document }): string =>
    JSON.stringify(document.sections.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'missing')));

  it('says in its place what cannot be said', () => {
    const short = run(shortMarket(14));
    expect(supported(short.document)).toEqual([]);
    expect(short.document.verdict.text).toContain('too little history');
    for (const need of ['to test the sections for movement', '8 brands', '24 periods', 'past year-on-year changes'])
      expect(missing(short)).toContain(need);
    const shorter = run(shortMarket(5));
    expect(missing(shorter)).toContain('12 periods in which every section has a score');
  });

  it('a brand alone has nothing to be carried against', () => {
    const alone = run(shortMarket(30, ['Aurora']));
    expect(missing(alone)).toContain('a second brand');
    expect(alone.document.title).toMatch(/^Aurora’s sections lie between/);
  });
});
