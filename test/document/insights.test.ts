import { describe, expect, it } from 'vitest';
import { evidenceLine, gradeText } from '../../src/document/evidence-line.ts';
import { createFormats } from '../../src/document/format.ts';
import { rankInsights } from '../../src/document/insights.ts';
import type { Finding } from '../../src/domain/finding.ts';

const finding = (id: string, rest: Partial<Finding> = {}): Finding => ({
  id,
  kind: 'movement',
  claim: id,
  subject: {},
  measure: 'm',
  estimate: 1.83,
  unit: 'points',
  interval: [0.92, 2.74],
  level: 0.95,
  n: 48,
  test: 'trend test',
  p: 0.001,
  q: 0.003,
  grade: 'supported',
  caveats: [],
  ...rest,
});

describe('insights', () => {
  it('ranks by size × certainty, tells a story once, and nothing that is not supported', () => {
    const told = rankInsights([
      { finding: finding('small'), size: 1, story: 'a' },
      { finding: finding('large'), size: -3, story: 'b' },
      { finding: finding('again'), size: 2.9, story: 'b' },
      { finding: finding('maybe', { grade: 'suggestive' }), size: 99, story: 'c' },
      { finding: finding('fact', { grade: null, q: null }), size: 2, story: 'd' },
    ]);
    expect(told.map((insight) => insight.finding)).toEqual(['large', 'fact', 'small']);
    expect(told.map(({ also }) => also)).toEqual([['again'], [], []]);
    expect(told[0]!.weight).toBeCloseTo(3 * 0.997, 9);
  });

  it('keeps beside a story what only repeats it, and makes no story of that', () => {
    const told = rankInsights([{ finding: finding('whole'), size: 1, story: 'a' }], {
      beside: [
        { finding: finding('part'), story: 'a' },
        { finding: finding('stranger'), story: 'b' },
      ],
    });
    expect(told).toEqual([{ finding: 'whole', also: ['part'], weight: 0.997 }]);
  });

  it('ranks what the reader was told before behind what is new, unless it changed', () => {
    const candidates = ['known', 'turned', 'grown', 'new'].map((id, i) => ({
      finding: finding(id),
      size: 4 - i / 10,
      story: id,
    }));
    const previous = [
      finding('known', { estimate: 1.5, interval: [1, 2] }),
      finding('turned', { estimate: -1.5, interval: [-2, -1] }),
      finding('grown', { estimate: 0.5, interval: [0.2, 0.8] }),
      finding('new', { grade: 'none' }),
    ];
    const ids = (settings: Parameters<typeof rankInsights>[1]) =>
      rankInsights(candidates, settings).map((insight) => insight.finding);
    expect(ids({ previous })).toEqual(['turned', 'grown', 'new', 'known']);
    expect(ids({ previous: null })).toEqual(['known', 'turned', 'grown', 'new']);
    expect(ids({ previous, most: 2 })).toEqual(['turned', 'grown']);
  });

  it('stops at seven', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ finding: finding(`f${i}`), size: i, story: `s${i}` }));
    expect(rankInsights(many)).toHaveLength(7);
  });
});

describe('evidence lines', () => {
  const words = { formats: createFormats('en-GB'), periodNoun: 'month' };
  it('give the professional the test, the executive the certainty, the plain reader neither', () => {
    const lines = (['professional', 'executive', 'simple'] as const).map((style) =>
      evidenceLine(finding('x'), { ...words, style }).replaceAll('\u00a0', ' '),
    );
    expect(lines).toEqual([
      '+1.8 [0.9, 2.7] points · n = 48 months · trend test: p = .001, q = .003',
      '+1.8 [0.9, 2.7] points · n = 48 months · q = .003',
      'clearly more than its usual ups and downs',
    ]);
  });

  it('mark noise as noise', () => {
    expect(gradeText(finding('x', { grade: 'none', q: 0.42 }), words.formats, 'professional')).toBe(
      'within noise, q = .42',
    );
    expect(gradeText(finding('x', { grade: null, q: null }), words.formats, 'professional')).toBe('');
  });
});
