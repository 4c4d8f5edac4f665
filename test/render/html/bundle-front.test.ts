/** Page 1 of a bundle: merged by the weight of insights, each finding and each action once; on all real documents too. */
import { describe, expect, test } from 'vitest';
import type { Document, Recommendation, SummaryItem } from '../../../src/document/document.ts';
import { bundleFront } from '../../../src/render/html/bundle-front.ts';
import type { Drawing } from '../../../src/render/html/chapter.ts';
import { mergeActions, mergeByWeight } from '../../../src/render/html/merged-summary.ts';
import { once, REPORT_IDS, ready, runAll, smallMarket } from '../../support/every-report.ts';
import { sampleDocument, sampleStamp } from '../../support/sample-document.ts';

const driver = (text: string, figure: string, ...refs: readonly string[]): SummaryItem => ({
  text,
  figure,
  value: null,
  grade: null,
  refs,
});

const action = (text: string, rest: Partial<Recommendation>): Recommendation => ({
  ...sampleDocument.recommendations[0]!,
  action: text,
  ...rest,
});

/** A document with these insights (by weight), drivers and actions. */
const documentOf = (
  weights: Readonly<Record<string, number>>,
  drivers: readonly SummaryItem[],
  recommendations: readonly Recommendation[] = [],
): Document => ({
  ...sampleDocument,
  insights: Object.entries(weights).map(([finding, weight]) => ({ finding, also: [`${finding}:what-if`], weight })),
  summary: { ...sampleDocument.summary, drivers },
  recommendations,
});

const mergeDrivers = (...documents: readonly Document[]): string[] =>
  mergeByWeight(documents, {
    items: ({ summary }) => summary.drivers,
    refs: ({ refs }) => refs,
    says: ({ figure }) => figure,
    words: ({ text }) => text,
  }).map(({ item }) => item.text);

describe('merging', () => {
  test('follows the weight of insights, not the turn of reports; what rests on none comes last', () => {
    expect(
      mergeDrivers(
        documentOf({ a: 1, b: 0.5 }, [driver('a', '1', 'a'), driver('plain', '0', 'c'), driver('b', '2', 'b')]),
        documentOf({ d: 3, e: 2 }, [driver('e', '4', 'e:what-if'), driver('d', '3', 'd')]),
      ),
    ).toEqual(['d', 'e', 'a', 'b', 'plain']);
  });

  test('says one thing of every insight before a second one', () => {
    expect(
      mergeDrivers(
        documentOf({ a: 9 }, [driver('effect', '+2', 'a'), driver('lead', '1', 'a')]),
        documentOf({ b: 1 }, [driver('other', '+3', 'b')]),
      ),
    ).toEqual(['effect', 'other', 'lead']);
  });

  test('knows the same finding in other words, and the same words of two findings', () => {
    const one = documentOf({}, [driver('Revenue per point', '+2 %', 'a'), driver('Not an experiment', 'x', 'table:t')]);
    const two = documentOf({}, [
      driver('A point in revenue', '+2 %', 'a', 'table:t'),
      driver('Not an experiment', 'x', 'table:u'),
      driver('Revenue per point', '+2 %', 'b'),
      driver('Other rows', 'x', 'table:t'),
    ]);
    expect(mergeDrivers(one, two)).toEqual([
      'Revenue per point',
      'Not an experiment',
      'Revenue per point',
      'Other rows',
    ]);
  });

  test('asks for one test whichever outcomes it serves, and for what takes too long only behind the rest', () => {
    const subject = { project: 'p', brand: 'Aurora', section: 'Marketplace' };
    const documents = [
      documentOf(
        { units: 1 },
        [],
        [action('for units', { subject: { ...subject, outcome: 'units' }, finding: 'units' })],
      ),
      documentOf(
        { slow: 9, revenue: 2 },
        [],
        [
          action('slow', { subject: { ...subject, section: 'Other' }, finding: 'slow:what-if', inTime: false }),
          action('for revenue', { subject: { ...subject, outcome: 'revenue' }, finding: 'revenue:what-if' }),
          action('elsewhere', { subject: { ...subject, brand: 'Borealis' }, finding: 'none' }),
        ],
      ),
    ];
    expect(mergeActions(documents).map(({ action: text }) => text)).toEqual(['for revenue', 'elsewhere', 'slow']);
  });
});

describe('all real documents', () => {
  const drawing: Drawing = { chart: () => '<svg></svg>', sparkline: () => '<svg></svg>' };
  const documents = once(() => {
    const outcomes = runAll(smallMarket(), { depth: 'standard' });
    return REPORT_IDS.map((id) => ready(outcomes.get(id)).document);
  });
  const front = once(() =>
    bundleFront(
      documents().map((document, i) => ({
        document,
        stamp: sampleStamp,
        drawing,
        medium: 'paper' as const,
        paper: 'A4' as const,
        logo: null,
        level: 2 as const,
        prefix: `r${i}`,
      })),
    ).toString(),
  );
  const read = (pattern: RegExp): string[] => [...front().matchAll(pattern)].map(([, text]) => text!);

  test('every tile says of what it is, no two the same', () => {
    const labels = read(/<dt>(.*?)<\/dt>/g);
    expect(labels).toHaveLength(5);
    expect(new Set(labels).size).toBe(5);
    for (const document of documents())
      for (const { label } of document.kpis)
        expect(label).not.toMatch(
          /^(Per .* point|Elasticity|Lead time|Forecast error|Would have been seen|Rank|Trend a year)$/,
        );
    // Two reports never give one label to two figures: it tells outcome and part.
    const figures = new Map<string, Set<string>>();
    for (const { kpis } of documents())
      for (const label of new Set(kpis.map((kpi) => kpi.label))) {
        const texts = kpis.filter((kpi) => kpi.label === label).map(({ text }) => text);
        figures.set(label, (figures.get(label) ?? new Set()).add(texts.join()));
      }
    expect([...figures].filter(([, texts]) => texts.size > 1)).toEqual([]);
  });

  test('what moved is told by weight, one insight once', () => {
    const weightOf = ({ refs }: SummaryItem, { insights }: Document): number =>
      insights.find(({ finding, also }) => [finding, ...also].some((id) => refs.includes(id)))?.weight ?? 0;
    const drivers = documents().flatMap((document) =>
      document.summary.drivers.map((each) => ({ text: each.text, weight: weightOf(each, document) })),
    );
    const shown = read(/<span class="item-text">(.*?)<\/span>/g).slice(0, 3);
    const weights = shown.map((text) =>
      Math.max(...drivers.filter((each) => each.text === text).map(({ weight }) => weight)),
    );
    expect(weights[0]).toBe(Math.max(...drivers.map(({ weight }) => weight)));
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(weights.every((weight) => weight > 0)).toBe(true);
    expect(new Set(shown).size).toBe(3);
    // Points, per cent and per cent points share no axis.
    expect(front()).not.toContain('class="item-bar"');
    // More than one report is heard.
    const heard = documents().filter(({ summary }) => summary.drivers.some(({ text }) => shown.includes(text)));
    expect(heard.length).toBeGreaterThan(1);
  });

  test('actions are different things to do, what can be done in time first', () => {
    const merged = mergeActions(documents());
    const doing = merged.map(({ subject: { outcome: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
    expect(new Set(doing).size).toBe(doing.length);
    expect(merged.length).toBeLessThan(documents().flatMap(({ recommendations }) => recommendations).length);
    const slow = merged.map(({ inTime }) => inTime === false);
    expect(slow).toEqual([...slow].sort());
    expect(read(/<span class="action">(.*?)<\/span>/g)).toEqual(merged.slice(0, 2).map(({ action: text }) => text));
  });
});
