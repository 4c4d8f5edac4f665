import { describe, expect, it } from 'vitest';
import { createFormats, pointsDelta } from '../../src/document/format.ts';
import { CHART_TITLE_LENGTH, fitTitle, joinNames, possessive, someNames } from '../../src/document/words.ts';

const british = createFormats('en-GB');
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('formats', () => {
  it('shows scores and changes with one decimal and a real minus sign', () => {
    expect(british.score(65.149)).toBe('65.1');
    expect([3.26, -0.44, 0].map(british.points)).toEqual(['+3.3', '−0.4', '0.0']);
    expect([0.04, -0.012].map(british.points)).toEqual(['0.0', '0.0']);
    expect(pointsDelta(-0.04, british)).toEqual({ value: 0, text: '0.0', better: null });
    expect(pointsDelta(-0.06, british)).toEqual({ value: -0.06, text: '−0.1', better: false });
    expect(british.size(-3.26)).toBe('3.3');
    expect(british.interval([-0.44, 2.7])).toBe('[−0.4, 2.7]');
  });

  it('keeps three significant figures in prose', () => {
    expect([1234.5, 0.045678, 12.3456, -7].map(british.significant)).toEqual(['1,230', '0.0457', '12.3', '−7']);
  });

  it('abbreviates money after rounding', () => {
    expect([4_820_000, 999_600, 12_345, 950, -1_204_000_000].map((v) => plain(british.currency(v, 'GBP')))).toEqual([
      '£4.82 M',
      '£1.00 M',
      '£12.3 k',
      '£950',
      '−£1.20 bn',
    ]);
    expect(plain(british.currency(5_000, 'AED'))).toBe('AED 5.00 k');
  });

  it('writes p-values without a leading zero', () => {
    expect([0.004, 0.0004, 0.052, 0.42, 0.999].map((p) => plain(british.pValue(p)))).toEqual([
      '.004',
      '< .001',
      '.052',
      '.42',
      '> .99',
    ]);
  });

  it('follows the locale', () => {
    const german = createFormats('de-DE');
    expect(german.score(65.149)).toBe('65,1');
    expect(german.pValue(0.004)).toBe(',004');
    expect(german.significant(1234.5)).toBe('1.230');
    expect(plain(german.percent(0.973))).toBe('97 %');
  });
});

describe('words', () => {
  it('joins, shortens and owns names', () => {
    expect(joinNames(['A', 'B', 'C'])).toBe('A, B and C');
    expect(someNames(['A', 'B', 'C', 'D'], 2)).toBe('A, B and 2 more');
    expect([possessive('Aurora'), possessive('Cirrus')]).toEqual(['Aurora’s', 'Cirrus’']);
  });

  it('takes the first title that fits, else cuts at a word', () => {
    expect(fitTitle(['x'.repeat(71), 'short'])).toBe('short');
    const cut = fitTitle([`${'word '.repeat(20)}end`]);
    expect([...cut].length).toBeLessThanOrEqual(CHART_TITLE_LENGTH);
    expect(cut).toMatch(/word…$/);
  });
});
