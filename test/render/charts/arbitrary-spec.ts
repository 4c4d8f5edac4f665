/** Random chart specs: any number of marks, missing, equal, huge and tiny figures, names in any script and length. */
import fc from 'fast-check';
import type {
  Areas,
  Axis,
  ChartSpec,
  DotPlot,
  Emphasis,
  Heatmap,
  LineSeries,
  Lines,
  RankedBars,
  Scatter,
  SmallMultiples,
  Waterfall,
} from '../../../src/document/chart.ts';
import type { Grade } from '../../../src/domain/evidence.ts';
import { months } from './samples.ts';

const figure: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
  { weight: 3, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, 50, 1e-300, 5e-324, -1e-12, 1e15, -1e300, Number.MAX_VALUE) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);
const maybe = fc.option(figure, { freq: 5 });
const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[A-Z][a-z]{2,12}( [A-Z][a-z]{2,12})?$/) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '資生堂ジャパン株式会社',
      'हिन्दी',
      'العربية',
      '👩‍🔬 Lab',
      'W'.repeat(300),
      '\ud800',
      'a\u0000b',
    ),
  },
);
const emphasis: fc.Arbitrary<Emphasis> = fc.constantFrom('subject', 'own', 'context');
const section = fc.option(
  fc.constantFrom('Marketplace', 'Digital Spends', 'Organic Performance', 'Socialwatch', 'Voice'),
);
const grade: fc.Arbitrary<Grade | null> = fc.constantFrom('supported', 'suggestive', 'none', 'insufficient', null);
const axis: fc.Arbitrary<Axis> = fc.record({
  label: name,
  unit: fc.constantFrom('points', '%', '£', 'units'),
  min: fc.option(fc.double({ min: -100, max: 100, noNaN: true }), { freq: 2 }),
  max: fc.option(fc.double({ min: -100, max: 100, noNaN: true }), { freq: 2 }),
  decimals: fc.integer({ min: 0, max: 3 }),
});
const base = {
  id: fc.constant('random'),
  title: name,
  subtitle: name,
  alt: name,
  note: fc.option(name),
  findings: fc.constant([]),
  table: fc.constant(null),
};
const pair = fc.tuple(figure, figure).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

export const arbitraryBars: fc.Arbitrary<RankedBars> = fc.record({
  ...base,
  kind: fc.constant('ranked-bars' as const),
  axis,
  bars: fc.array(
    fc.record({
      label: name,
      value: maybe,
      valueText: fc.oneof(name, fc.constant('12.3')),
      interval: fc.option(pair, { freq: 1 }),
      delta: fc.option(
        fc.record({
          value: figure,
          text: fc.oneof(name, fc.constant('▲ +3.3')),
          better: fc.constantFrom(true, false, null),
          grade,
        }),
      ),
      emphasis,
      section,
    }),
    { maxLength: 40 },
  ),
  references: fc.array(fc.record({ label: name, value: figure }), { maxLength: 3 }),
});

const countOfPeriods = fc.oneof(fc.integer({ min: 1, max: 14 }), fc.constantFrom(0, 24, 60));

function seriesOf(count: number): fc.Arbitrary<LineSeries> {
  return fc.record({
    label: name,
    values: fc.oneof(
      fc.array(maybe, { minLength: count, maxLength: count }),
      figure.map((value) => Array.from({ length: count }, () => value)),
      fc.constant(Array.from({ length: count }, () => null)),
    ),
    emphasis,
    section,
    dashed: fc.boolean(),
    endLabel: name,
  });
}

const periodOf = (periods: readonly string[]) => fc.constantFrom(...periods, '1999-01-01');

export const arbitraryLines: fc.Arbitrary<Lines> = countOfPeriods.chain((count) => {
  const time = months(2021, 3, count);
  const values = fc.array(maybe, { minLength: count, maxLength: count });
  const moment = fc.record({ period: periodOf(time.periods), label: name });
  return fc.record({
    ...base,
    kind: fc.constant('lines' as const),
    axis,
    periods: fc.constant(time.periods),
    periodLabels: fc.constant(time.periodLabels),
    series: fc.array(seriesOf(count), { maxLength: 20 }),
    bands: fc.array(
      fc.record({
        label: name,
        low: values,
        high: values,
        series: fc.integer({ min: 0, max: 3 }),
        weight: fc.constantFrom('light' as const, 'medium' as const),
      }),
      { maxLength: 2 },
    ),
    shifts: fc.array(moment, { maxLength: 4 }),
    anomalies: fc.array(
      fc.record({ series: fc.integer({ min: 0, max: 3 }), period: periodOf(time.periods), label: name }),
      { maxLength: 6 },
    ),
    events: fc.array(moment, { maxLength: 6 }),
    window: fc.option(fc.record({ from: periodOf(time.periods), to: periodOf(time.periods), label: name })),
  });
});

export const arbitraryPanels: fc.Arbitrary<SmallMultiples> = countOfPeriods.chain((count) => {
  const time = months(2021, 3, count);
  return fc.record({
    ...base,
    kind: fc.constant('small-multiples' as const),
    axis,
    periods: fc.constant(time.periods),
    periodLabels: fc.constant(time.periodLabels),
    panels: fc.array(
      fc.record({
        title: name,
        subtitle: name,
        series: fc.array(seriesOf(count), { maxLength: 3 }),
        shifts: fc.array(fc.record({ period: periodOf(time.periods), label: name }), { maxLength: 2 }),
        anomalies: fc.array(
          fc.record({ series: fc.integer({ min: 0, max: 3 }), period: periodOf(time.periods), label: name }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 30 },
    ),
  });
});

export const arbitraryWaterfall: fc.Arbitrary<Waterfall> = fc.record({
  ...base,
  kind: fc.constant('waterfall' as const),
  axis,
  start: fc.record({ label: name, value: figure }),
  steps: fc.array(fc.record({ label: name, value: figure, valueText: fc.oneof(name, fc.constant('+1.2')), section }), {
    maxLength: 40,
  }),
  end: fc.record({ label: name, value: figure }),
});

export const arbitraryHeatmap: fc.Arbitrary<Heatmap> = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 24 }))
  .chain(([rows, columns]) =>
    fc.record({
      ...base,
      kind: fc.constant('heatmap' as const),
      rows: fc.array(fc.record({ label: name, emphasis }), { minLength: rows, maxLength: rows }),
      columns: fc.array(fc.record({ label: name, section }), { minLength: columns, maxLength: columns }),
      cells: fc.array(
        fc.array(fc.record({ value: maybe, text: fc.oneof(name, fc.constant('+1.2')), grade }), {
          minLength: columns,
          maxLength: columns,
        }),
        { minLength: rows, maxLength: rows },
      ),
      scale: fc.record({ label: name, min: figure, mid: fc.option(figure), max: figure }),
    }),
  );

export const arbitraryScatter: fc.Arbitrary<Scatter> = fc.record({
  ...base,
  kind: fc.constant('scatter' as const),
  x: axis,
  y: axis,
  points: fc.array(
    fc.record({
      x: figure,
      y: figure,
      interval: fc.option(pair, { freq: 1 }),
      label: fc.option(name),
      emphasis,
      section,
    }),
    { maxLength: 60 },
  ),
  line: fc.option(
    fc.record({
      label: name,
      section,
      points: fc.array(fc.record({ x: figure, y: figure, low: figure, high: figure }), { maxLength: 5 }),
    }),
  ),
});

export const arbitraryAreas: fc.Arbitrary<Areas> = fc.integer({ min: 0, max: 70 }).chain((count) => {
  const time = months(2021, 3, count);
  const [from, to] = [time.periods[3], time.periods.at(-1)];
  return fc.record({
    ...base,
    kind: fc.constant('areas' as const),
    axis,
    periods: fc.constant(time.periods),
    periodLabels: fc.constant(time.periodLabels),
    layers: fc.array(
      fc.record({
        label: name,
        values: fc.array(maybe, { minLength: count, maxLength: count }),
        emphasis,
        isRest: fc.boolean(),
        endLabel: name,
      }),
      { maxLength: 14 },
    ),
    window: fc.constantFrom(null, ...(from && to ? [{ from, to, label: 'window' }] : [])),
  });
});

export const arbitraryDotPlot: fc.Arbitrary<DotPlot> = fc.record({
  ...base,
  kind: fc.constant('dot-plot' as const),
  axis,
  rows: fc.array(
    fc.record({
      label: name,
      section,
      dots: fc.array(fc.record({ value: maybe, emphasis }), { maxLength: 30 }),
      middle: maybe,
      valueText: fc.oneof(name, fc.constant('65.1')),
    }),
    { maxLength: 40 },
  ),
});

export const ARBITRARY: Readonly<Record<ChartSpec['kind'], fc.Arbitrary<ChartSpec>>> = {
  'ranked-bars': arbitraryBars,
  scatter: arbitraryScatter,
  lines: arbitraryLines,
  'small-multiples': arbitraryPanels,
  waterfall: arbitraryWaterfall,
  heatmap: arbitraryHeatmap,
  'dot-plot': arbitraryDotPlot,
  areas: arbitraryAreas,
};
