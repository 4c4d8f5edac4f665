/**
 * Whether the default's intervals hold what they say, by rolling origin inside training parts only.
 *
 *   node bench/forecast-intervals.ts <directory with forecast_series.json>
 *
 * How to read it: from each series three origins are forecast, the last of them one horizon before the end of the training
 * part; the test part is never used. "needed" is the multiple of σ_h that held 95 % (or 80 %) of the outcomes; the law in
 * src/analytics/forecast/combine.ts, Student's t with 4 degrees of freedom, gives 2.78 (1.53), and its scale is set so that
 * the need comes near; "reached" is the coverage with it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultModel } from '../src/analytics/forecast/index.ts';

const directory = process.argv[2];
if (directory === undefined) {
  process.stderr.write('usage: node bench/forecast-intervals.ts <directory>\n');
  process.exit(2);
}

interface Stored {
  readonly period: number;
  readonly train: readonly number[];
}

const HORIZON = 18;
const [T95, T80] = [2.776, 1.533];
const stored = JSON.parse(await readFile(join(directory, 'forecast_series.json'), 'utf8')) as Stored[];
const scores: { readonly step: number; readonly origin: number; readonly size: number }[] = [];
for (const { train, period } of stored)
  for (const back of [HORIZON, HORIZON + 6, HORIZON + 12]) {
    const origin = train.length - back;
    if (origin < 2 * period) continue;
    const fitted = defaultModel.fit(train.slice(0, origin), { seasonLength: period });
    fitted?.scaledErrors(train.slice(origin, origin + HORIZON)).forEach((score, h) => {
      if (score !== null) scores.push({ step: h + 1, origin, size: Math.abs(score) });
    });
  }

const quantile = (x: readonly number[], p: number): number => [...x].sort((a, b) => a - b)[Math.floor(p * x.length)]!;
const line = (name: string, x: readonly number[]): string => {
  const reached = (z: number): string => ((100 * x.filter((s) => s <= z).length) / x.length).toFixed(1);
  const needed = `${quantile(x, 0.95).toFixed(2)} (95 %) ${quantile(x, 0.8).toFixed(2)} (80 %)`;
  return `${name.padEnd(14)} needed ${needed}   reached ${reached(T95)} % ${reached(T80)} %\n`;
};
const groups: readonly (readonly [name: string, (score: (typeof scores)[number]) => boolean])[] = [
  ['steps 1–6', ({ step }) => step <= 6],
  ['steps 7–12', ({ step }) => step > 6 && step <= 12],
  ['steps 13–18', ({ step }) => step > 12],
  ['n below 45', ({ origin }) => origin < 45],
  ['n 45–89', ({ origin }) => origin >= 45 && origin < 90],
  ['n from 90', ({ origin }) => origin >= 90],
  ['all', () => true],
];
for (const [name, belongs] of groups)
  process.stdout.write(
    line(
      name,
      scores.filter(belongs).map(({ size }) => size),
    ),
  );
