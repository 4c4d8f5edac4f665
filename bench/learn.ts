/**
 * Time of learning and how it grows; with `drivers`, how often drivers are shown where there are none, and where there are.
 *
 *   node bench/learn.ts                               time
 *   node bench/learn.ts drivers [worlds=100] [kind]…  share of worlds with drivers shown
 *
 * How to read it: milliseconds of processor time of one thread, median of five runs after a first one. Each line doubles one
 * size (LMG and drivers: a larger case) and holds the others; the ratio to the line above tells the growth (2: linear). Forests take all columns at each
 * split, as for regression. A share of 100 worlds has a standard error of up to .05 (.02 at a share of .05).
 */
import {
  bootstrapRelativeImportance,
  type DriverUnit,
  findDrivers,
  fitBoostedRegression,
  fitRegressionForest,
  predictEnsemble,
} from '../src/analytics/learn/index.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

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

function table(rowCount: number, width: number) {
  const rng = createRng(1);
  const rows = Array.from({ length: rowCount }, () => Array.from({ length: width }, () => rng.normal()));
  const y = rows.map((row) => row[0]! * row[1]! + Math.sin(3 * row[2]!) + row[3]! + rng.normal());
  return { rows, y };
}

function printGrowth(title: string, sizes: readonly string[], measure: (i: number) => number): void {
  process.stdout.write(`\n${title}\n`);
  let before: number | null = null;
  sizes.forEach((size, i) => {
    const ms = measure(i);
    const ratio = before === null ? '' : `  × ${(ms / before).toFixed(2)}`;
    process.stdout.write(`  ${size.padEnd(34)}${ms.toFixed(1).padStart(9)} ms${ratio}\n`);
    before = ms;
  });
}

function time(): void {
  const options = { rng: createRng(2) };
  const base = table(2_000, 20);
  const ROWS = [500, 1_000, 2_000, 4_000, 8_000];
  const cut = ROWS.map((n) => table(n, 20));
  printGrowth('forest, 20 columns, 100 trees, by rows', ROWS.map(String), (i) =>
    medianMs(() => fitRegressionForest(cut[i]!.rows, cut[i]!.y, { ...options, trees: 100 })),
  );
  printGrowth('boosting, 20 columns, 100 rounds of depth 6, by rows', ROWS.map(String), (i) =>
    medianMs(() => fitBoostedRegression(cut[i]!.rows, cut[i]!.y, { ...options, rounds: 100, maxDepth: 6 })),
  );
  const WIDTHS = [5, 10, 20, 40];
  const wide = WIDTHS.map((width) => table(2_000, width));
  printGrowth('forest, 2,000 rows, 100 trees, by columns', WIDTHS.map(String), (i) =>
    medianMs(() => fitRegressionForest(wide[i]!.rows, wide[i]!.y, { ...options, trees: 100 })),
  );
  const TREES = [50, 100, 200];
  printGrowth('forest, 2,000 rows × 20 columns, by trees', TREES.map(String), (i) =>
    medianMs(() => fitRegressionForest(base.rows, base.y, { ...options, trees: TREES[i]! })),
  );
  const { ensemble } = fitRegressionForest(base.rows, base.y, { ...options, trees: 100 })!;
  printGrowth('prediction by that forest, by rows', ROWS.map(String), (i) =>
    medianMs(() => predictEnsemble(ensemble, cut[i]!.rows)),
  );
  const BLOCKS = [4, 6, 8, 10];
  printGrowth('LMG of 60 periods, 199 bootstrap draws, by blocks', BLOCKS.map(String), (i) => {
    const { rows, y } = table(60, 10);
    const columns = Array.from({ length: BLOCKS[i]! }, (_, j) => rows.map((row) => row[j]!));
    return medianMs(() => bootstrapRelativeImportance(columns, y, { ...options, draws: 199 }));
  });
  const KINDS = [
    'one unit, 48 periods (linear)',
    'one unit, 72 periods (trees)',
    '4 units, 48 periods (trees)',
  ] as const;
  printGrowth('drivers, 8 predictors, 3 lags, 99 refits where shown', KINDS, (i) => {
    const [unitCount, periods] = [[1, 48] as const, [1, 72] as const, [4, 48] as const][i]!;
    const units = driverWorld('effect', unitCount, periods, createRng(5));
    return medianMs(() => findDrivers(units, PREDICTORS, { rng: createRng(1), seasonLength: 12 }));
  });
}

const SECTIONS = 4;
const PREDICTORS = Array.from({ length: 2 * SECTIONS }, (_, j) => ({
  name: `metric ${j}`,
  group: `section ${Math.floor(j / 2)}`,
}));

/** What the worlds are made of; in 'effect' the first section leads the outcome by one period. */
const WORLDS = ['white noise', 'AR(.7)', 'random walks', 'trends', 'season', 'common shocks', 'effect'] as const;

function driverWorld(kind: (typeof WORLDS)[number], unitCount: number, periods: number, rng: Rng): DriverUnit[] {
  const persistence = kind === 'white noise' ? 0 : kind === 'random walks' ? 1 : 0.7;
  const path = (shock: (t: number) => number): number[] => {
    let state = 0;
    return Array.from({ length: periods }, (_, t) => {
      state = persistence * state + rng.normal() + shock(t);
      return state + (kind === 'trends' ? 0.2 * t : 0) + (kind === 'season' ? 3 * Math.sin((2 * Math.PI * t) / 12) : 0);
    });
  };
  const none = (): number => 0;
  const shared = Array.from({ length: PREDICTORS.length + 1 }, () =>
    Array.from({ length: periods }, () => rng.normal()),
  );
  const shockOf = (j: number) => (kind === 'common shocks' ? (t: number) => shared[j]![t]! : none);
  return Array.from({ length: unitCount }, (_, u) => {
    const predictors = PREDICTORS.map((__, j) => path(shockOf(j)));
    const noise = path(shockOf(PREDICTORS.length));
    const lead = (t: number): number =>
      kind === 'effect' && t > 0 ? predictors[0]![t - 1]! + predictors[1]![t - 1]! : 0;
    return { name: `unit ${u}`, outcome: noise.map((value, t) => value + 0.6 * lead(t)), predictors };
  });
}

function drivers(worlds: number, kinds: readonly string[]): void {
  const forms = [
    { name: '1 × 48', units: 1, periods: 48 },
    { name: '1 × 72', units: 1, periods: 72 },
    { name: '4 × 48', units: 4, periods: 48 },
  ];
  process.stdout.write(`share of ${worlds} worlds with drivers shown (brands × periods)\n`);
  process.stdout.write(`${''.padEnd(16)}${forms.map((form) => form.name.padStart(10)).join('')}\n`);
  for (const kind of WORLDS.filter((name) => kinds.length === 0 || kinds.includes(name))) {
    const shares = forms.map(({ units, periods }) => {
      let shown = 0;
      for (let seed = 0; seed < worlds; seed++) {
        const world = driverWorld(kind, units, periods, createRng(seed + 1));
        const found = findDrivers(world, PREDICTORS, { rng: createRng(seed), seasonLength: 12, permutations: 1 });
        if (found.status === 'shown') shown++;
      }
      return shown / worlds;
    });
    process.stdout.write(`${kind.padEnd(16)}${shares.map((share) => share.toFixed(2).padStart(10)).join('')}\n`);
  }
}

if (process.argv[2] === 'drivers') drivers(Number(process.argv[3] ?? 100), process.argv.slice(4));
else time();
