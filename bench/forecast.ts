/**
 * Time of each forecasting model, and how it grows with the length of the series.
 *
 *   node bench/forecast.ts [series = 20]
 *
 * How to read it: milliseconds of CPU on one thread for a fit and 12 forecasts with intervals, mean over simulated series
 * (trend, season of 12, AR(1) noise; weekly: season of 52). The first series of each cell is thrown away (warm-up). A
 * backtest of 20 origins costs about 20 times as much as a fit.
 */
import { FORECAST_MODELS } from '../src/analytics/forecast/index.ts';
import { createRng } from '../src/domain/rng.ts';

const count = Number(process.argv[2] ?? 20);

function series(n: number, season: number, seed: number): number[] {
  const rng = createRng(seed);
  let u = 0;
  return Array.from({ length: n }, (_, t) => {
    u = 0.6 * u + rng.normal();
    return 100 + 0.3 * t + 12 * Math.sin((2 * Math.PI * t) / season) + 4 * u;
  });
}

const cells = [
  { name: 'n 24', n: 24, season: 12 },
  { name: 'n 36', n: 36, season: 12 },
  { name: 'n 60', n: 60, season: 12 },
  { name: 'n 120', n: 120, season: 12 },
  { name: 'n 240', n: 240, season: 12 },
  { name: 'weekly 156', n: 156, season: 52 },
  { name: 'weekly 312', n: 312, season: 52 },
];

const milliseconds = (use: NodeJS.CpuUsage): number => (use.user + use.system) / 1_000;

process.stdout.write(`${'ms a series'.padEnd(18)}${cells.map((cell) => cell.name.padStart(12)).join('')}\n`);
for (const model of FORECAST_MODELS) {
  const row = cells.map(({ n, season }) => {
    const forecast = (seed: number): void => {
      model.fit(series(n, season, seed), { seasonLength: season })!.forecast(12, [0.95]);
    };
    forecast(0);
    const before = process.threadCpuUsage();
    for (let seed = 1; seed <= count; seed++) forecast(seed);
    return milliseconds(process.threadCpuUsage(before)) / count;
  });
  process.stdout.write(`${model.id.padEnd(18)}${row.map((ms) => ms.toFixed(2).padStart(12)).join('')}\n`);
}
