/** The small version of bench/truth.ts: reports against the truth of a few demo worlds. The gates are measured there. */
import { describe, expect, it } from 'vitest';
import { countWorlds } from '../../bench/truth/count.ts';
import { REPORT_TRUTHS } from '../../bench/truth/reports.ts';
import { WORLDS } from '../../bench/truth/worlds.ts';

/** A third of the brands: an eighth of the time. */
const small = (name: keyof typeof WORLDS) => ({
  ...WORLDS[name]!,
  firstSeed: WORLDS[name]!.firstSeed + 500,
  options: { ...WORLDS[name]!.options, brands: 6 },
});

describe.each(REPORT_TRUTHS.map((truth) => [truth.report.id, truth] as const))('%s', (_, truth) => {
  it('finds what is planted, with its sign and lag, and names no decoy', () => {
    const counts = countWorlds(truth, small('planted'), 1, { depth: 'standard' });
    for (const fact of counts.facts)
      expect(fact, fact.name).toMatchObject({ planted: 1, detected: 1, covered: 1, lagExact: 1 });
    expect(counts.wrong).toEqual([]);
  });

  it('claims nothing where nothing is', () => {
    for (const name of ['noise', 'trending'])
      expect(countWorlds(truth, small(name), 1, { depth: 'standard' }).wrong, name).toEqual([]);
  });

  it('does not turn the arrow round', () => {
    expect(countWorlds(truth, small('reverse'), 1, { depth: 'standard' }).wrong).toEqual([]);
  });
});
