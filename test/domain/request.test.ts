import { describe, expect, it } from 'vitest';
import { DEFAULT_LOCALE, isLocale } from '../../src/domain/request.ts';

describe('isLocale', () => {
  it.each([DEFAULT_LOCALE, 'de', 'hi-IN', 'zh-Hant-TW', 'EN-us'])(
    'takes %s, with which numbers can be written',
    (tag) => {
      expect(isLocale(tag)).toBe(true);
      expect(new Intl.NumberFormat(tag).format(1.5)).toMatch(/1|१|一/);
    },
  );
  it.each(['', 'British English', 'en_GB', '-', 'en-', 'x'.repeat(40)])('refuses %j, with which they cannot', (tag) => {
    expect(isLocale(tag)).toBe(false);
    expect(() => new Intl.NumberFormat(tag)).toThrow(RangeError);
  });
});
