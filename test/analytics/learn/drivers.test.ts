/** Drivers find what was planted, say nothing about noise, and use nothing of the periods they are judged on. */
import { describe, expect, it } from 'vitest';
import { changesOf, driverRows, driverTable, groupChanges } from '../../../src/analytics/learn/driver-rows.ts';
import { type DriverUnit, findDrivers } from '../../../src/analytics/learn/index.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';

const PREDICTORS = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'].map((name) => ({ name, group: name[0]! }));

/** Predictors a1 and a2 lead the outcome by one period with the given effect; season, trend and own past in everything. */
function world(seed: number, unitCount: number, periods: number, effect: number): DriverUnit[] {
  const rng = createRng(seed);
  const path = (): number[] => {
    let state = 0;
    return Array.from({ length: periods }, (_, t) => {
      state = 0.7 * state + rng.normal();
      return 50 + state + 2 * Math.sin((2 * Math.PI * t) / 12) + 0.1 * t;
    });
  };
  return Array.from({ length: unitCount }, (_, u) => {
    const predictors = PREDICTORS.map(path);
    const lead = (t: number): number => predictors[0]![Math.max(0, t - 1)]! + predictors[1]![Math.max(0, t - 1)]!;
    const outcome = path().map((value, t) => value + effect * lead(t));
    return { name: `brand ${u}`, outcome, predictors };
  });
}

const options = (extra: object = {}) => ({ rng: createRng(1), seasonLength: 12, permutations: 19, ...extra });

describe('drivers', () => {
  for (const [name, units, periods, model] of [
    ['one short series', 1, 54, 'section-level linear model'],
    ['one long series', 1, 84, 'boosted trees'],
    ['a panel', 3, 40, 'boosted trees'],
  ] as const) {
    it(`name what was planted: ${name}`, () => {
      const found = findDrivers(world(3, units, periods, 1), PREDICTORS, options());
      if (found.status !== 'shown') throw new Error(JSON.stringify(found));
      expect(found.model).toBe(model);
      expect(found.skill.interval[0]).toBeGreaterThan(0);
      expect(found.skill.estimate).toBeGreaterThan(found.skill.interval[0]);
      expect(found.groups[0]).toMatchObject({ group: 'a', p: 0.05 });
      expect(found.groups[0]!.share).toBeGreaterThan(0.5);
      expect(found.groups[0]!.meanAbsolute).toBeGreaterThan(2 * found.groups[0]!.meanUnderNull);
      expect(found.groups[0]!.direction).toBeGreaterThan(0.4);
      expect(found.groups.slice(1).every((group) => group.p > 0.05)).toBe(true);
      expect(found.groups.reduce((sum, group) => sum + group.share, 0)).toBeCloseTo(1, 12);
      const of = (g: number): number =>
        found.contributions.reduce((sum, row) => sum + Math.abs(row.values[g]!) / found.contributions.length, 0);
      expect(of(0)).toBeCloseTo(found.groups[0]!.meanAbsolute, 12);
      expect(new Set(found.contributions.map((row) => row.unit)).size).toBe(units);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    });
  }

  it('say nothing where nothing was planted', () => {
    const shown = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      [[1, 54] as const, [3, 36] as const].map(([units, periods]) => {
        const found = findDrivers(world(seed, units, periods, 0), PREDICTORS, options({ draws: 499 }));
        if (found.status === 'no skill') expect(found.skill.interval[0]).toBeLessThanOrEqual(0);
        return found.status === 'shown' ? 1 : 0;
      }),
    );
    expect(shown.reduce<number>((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
  });

  it('are insufficient on short or empty data, with the numbers', () => {
    const short = findDrivers(world(1, 2, 20, 1), PREDICTORS, options());
    expect(short).toMatchObject({ status: 'insufficient' });
    expect(short.status === 'insufficient' && short.reason).toMatch(/24 periods .* there are 17/);
    expect(findDrivers([], PREDICTORS, options()).status).toBe('insufficient');
    expect(findDrivers([{ name: 'x', outcome: [1, 2], predictors: [] }], [], options()).status).toBe('insufficient');
    expect(() => findDrivers([{ name: 'x', outcome: [1], predictors: [] }], PREDICTORS, options())).toThrow(RangeError);
  });

  it('take gaps, constants and a unit that starts late', () => {
    const units = world(4, 4, 48, 1).map((unit, u) => ({
      ...unit,
      outcome: unit.outcome.map((value, t) => (u === 1 && t < 20 ? null : t === 25 + u ? null : value)),
      predictors: unit.predictors.map((x, j) =>
        x.map((value, t) => (j === 3 ? 7 : (t + j + u) % 23 === 0 ? null : value)),
      ),
    }));
    const flat = { ...units[0]!, name: 'flat', outcome: units[0]!.outcome.map(() => 5) };
    const found = findDrivers([...units, flat], PREDICTORS, options());
    expect(found.status).toBe('shown');
    expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/);
    if (found.status === 'shown') expect(found.contributions.some((row) => row.unit === 'flat')).toBe(false);
  });

  it('are the same for the same seed, tell their progress and stop when asked', () => {
    const units = world(5, 1, 50, 0.8);
    const shares: number[] = [];
    const run = () => findDrivers(units, PREDICTORS, options({ onProgress: (share: number) => shares.push(share) }));
    const first = run();
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(run()).toEqual(first);
    expect(() => findDrivers(units, PREDICTORS, options({ signal: { aborted: true } }))).toThrow(AbortedError);
  });
});

describe('the table behind drivers', () => {
  const units = world(6, 2, 60, 1);
  const changes = units.map(changesOf);
  const rows = driverRows(changes, [0, 2], false);
  const train = rows.flatMap((row, i) => (row.period < 40 ? [i] : []));
  const o = { lags: [0, 2], seasonLength: 12 };
  const table = driverTable(changes, rows, train, o);

  it('estimates everything on training rows: later values change nothing about them', () => {
    const shocked = units.map((unit) => ({
      ...unit,
      outcome: unit.outcome.map((value, t) => (t >= 45 ? value! * 9 : value)),
      predictors: unit.predictors.map((x) => x.map((value, t) => (t >= 45 ? -value! : value))),
    }));
    const other = driverTable(shocked.map(changesOf), rows, train, o);
    rows.forEach((row, i) => {
      if (row.period >= 45) return;
      expect(other.target[i]).toBe(table.target[i]);
      expect(other.features[i]).toEqual(table.features[i]);
    });
  });

  it('takes out season and own past, and scales by unit', () => {
    for (const unit of [0, 1]) {
      const own = train.filter((i) => rows[i]!.unit === unit);
      const target = own.map((i) => table.target[i]!);
      const mean = target.reduce((sum, value) => sum + value / own.length, 0);
      const spread = target.reduce((sum, value) => sum + value * value, 0) / own.length;
      expect(mean).toBeCloseTo(0, 10);
      expect(spread).toBeLessThan(1);
      expect(spread).toBeGreaterThan(0.5);
      const before = own.map((i) => changes[unit]!.outcome[rows[i]!.period - 1]!);
      expect(target.reduce((sum, value, k) => sum + value * before[k]!, 0)).toBeCloseTo(0, 8);
    }
    expect(table.features[0]).toHaveLength(PREDICTORS.length * 2);
  });

  it('moves a section as the weighted mean change of what is present', () => {
    const unit = {
      name: 'x',
      outcome: [1, 2, 3],
      predictors: [
        [1, 3, 4],
        [10, null, 11],
        [0, 8, 8],
      ],
    };
    const grouped = groupChanges(changesOf(unit), [[0, 2], [1]], [1, 1, 3]);
    expect(grouped.predictors[0]).toEqual([null, (2 + 3 * 8) / 4, 1 / 4]);
    expect(grouped.predictors[1]).toEqual([null, null, null]);
  });
});
