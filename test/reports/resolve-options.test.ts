import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/reports/nearest-name.ts';
import { COMMON_OPTIONS } from '../../src/reports/options.ts';
import { resolveOptions } from '../../src/reports/resolve-options.ts';

const specs = [
  ...COMMON_OPTIONS,
  { type: 'text', name: 'note', label: 'Note', help: '', maxLength: 5, initial: '' },
] as const;
const problemsOf = (given: Record<string, string | number | boolean>) => {
  const resolved = resolveOptions(specs, given);
  return resolved.ok ? [] : resolved.problems;
};

describe('options', () => {
  it('take their initial values', () => {
    expect(resolveOptions(specs, {})).toEqual({
      ok: true,
      ignored: [],
      values: {
        depth: 'detailed',
        extent: 'standard',
        style: 'professional',
        compare: 'previous-period',
        confidence: 0.95,
        horizon: 12,
        charts: true,
        note: '',
      },
    });
  });

  it('understand texts of a command line and a form', () => {
    const given = {
      depth: 'DEEP',
      extent: 'full',
      compare: 'Previous year',
      confidence: '90 %',
      horizon: '6',
      charts: 'off',
    };
    expect(resolveOptions(specs, given)).toMatchObject({
      ok: true,
      values: {
        depth: 'detailed',
        extent: 'comprehensive',
        compare: 'previous-year',
        confidence: 0.9,
        horizon: 6,
        charts: false,
      },
    });
    expect(resolveOptions(specs, { compare: 'project:India Skincare' })).toMatchObject({
      values: { compare: 'project:India Skincare' },
    });
  });

  it('report every problem with what was probably meant', () => {
    expect(
      problemsOf({
        dept: 'basic',
        style: 'profesional',
        confidence: 0.8,
        horizon: 30,
        charts: 'maybe',
        note: 'too long',
      }),
    ).toEqual([
      { option: 'dept', message: 'There is no option "dept". Did you mean depth?', suggestion: 'depth' },
      expect.objectContaining({ option: 'style', suggestion: 'professional' }),
      { option: 'confidence', message: 'confidence is one of 0.9, 0.95, 0.99, not 0.8.', suggestion: null },
      { option: 'horizon', message: 'horizon lies between 1 and 24 periods, not 30.', suggestion: null },
      { option: 'charts', message: 'charts is on or off, not "maybe".', suggestion: null },
      { option: 'note', message: 'note has at most 5 characters, not 8.', suggestion: null },
    ]);
    expect(problemsOf({ horizon: '' })).toHaveLength(1);
    expect(problemsOf({ confidence: Number.NaN })).toHaveLength(1);
  });

  it('ignore, and name, what other reports understand', () => {
    const withoutHorizon = COMMON_OPTIONS.filter((spec) => spec.name !== 'horizon');
    expect(resolveOptions(withoutHorizon, { horizon: 6, budget: 5 })).toMatchObject({
      ok: true,
      ignored: ['budget', 'horizon'],
    });
  });
});

describe('nearest name', () => {
  it('forgives edits and swaps, fewer in short words', () => {
    expect(nearestName('detialed', ['basic', 'detailed'])).toBe('detailed');
    expect(nearestName('bsic', ['basic', 'detailed'])).toBe('basic');
    expect(nearestName('xyz', ['basic', 'full'])).toBeNull();
  });
});
