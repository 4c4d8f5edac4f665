import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { COMMON_OPTIONS, type OptionSpec } from '../../src/reports/options.ts';
import type { SlackAnswers, SlackApi } from '../../src/slack/api.ts';
import { findViolations, LIMITS } from '../../src/slack/limits.ts';
import {
  type BuilderState,
  EMPTY_STATE,
  metadataOf,
  stateOfParsed,
  stateOfRequest,
  stateOfView,
  TO_ME,
  valueOfName,
} from '../../src/slack/modals/builder-state.ts';
import { builderView, estimateLine } from '../../src/slack/modals/builder-view.ts';
import { parseRequest } from '../../src/slack/parse/parse-request.ts';
import { createVocabulary } from '../../src/slack/parse/vocabulary.ts';
import { bigCatalog, catalog, reports } from './market.ts';
import { runOf } from './runs.ts';

const vocabulary = createVocabulary(reports, catalog);

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom('x'.repeat(400), '<!channel>', '@everyone', '"', '\\'.repeat(200), '😀'.repeat(120), 'a\nb'),
);
const question = fc.record({
  text: nasty,
  reason: fc.option(nasty, { nil: null }),
  choices: fc.array(fc.record({ kind: fc.constantFrom('brand', 'project', 'report', 'market'), value: nasty }), {
    maxLength: 6,
  }),
});
const state: fc.Arbitrary<BuilderState> = fc.record({
  report: fc.constantFrom(null, 'dc-score-performance', 'revenue-impact', 'gone'),
  also: fc.array(nasty, { maxLength: 5 }),
  projects: fc.uniqueArray(nasty, { maxLength: 30 }),
  brands: fc.uniqueArray(nasty, { maxLength: 120 }),
  roles: fc.uniqueArray(fc.constantFrom('own', 'competitor', 'all'), { maxLength: 1 }),
  period: fc.oneof(nasty, fc.constantFrom('', 'last 12 months', 'Q3 2025')),
  options: fc.dictionary(
    fc.constantFrom('depth', 'horizon', 'compare', 'note', 'target', 'charts'),
    fc.oneof(nasty, fc.integer(), fc.boolean()),
  ),
  formats: fc.uniqueArray(fc.constantFrom('pdf', 'png', 'csv', 'xlsx'), { maxLength: 4 }),
  conversation: fc.constantFrom(null, 'C1', TO_ME),
  seed: fc.nat(),
  line: fc.oneof(nasty, fc.constant('word '.repeat(900))),
  questions: fc.array(question, { maxLength: 12 }),
  version: fc.nat(99),
});

describe('the report builder’s view', () => {
  it('keeps within the limits whatever it holds', () => {
    fc.assert(
      fc.property(state, (each) => {
        expect(findViolations({ view: builderView(each, vocabulary) })).toEqual([]);
        expect(metadataOf(each).length).toBeLessThanOrEqual(LIMITS.privateMetadata);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps within the limits with 10,000 brands, 40 reports and 60 options', () => {
    const options: OptionSpec[] = [
      ...COMMON_OPTIONS,
      ...Array.from(
        { length: 60 },
        (_, i): OptionSpec => ({
          type: 'flag',
          name: `flag-${i}`,
          label: `Flag ${i}`,
          help: 'x'.repeat(300),
          initial: false,
        }),
      ),
    ];
    const many = Array.from({ length: 40 }, (_, i) => ({
      ...(reports[0] as (typeof reports)[0]),
      id: `report-${i}`,
      title: `Report ${i} ${'long '.repeat(30)}`,
      options,
    }));
    const big = createVocabulary(many, bigCatalog(10_000));
    const view = builderView({ ...EMPTY_STATE, report: 'report-7' }, big);
    expect(findViolations({ view })).toEqual([]);
    expect(estimateLine({ ...EMPTY_STATE, report: 'report-7' }, big)).toContain('of 10004 brands');
  });

  it('says how long the report usually takes, only when it was run before', () => {
    const state = { ...EMPTY_STATE, report: 'dc-score-performance' };
    const line = (ms: number) => estimateLine(state, vocabulary, new Map([['dc-score-performance', ms]]));
    expect(line(420)).toMatch(/ · usually takes under a second$/);
    expect(line(5_700)).toMatch(/ · usually takes 6 s$/);
    expect(line(150_000)).toMatch(/ · usually takes 3 min$/);
    expect(estimateLine(state, vocabulary)).not.toContain('usually');
    const several = { ...state, also: ['revenue-impact'] };
    expect(estimateLine(several, vocabulary, new Map([['dc-score-performance', 5_700]]))).not.toContain('usually');
  });

  it('names brands, periods and the size of what is read', () => {
    expect(
      estimateLine(
        { ...EMPTY_STATE, report: 'dc-score-performance', projects: ['IN-Skincare'], period: 'last 6 months' },
        vocabulary,
      ),
    ).toBe('Covers 2 of 4 brands in 1 market, 6 months · about 768 scores to read');
    const rounds = { ...EMPTY_STATE, report: 'dc-score-performance', projects: ['IN-Skincare', 'IN-Skincare-2024'] };
    expect(estimateLine(rounds, vocabulary)).toMatch(
      /^Covers 2 of 4 brands in 1 market, .* · IN-Skincare-2024 and IN-Skincare are rounds of one market and count as IN-Skincare$/,
    );
    expect(estimateLine({ ...EMPTY_STATE, brands: ['Nobody'] }, vocabulary)).toContain('Needs brand');
    expect(estimateLine({ ...EMPTY_STATE, period: 'whenever' }, vocabulary)).toContain('cannot be read');
  });

  /** What Slack would send back for an untouched form. */
  const untouched = (view: ReturnType<typeof builderView>) => ({
    private_metadata: view.private_metadata ?? '',
    state: {
      values: Object.fromEntries(
        view.blocks.flatMap((block) => {
          if (block.type !== 'input') return [];
          const { action_id, initial_option, initial_options, initial_value, initial_conversation } = block.element;
          const input = {
            selected_option: initial_option ?? null,
            selected_options: initial_options ?? [],
            value: initial_value ?? null,
            selected_conversation: initial_conversation ?? null,
          };
          return [[block.block_id, { [String(action_id)]: input }]];
        }),
      ),
    },
  });

  it('offers the direct message with the app, where the command was typed in one or the line says so', () => {
    const inDirectMessage = stateOfRequest(runOf().request, 'D1');
    const line = 'dc-score-performance Borealsi to me';
    const said = stateOfParsed(parseRequest(line, vocabulary), line, 'C1');
    for (const state of [inDirectMessage, said]) {
      const view = builderView(state, vocabulary);
      expect(JSON.stringify(view)).not.toContain('initial_conversation');
      expect(stateOfView(untouched(view), vocabulary).conversation).toBe(TO_ME);
    }
  });

  it('reads back what it shows', () => {
    const wanted = stateOfRequest(
      {
        ...runOf().request,
        reports: ['revenue-impact', 'dc-score-performance'],
        options: { compare: 'project:UK-Skincare', depth: 'basic', horizon: 6, note: 'for the board' },
        formats: ['pdf', 'png', 'xlsx'],
        seed: 7,
      },
      'C1',
    );
    const read = stateOfView(untouched(builderView(wanted, vocabulary)), vocabulary);
    expect(read).toMatchObject({ ...wanted, options: expect.anything() });
    expect(read.options).toMatchObject({
      compare: 'project:UK-Skincare',
      depth: 'basic',
      horizon: '6',
      note: 'for the board',
    });
  });

  it('keeps names that are longer than Slack’s values', () => {
    const long = `Brand ${'z'.repeat(200)}`;
    const wide = createVocabulary(reports, {
      ...catalog,
      brands: [...catalog.brands, { brand: long, category: 'x', role: 'own' }],
    });
    expect(valueOfName(long).length).toBeLessThanOrEqual(LIMITS.optionValue);
    const view = builderView({ ...EMPTY_STATE, brands: [long] }, wide);
    expect(stateOfView(untouched(view), wide).brands).toEqual([long]);
  });

  it('shows the line and each open word', () => {
    const line = 'dc-score-performance Borealsi simple frobnicate';
    const view = builderView(stateOfParsed(parseRequest(line, vocabulary), line, 'C1'), vocabulary);
    const text = JSON.stringify(view.blocks);
    expect(text).toContain(`You typed: ${line}`);
    for (const word of ['Borealsi', 'simple', 'frobnicate']) expect(text).toContain(`“${word}”`);
  });
});

describe('types', () => {
  it('each method answers with its own type', () => {
    expectTypeOf<SlackApi['call']>().parameter(0).toEqualTypeOf<keyof SlackAnswers>();
    expectTypeOf<Awaited<ReturnType<typeof open>>>().toEqualTypeOf<SlackAnswers['views.open']>();
    const open = (api: SlackApi) => api.call('views.open', {}, 'interactive');
    // @ts-expect-error unknown methods do not compile
    const wrong = (api: SlackApi) => api.call('files.upload', {}, 'interactive');
    expect(typeof open).toBe('function');
    expect(typeof wrong).toBe('function');
  });
});
