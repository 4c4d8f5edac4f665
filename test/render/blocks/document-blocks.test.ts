import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/document/document.ts';
import {
  type BlockOptions,
  type ChartForm,
  documentBlocks,
  topFindings,
} from '../../../src/render/blocks/document-blocks.ts';
import { healthBlocks } from '../../../src/render/blocks/health-blocks.ts';
import { clip, escapeMrkdwn } from '../../../src/render/blocks/mrkdwn.ts';
import { nativeChart, nativeTable } from '../../../src/render/blocks/native-chart.ts';
import { blocksSize, findViolations, LIMITS } from '../../../src/slack/limits.ts';
import { sampleDocument, sampleStamp, severalBrandsDocument } from '../../support/sample-document.ts';
import { dotPlot } from '../charts/samples.ts';

const base: BlockOptions = { charts: 'native', images: [], pageUrl: null, actions: true };
const FORMS: readonly ChartForm[] = ['images', 'native', 'table', 'text', 'none'];
const images = sampleDocument.charts.map((chart, i) => ({ chart: chart.id, fileId: `F0000000${i}` }));

const textOf = (block: unknown): string => (block as { text?: { text?: string } }).text?.text ?? '';

describe('documentBlocks', () => {
  it('opens with the bold verdict, then the KPIs on one line', () => {
    const { blocks } = documentBlocks(sampleDocument, sampleStamp, base);
    const [verdict, kpis] = textOf(blocks[0]).split('\n');
    expect(verdict).toBe(`*${sampleDocument.verdict.text}*`);
    // No line ends between an arrow, a sign and its figure.
    expect(kpis).toContain('DC score *65.1* ▲\u00a0+3.3 (p\u00a0=\u00a0.004)');
    expect(kpis).toContain(' · Rank in peer set *2 of 12* ▲\u00a0+2');
    expect(kpis).toContain('Coverage *97 %* ▼\u00a0−1 pp');
  });

  it('shows at most five findings as single lines with their marks, never suggestive ones, never the verdict again', () => {
    const { blocks } = documentBlocks(sampleDocument, sampleStamp, base);
    const lines = textOf(blocks[1]).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThanOrEqual(5);
    for (const line of lines) expect(line).toMatch(/^[●·] \S/);
    expect(lines.join()).not.toContain('Socialwatch drifts');
    expect(lines.join()).not.toContain('rose 3.3 points to 65.1');
    expect(lines[0]).toMatch(/^●/);
    // The marks are said in words right below.
    expect(JSON.stringify(blocks[2])).toContain('● supported: more than chance would explain');
    expect(JSON.stringify(blocks[2])).not.toContain('◐');
  });

  it('has at most 12 lines before the chart', () => {
    for (const document of [sampleDocument, severalBrandsDocument]) {
      const { blocks } = documentBlocks(document, sampleStamp, { ...base, charts: 'images', images });
      const before = blocks.slice(
        0,
        blocks.findIndex((block) => block.type === 'image'),
      );
      expect(before.map(textOf).join('\n').split('\n').length).toBeLessThanOrEqual(12);
    }
  });

  it('shows two uploaded charts with their alternative texts', () => {
    const { blocks } = documentBlocks(sampleDocument, sampleStamp, { ...base, charts: 'images', images });
    const shown = blocks.filter((block) => block.type === 'image');
    expect(shown.map((block) => block.slack_file.id)).toEqual(['F00000000', 'F00000001']);
    expect(shown.map((block) => block.alt_text)).toEqual(
      sampleDocument.charts.slice(0, 2).map((chart) => `${chart.title}. ${chart.alt}`),
    );
  });

  it('ends with buttons that carry the run id, and with scope, data-as-of and run id', () => {
    const { blocks, text } = documentBlocks(sampleDocument, sampleStamp, {
      ...base,
      pageUrl: 'https://dc.example/r/1',
    });
    const actions = blocks.find((block) => block.type === 'actions');
    expect(actions?.elements.map((button) => button.text.text)).toEqual([
      'Other brands',
      'Other period',
      'Data (CSV)',
      'Method & data health',
      'Full report',
    ]);
    for (const button of actions?.elements ?? []) expect(button.value).toBe(sampleStamp.runId);
    const last = blocks.at(-1);
    expect(last?.type).toBe('context');
    expect(JSON.stringify(last)).toContain('Aurora · IN-Skincare · Nov 2025 – Oct 2026 vs previous 12 months');
    expect(JSON.stringify(last)).toContain(`data as of 31 Oct 2026 · run ${sampleStamp.runId.slice(0, 8)}`);
    expect(text).toContain(sampleDocument.verdict.text);
  });

  it('leaves the buttons out where nobody would listen', () => {
    const { blocks } = documentBlocks(sampleDocument, sampleStamp, { ...base, actions: false });
    expect(blocks.some((block) => block.type === 'actions')).toBe(false);
  });

  it('falls from chart to table to text', () => {
    const kinds = (charts: ChartForm) =>
      documentBlocks(sampleDocument, sampleStamp, { ...base, charts }).blocks.map((block) => block.type);
    expect(kinds('native')).toContain('data_visualization');
    expect(kinds('table')).toContain('table');
    expect(kinds('table')).not.toContain('data_visualization');
    expect(kinds('text').filter((kind) => kind === 'section')).toHaveLength(3);
    expect(kinds('none').filter((kind) => kind === 'section')).toHaveLength(2);
  });

  it('a dot plot becomes bars of its one subject beside the middle of the others; of several subjects, a table', () => {
    const block = nativeChart(dotPlot)!;
    expect(block.chart.type).toBe('bar');
    expect(block.chart.axis_config.categories).toEqual(dotPlot.rows.map(({ label }) => label));
    expect(block.chart.series.map(({ data }) => data.map(({ value }) => value))).toEqual([
      [71.2, 60.4, 55, 41.3],
      [58, 60, 56, 57],
    ]);
    const alone = { ...dotPlot, rows: dotPlot.rows.map((row) => ({ ...row, middle: null })) };
    expect(nativeChart(alone)!.chart.series).toHaveLength(1);
    const [first, ...rest] = dotPlot.rows;
    const twice = { ...first!, dots: [...first!.dots, { value: 50, emphasis: 'subject' as const }] };
    expect(nativeChart({ ...dotPlot, rows: [twice, ...rest] })).toBeNull();
  });

  it('puts drivers, risks and actions into the thread', () => {
    const { thread } = documentBlocks(sampleDocument, sampleStamp, base);
    const said = JSON.stringify(thread);
    expect(said).toContain('Buy-box share up 11 pp');
    expect(said).toContain('Zephyr still leads');
    expect(said).toContain('Close the content gap on Platform 3');
  });

  it('says the same of two brands at most, and claims whole or not at all', () => {
    const [first] = sampleDocument.findings.filter(({ grade }) => grade === 'supported');
    const told = (...findings: readonly { readonly claim: string; readonly measure: string }[]) =>
      topFindings({
        ...sampleDocument,
        verdict: { text: 'Revenue follows.', refs: [] },
        findings: findings.map((each, i) => ({ ...first!, id: `finding-${i}`, ...each })),
        insights: findings.map((_, i) => ({ finding: `finding-${i}`, also: [], weight: 1 })),
      }).map(({ claim }) => claim);
    const alike = ['Aurora', 'Borealis', 'Cirrus', 'Dune'].map((brand) => ({
      claim: `A point of ${brand} is followed by more revenue.`,
      measure: 'revenue per point',
    }));
    const other = { claim: 'Knowing the score helps a forecast.', measure: 'forecast gain' };
    expect(told(...alike, other)).toEqual([alike[0]!.claim, alike[1]!.claim, other.claim]);
    // Eight lines of a desktop hold two such claims, and then a short one.
    const long = (name: string) => ({ claim: `${name} ${'and so on '.repeat(22)}; never that high.`, measure: name });
    const shown = told(long('one'), long('two'), long('three'), other);
    expect(shown).toEqual([long('one').claim, long('two').claim, other.claim]);
    const { blocks } = documentBlocks(
      {
        ...sampleDocument,
        verdict: { text: 'Revenue follows.', refs: [] },
        findings: [{ ...first!, id: 'long', ...long('one') }],
        insights: [{ finding: 'long', also: [], weight: 1 }],
      },
      sampleStamp,
      base,
    );
    expect(textOf(blocks[1])).toMatch(/never that high\.$/);
  });

  it('tells a story once: not by another finding, not by a fact that rests on it', () => {
    const [first] = sampleDocument.findings;
    const each = (id: string, grade: 'supported' | null) => ({ ...first!, id, claim: id, measure: id, grade });
    const document: Document = {
      ...sampleDocument,
      verdict: { text: 'Said.', refs: ['said'] },
      findings: [
        each('said', 'supported'),
        each('part of what is said', null),
        each('weaker', 'supported'),
        each('section', 'supported'),
        each('its platform', 'supported'),
        each('its what-if', null),
        each('another fact', null),
      ],
      insights: [
        { finding: 'said', also: ['part of what is said'], weight: 9 },
        { finding: 'section', also: ['its platform', 'its what-if'], weight: 5 },
        { finding: 'weaker', also: [], weight: 2 },
      ],
    };
    expect(topFindings(document).map(({ id }) => id)).toEqual(['section', 'weaker', 'another fact']);
  });

  it('keeps a figure and its unit on one line', () => {
    const { blocks } = documentBlocks(
      { ...sampleDocument, verdict: { text: '2.59\u00a0% more\n revenue', refs: [] } },
      sampleStamp,
      base,
    );
    expect(textOf(blocks[0])).toMatch(/^\*2\.59\u00a0% more revenue\*/);
  });

  it('without supported findings or facts says what was looked for', () => {
    const quiet: Document = {
      ...sampleDocument,
      verdict: { text: 'Nothing moved beyond noise.', refs: [] },
      findings: sampleDocument.findings.map((finding) => ({ ...finding, kind: 'movement', grade: 'none' })),
    };
    expect(topFindings(quiet)).toHaveLength(2);
    expect(textOf(documentBlocks(quiet, sampleStamp, base).blocks[1])).toMatch(/^○/);
  });
});

describe('healthBlocks', () => {
  it('says first how far to trust the report, and keeps formulas for the end', () => {
    const texts = healthBlocks(sampleDocument).map(textOf);
    expect(texts[0]).toMatch(/^\*Data health: \d+ of 100\*\ndata as of \d+ [A-Z][a-z]+ \d{4}/);
    expect(texts.join('\n')).not.toMatch(/\d{4}-\d\d-\d\d/);
    const at = (heading: string) => texts.findIndex((text) => text.startsWith(`*${heading}*`));
    expect(at('How data health is measured')).toBeGreaterThan(at('Definitions'));
    for (const { formula } of sampleDocument.dataHealth.dimensions) expect(texts.join('\n')).toContain(formula);
  });
});

/** Replaces every string of a document (ids and enumerations excepted) by something hostile. */
function infest(document: Document, texts: readonly string[]): Document {
  let at = 0;
  const keep = new Set([
    'id',
    'kind',
    'type',
    'grade',
    'chart',
    'table',
    'show',
    'schema',
    'headline',
    'refs',
    'emphasis',
    'width',
    'effort',
  ]);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return keep.has(key) ? value : (texts[at++ % texts.length] ?? value);
    if (Array.isArray(value)) return keep.has(key) ? value : value.map((each) => walk(each, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
    return value;
  };
  return walk(document, '') as Document;
}

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '<!channel> buy',
    '@everyone',
    '*bold* _x_',
    'a & b < c > d',
    '😀'.repeat(800),
    'x'.repeat(5_000),
    '&'.repeat(3_000),
    '<@U123>',
    'line\nbreak',
  ),
);

describe('within the limits for any document', () => {
  it('result, thread, health and native blocks', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...FORMS),
        fc.boolean(),
        fc.boolean(),
        (texts, charts, actions, several) => {
          const document = several ? severalBrandsDocument : sampleDocument;
          const infested = infest(document, texts);
          const made = documentBlocks(infested, sampleStamp, { ...base, charts, actions, images });
          for (const message of [made, ...made.thread])
            expect(findViolations({ text: message.text || ' ', blocks: message.blocks })).toEqual([]);
          expect(blocksSize(made.blocks)).toBeLessThanOrEqual(LIMITS.blocksBudget);
          const view = { type: 'modal', title: { type: 'plain_text', text: 'Method' }, blocks: healthBlocks(infested) };
          expect(findViolations({ view })).toEqual([]);
          for (const chart of infested.charts) {
            const block = nativeChart(chart);
            if (block) expect(findViolations({ text: 't', blocks: [block] })).toEqual([]);
          }
          for (const table of infested.tables) {
            const block = nativeTable(table);
            if (block) expect(findViolations({ text: 't', blocks: [block] })).toEqual([]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('mrkdwn', () => {
  it('makes text from data literal', () => {
    expect(escapeMrkdwn('A & B <C>')).toBe('A &amp; B &lt;C&gt;');
    expect(escapeMrkdwn('<!channel>')).toBe('&lt;!channel&gt;');
    expect(escapeMrkdwn('add_to_carts 5*3')).toBe('add_to_carts 5*3');
    expect(escapeMrkdwn('*bold*')).not.toContain('*bold*');
    expect(escapeMrkdwn('@here')).not.toContain('@here');
  });

  it('cuts between characters and entities', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    expect(clip('a😀b', 3)).toBe('a…');
    expect(clip('ab&amp;cd', 5)).toBe('ab…');
    expect(clip('ab <http://x|y> cd', 9)).toBe('ab…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, limit) => {
        const cut = clip(text, limit);
        expect(cut.length).toBeLessThanOrEqual(Math.max(limit, 0));
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
