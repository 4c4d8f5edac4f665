/** The statistics against trusted software: every reference case, and the runner's own manners. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReferenceCase } from '../../src/reference/stats/case.ts';
import { compare, sameUpToNames } from '../../src/reference/stats/compare.ts';
import { runStats } from '../../src/reference/stats/run.ts';

const set = JSON.parse(readFileSync(new URL('../fixtures/reference/core_stats.json', import.meta.url), 'utf8')) as {
  cases: ReferenceCase[];
};

describe('reference cases', () => {
  for (const c of set.cases)
    it(`${c.kind}: ${c.id}`, () => {
      expect(runStats({ cases: [c] })).toEqual({ cases: 1, passed: 1, failed: [], unsupported: [] });
    });

  it('covers all kinds of the set', () => {
    expect(set.cases).toHaveLength(67);
    expect(new Set(set.cases.map((c) => c.kind)).size).toBe(43);
  });
});

describe('the measurement itself', () => {
  const tolerance = { abs: 1e-6, rel: 1e-5 };
  const [first] = set.cases;

  it('fails a wrong value and names the field', () => {
    const wrong = structuredClone(first!) as { expected: { pearson: { r: number } } } & ReferenceCase;
    wrong.expected.pearson.r += 0.01;
    const result = runStats({ cases: [wrong] });
    expect(result.passed).toBe(0);
    expect(result.failed[0]).toMatchObject({ id: wrong.id, kind: 'correlation', field: 'pearson.r' });
  });

  it('lists kinds it does not know, and survives input that breaks a function', () => {
    expect(runStats({ cases: [{ ...first!, kind: 'unheard_of' }] }).unsupported).toEqual(['unheard_of']);
    const broken = runStats({ cases: [{ ...first!, input: {} }] });
    expect(broken.failed).toHaveLength(1);
  });

  it('reads nothing from the names of cases, and takes the season a case states', () => {
    const renamed = set.cases.map((c, i) => ({ ...c, id: `case ${i}` }));
    expect(runStats({ cases: renamed }).passed).toBe(set.cases.length);
    const smoothing = set.cases.find((c) => c.kind === 'holt_winters')!;
    const other = runStats({ cases: [{ ...smoothing, params: { seasonal: 'add' } }] });
    expect(other.passed).toBe(0);
  });

  it('null matches only null, NaN matches nothing, lengths must agree', () => {
    expect(compare(null, null, tolerance)).toEqual([]);
    expect(compare(0, null, tolerance)).toHaveLength(1);
    expect(compare(Number.NaN, 0, tolerance)).toHaveLength(1);
    expect(compare(undefined, 1, tolerance)).toHaveLength(1);
    expect(compare([1, 2], [1, 2, 3], tolerance)).toHaveLength(1);
    expect(compare(1 + 1e-7, 1, tolerance)).toEqual([]);
  });

  it('labels agree up to their names, one to one', () => {
    expect(sameUpToNames([0, 0, 1, 2], [5, 5, 3, 9])).toBe(true);
    expect(sameUpToNames([0, 0, 1, 2], [5, 5, 3, 3])).toBe(false);
    expect(sameUpToNames([0, 1, 1], [0, 0, 1])).toBe(false);
  });
});
