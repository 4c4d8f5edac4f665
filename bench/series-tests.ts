/**
 * Size, power and time of the tests on one series: movement, window difference, level shift, anomaly.
 *
 *   node bench/series-tests.ts [replications = 2000] [seed = 1] [part of a test's name]
 *
 * How to read it: "size" columns are the shares of pure AR(1) noise (φ = 1: random walk) whose p is ≤ .05, .01 and .001; an
 * honest test shows no more than these numbers (standard error at .05 with 2,000 replications: .005). "power" columns are the
 * shares of planted effects found at p ≤ .05 and ≤ .001 (what survives a correction for about fifty tests). Effects are in
 * innovation standard deviations: slope .1 a period, window +3, step +5.5, pulse +5.5.
 */
import { findAnomalies } from '../src/analytics/stats/anomaly.ts';
import { testWindowDifference } from '../src/analytics/stats/difference.ts';
import { findLevelShifts } from '../src/analytics/stats/level-shift.ts';
import { testMovement } from '../src/analytics/stats/movement.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const replications = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);
const wanted = process.argv[4] ?? '';
const options = { unit: 'points', level: 0.95, seasonLength: 12 };

/** AR(1) noise with unit innovations, stationary from the start; φ = 1 is a random walk. */
function noise(n: number, phi: number, rng: Rng): number[] {
  const series: number[] = [];
  let u = phi < 1 ? rng.normal() / Math.sqrt(1 - phi * phi) : 0;
  for (let t = 0; t < n; t++) {
    series.push(u);
    u = phi * u + rng.normal();
  }
  return series;
}

interface Case {
  readonly name: string;
  p(series: readonly number[], rng: Rng): number;
  plant(series: readonly number[]): number[];
  /** Share of replications used for power: the bootstrap is slow where there is something to find. */
  readonly powerShare: number;
}

const shiftAt = (n: number): number => Math.floor(n * 0.6);
const window = (n: number, from: number): number[] => Array.from({ length: 12 }, (_, i) => n - from + i);

const cases: readonly Case[] = [
  {
    name: 'movement',
    p: (y) => testMovement(y, options).p!,
    plant: (y) => y.map((v, t) => v + 0.1 * t),
    powerShare: 1,
  },
  {
    name: 'window difference, 12 against 12',
    p: (y) => testWindowDifference(y, window(y.length, 12), window(y.length, 24), options).p!,
    plant: (y) => y.map((v, t) => v + (t >= y.length - 12 ? 3 : 0)),
    powerShare: 1,
  },
  {
    name: 'level shift',
    p: (y, rng) => findLevelShifts(y, { ...options, rng })[0]!.evidence.p!,
    plant: (y) => y.map((v, t) => v + (t >= shiftAt(y.length) ? 5.5 : 0)),
    powerShare: 0.1,
  },
  {
    name: 'anomaly',
    p: (y) => findAnomalies(y, options)[0]?.evidence.p ?? 1,
    plant: (y) => y.map((v, t) => v + (t === shiftAt(y.length) ? 5.5 : 0)),
    powerShare: 1,
  },
];

const cell = (value: number): string => value.toFixed(4).padStart(8);

for (const test of cases.filter(({ name }) => name.includes(wanted))) {
  console.log(`\n${test.name}`);
  console.log('   n    φ   size.05  size.01 size.001 power.05 power.001  ms(null)');
  for (const n of [24, 36, 48, 60]) {
    for (const phi of [0, 0.3, 0.5, 0.7, 0.9, 1]) {
      const rng = createRng(seed);
      const size = { 0.05: 0, 0.01: 0, 0.001: 0 };
      const power = { 0.05: 0, 0.001: 0 };
      let planted = 0;
      let spentMs = 0;
      for (let r = 0; r < replications; r++) {
        const series = noise(n, phi, rng);
        const started = performance.now();
        const p = test.p(series, rng.fork(`null ${r}`));
        spentMs += performance.now() - started;
        for (const alpha of [0.05, 0.01, 0.001] as const) if (p <= alpha) size[alpha]++;
        if (planted / (r + 1) >= test.powerShare) continue;
        planted++;
        const found = test.p(test.plant(series), rng.fork(`planted ${r}`));
        for (const alpha of [0.05, 0.001] as const) if (found <= alpha) power[alpha]++;
      }
      console.log(
        `${String(n).padStart(4)} ${phi.toFixed(1).padStart(4)} ` +
          [size[0.05], size[0.01], size[0.001]].map((hits) => cell(hits / replications)).join(' ') +
          ` ${[power[0.05], power[0.001]].map((hits) => cell(hits / planted)).join(' ')} ` +
          (spentMs / replications).toFixed(2).padStart(8),
      );
    }
  }
}
