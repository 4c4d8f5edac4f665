/**
 * Time of Shapley values and how it grows.
 *
 *   node bench/shap.ts
 *
 * How to read it: milliseconds of processor time of one thread, median of five runs after a first one; each line doubles one
 * size and holds the others, the ratio to the line above tells the growth (2: linear). The large model has the shape of the
 * one that the reference set times in C (shap 0.44, one thread): 100 trees of depth 6, 1,000 rows, 8 columns: 422 ms
 * path-dependent, 2,352 ms interventional against 100 background rows.
 */
import {
  fitBoostedRegression,
  fitRegressionForest,
  interventionalShap,
  pathDependentShap,
  predictEnsemble,
  samplingShap,
} from '../src/analytics/learn/index.ts';
import { createRng } from '../src/domain/rng.ts';

function medianMs(call: () => unknown): number {
  call();
  const times = Array.from({ length: 5 }, () => {
    const before = process.threadCpuUsage();
    call();
    const used = process.threadCpuUsage(before);
    return (used.user + used.system) / 1_000;
  });
  return times.sort((a, b) => a - b)[2]!;
}

const rng = createRng(3);
const rows = Array.from({ length: 4_000 }, () => Array.from({ length: 8 }, () => rng.normal()));
const y = rows.map((row) => row[0]! * row[1]! + Math.sin(2 * row[2]!) + row[3]! + 0.5 * rng.normal());
const [trainRows, trainY] = [rows.slice(0, 1_000), y.slice(0, 1_000)];
const boosted = (rounds: number, maxDepth: number) =>
  fitBoostedRegression(trainRows, trainY, { rounds, maxDepth, l2: 0, rng: createRng(1) })!.ensemble;
const large = boosted(100, 6);

function printGrowth(title: string, sizes: readonly number[], measure: (size: number) => () => unknown): void {
  process.stdout.write(`\n${title}\n`);
  let before: number | null = null;
  for (const size of sizes) {
    const ms = medianMs(measure(size));
    const ratio = before === null ? '' : `  × ${(ms / before).toFixed(2)}`;
    process.stdout.write(`  ${String(size).padEnd(8)}${ms.toFixed(1).padStart(10)} ms${ratio}\n`);
    before = ms;
  }
}

printGrowth('path-dependent, 100 trees of depth 6, by rows', [500, 1_000, 2_000, 4_000], (n) => {
  const part = rows.slice(0, n);
  return () => pathDependentShap(large, part);
});
printGrowth('interventional, 100 background rows, by rows', [500, 1_000, 2_000, 4_000], (n) => {
  const part = rows.slice(0, n);
  return () => interventionalShap(large, part, rows.slice(0, 100));
});
printGrowth('interventional, 1,000 rows, by background rows', [100, 200, 400, 800], (n) => {
  const background = rows.slice(0, n);
  return () => interventionalShap(large, trainRows, background);
});
printGrowth('path-dependent, 1,000 rows, by trees', [50, 100, 200], (n) => {
  const ensemble = boosted(n, 6);
  return () => pathDependentShap(ensemble, trainRows);
});
printGrowth('path-dependent, 1,000 rows, 50 trees, by depth', [2, 4, 6, 8], (depth) => {
  const ensemble = boosted(50, depth);
  return () => pathDependentShap(ensemble, trainRows);
});
printGrowth('interactions, path-dependent, by rows', [250, 500, 1_000], (n) => {
  const part = rows.slice(0, n);
  return () => pathDependentShap(large, part, { interactions: true });
});
const forest = fitRegressionForest(trainRows, trainY, { trees: 20, rng: createRng(1) })!.ensemble;
printGrowth('forest of fully grown trees (20), interventional against all rows, by rows', [125, 250, 500], (n) => {
  const part = rows.slice(0, n);
  return () => interventionalShap(forest, part, part);
});
printGrowth(
  'sampling, 10 rows, 20 background rows, forest, by pairs of orders',
  [4, 8, 16],
  (pairs) => () =>
    samplingShap((table) => predictEnsemble(forest, table), rows.slice(0, 10), rows.slice(0, 20), {
      rng: createRng(1),
      pairs,
    }),
);
