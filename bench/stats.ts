/**
 * Time of the statistics, and how each grows with the length of the series.
 *
 *   node bench/stats.ts [seconds per cell = 0.5]
 *
 * How to read it: milliseconds a call (median of the runs that fit into the time of a cell, after a warm-up), for three
 * lengths each double the one before, and the ratios between neighbours: 2 is linear, 4 is quadratic. Ratios are from one run on
 * one machine; compare them, not milliseconds, between machines.
 */

import { findAnomalies } from '../src/analytics/stats/anomaly.ts';
import { associatePair } from '../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../src/analytics/stats/association/panel.ts';
import { testWindowDifference } from '../src/analytics/stats/difference.ts';
import { findLevelShifts } from '../src/analytics/stats/level-shift.ts';
import { testMovement } from '../src/analytics/stats/movement.ts';
import { ledoitWolfCovariance } from '../src/analytics/stats/multivariate/shrunk-covariance.ts';
import { mannKendall } from '../src/analytics/stats/series/mann-kendall.ts';
import { mstl } from '../src/analytics/stats/series/mstl.ts';
import { automaticBlockLength, bootstrapStatistic } from '../src/analytics/stats/series/stationary-bootstrap.ts';
import { stl } from '../src/analytics/stats/series/stl.ts';
import { todaYamamotoTest } from '../src/analytics/stats/series/toda-yamamoto.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const cellMs = 1_000 * Number(process.argv[2] ?? 0.5);
const options = { unit: 'points', level: 0.95, seasonLength: 12 };

function series(n: number, rng: Rng): number[] {
  let u = 0;
  return Array.from({ length: n }, (_, t) => {
    u = 0.6 * u + rng.normal();
    return 50 + u + 2 * Math.sin((2 * Math.PI * t) / 12);
  });
}
const sum = (x: readonly number[], positions: ArrayLike<number>): number => {
  let total = 0;
  for (let t = 0; t < positions.length; t++) total += x[positions[t]!]!;
  return total;
};

interface Timed {
  readonly name: string;
  readonly lengths: readonly [number, number, number];
  readonly call: (n: number, rng: Rng) => () => unknown;
}

const monthly = [60, 120, 240] as const;
const weekly = [156, 312, 624] as const;
const timed: readonly Timed[] = [
  {
    name: 'association, one pair, 7 lags',
    lengths: monthly,
    call: (n, rng) => {
      const [x, y] = [series(n, rng), series(n, rng)];
      return () => associatePair(y, x, options);
    },
  },
  ...[4, 12].map(
    (brands): Timed => ({
      name: `association, panel of ${brands} brands`,
      lengths: monthly,
      call: (n, rng) => {
        const panel = Array.from({ length: brands }, () => ({ x: series(n, rng), y: series(n, rng) }));
        return () => associatePanel(panel, options);
      },
    }),
  ),
  {
    name: 'Toda–Yamamoto, bootstrap p',
    lengths: monthly,
    call: (n, rng) => {
      const [x, y] = [series(n, rng), series(n, rng)];
      return () => todaYamamotoTest(x, y, { seasonLength: 12, rng });
    },
  },
  {
    name: 'movement',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => testMovement(x, options);
    },
  },
  {
    name: 'window difference, 12 against 12',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      const back = (from: number): number[] => Array.from({ length: 12 }, (_, i) => n - from + i);
      return () => testWindowDifference(x, back(12), back(24), options);
    },
  },
  {
    name: 'anomalies',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => findAnomalies(x, options);
    },
  },
  {
    name: 'level shifts, bootstrap p',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => findLevelShifts(x, { ...options, rng });
    },
  },
  {
    name: 'STL, period 12',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => stl(x, { period: 12 });
    },
  },
  {
    name: 'STL, period 12, robust',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => stl(x, { period: 12, robust: true });
    },
  },
  {
    name: 'MSTL, periods 13 and 52',
    lengths: weekly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => mstl(x, { periods: [13, 52] });
    },
  },
  {
    name: 'Mann–Kendall',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => mannKendall(x);
    },
  },
  {
    name: 'bootstrap block length',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => automaticBlockLength(x);
    },
  },
  {
    name: 'stationary bootstrap of a mean, 1,999 draws',
    lengths: monthly,
    call: (n, rng) => {
      const x = series(n, rng);
      return () => bootstrapStatistic(x, (positions) => sum(x, positions) / n, { level: 0.95, rng });
    },
  },
  ...(['identity', 'constant-correlation'] as const).map(
    (target): Timed => ({
      name: `Ledoit–Wolf, 20 columns, ${target}`,
      lengths: monthly,
      call: (n, rng) => {
        const rows = Array.from({ length: n }, () => Array.from({ length: 20 }, () => rng.normal()));
        return () => ledoitWolfCovariance(rows, target);
      },
    }),
  ),
];

function medianMs(call: () => unknown): number {
  for (let i = 0; i < 3; i++) call();
  const times: number[] = [];
  const end = performance.now() + cellMs;
  do {
    const started = performance.now();
    call();
    times.push(performance.now() - started);
  } while (performance.now() < end || times.length < 3);
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)]!;
}

for (const { name, lengths, call } of timed) {
  const ms = lengths.map((n) => medianMs(call(n, createRng(n))));
  const cells = lengths.map((n, i) => `n ${n}: ${ms[i]!.toPrecision(3)} ms`);
  const ratios = [ms[1]! / ms[0]!, ms[2]! / ms[1]!].map((ratio) => ratio.toFixed(1));
  console.log(`${name.padEnd(46)} ${cells.join('  ')}  ratios ${ratios.join(', ')}`);
}
