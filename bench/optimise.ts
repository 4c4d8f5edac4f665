/**
 * Growth curves of the optimisation: overhead per trial of every sampler by number of trials and of parameters, hypervolume by
 * points and objectives, the genetic algorithm by genes.
 *
 *   node bench/optimise.ts [--seeds 3]
 *
 * How to read it: milliseconds of one core, medians over seeds. TPE grows linearly with the trials it models (time per trial ∝
 * trials × parameters × 24 candidates), CMA-ES with parameters² and not with trials, random and NSGA-II hardly. The
 * hypervolume is n log n in two objectives and grows fast with objectives beyond three.
 */
import { parseArgs } from 'node:util';
import { binaryEncoding } from '../src/analytics/optimize/encodings.ts';
import { evolve } from '../src/analytics/optimize/genetic.ts';
import { hypervolume } from '../src/analytics/optimize/hypervolume.ts';
import { runStudy } from '../src/analytics/optimize/run-study.ts';
import { cmaEsSampler } from '../src/analytics/optimize/samplers/cma-es.ts';
import { nsga2Sampler } from '../src/analytics/optimize/samplers/nsga2.ts';
import { randomSampler } from '../src/analytics/optimize/samplers/random.ts';
import { tpeSampler } from '../src/analytics/optimize/samplers/tpe.ts';
import type { Space } from '../src/analytics/optimize/space.ts';
import { createStudy } from '../src/analytics/optimize/study.ts';
import { complete } from '../src/analytics/optimize/trial.ts';
import { createRng } from '../src/domain/rng.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' } } });
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
const time = (work: (seed: number) => void): number =>
  median(
    seeds.map((seed) => {
      const start = performance.now();
      work(seed);
      return performance.now() - start;
    }),
  );
const line = (name: string, cells: readonly string[]): void => {
  process.stdout.write(`${name.padEnd(28)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);
};

const floats = (n: number): Space =>
  Array.from({ length: n }, (_, i) => ({ name: `x${i}`, type: 'float', low: -5, high: 5 }));
const SAMPLERS = [
  randomSampler(),
  tpeSampler({ multivariate: false }),
  tpeSampler({ multivariate: true }),
  cmaEsSampler(),
  nsga2Sampler(),
];

const TRIALS = [50, 100, 200, 400];
line(
  'ms per trial, 5 parameters',
  TRIALS.map((n) => `${n} trials`),
);
const perTrial = (sampler: (typeof SAMPLERS)[number], parameters: number, trials: number): string => {
  const ms = time((seed) => {
    const study = createStudy({ space: floats(parameters), directions: ['minimise'], sampler, seed });
    runStudy(
      study,
      ({ params }) => complete(Object.values(params).reduce<number>((sum, x) => sum + Number(x) ** 2, 0)),
      {
        trials,
      },
    );
  });
  return (ms / trials).toFixed(3);
};
for (const sampler of SAMPLERS)
  line(
    sampler.name,
    TRIALS.map((trials) => perTrial(sampler, 5, trials)),
  );

const WIDTHS = [2, 5, 10, 20];
line('\nms per trial, 100 trials', ['', ...WIDTHS.map((n) => `${n} params`)].slice(1));
for (const sampler of SAMPLERS)
  line(
    sampler.name,
    WIDTHS.map((width) => perTrial(sampler, width, 100)),
  );

const SIZES = [20, 40, 80, 160];
line(
  '\nhypervolume, ms',
  SIZES.map((n) => `${n} points`),
);
for (const objectives of [2, 3, 4, 5])
  line(
    `${objectives} objectives`,
    SIZES.map((size) =>
      time((seed) => {
        const rng = createRng(seed);
        // On a sphere's surface: no point dominates another, the worst case.
        const points = Array.from({ length: size }, () => {
          const raw = Array.from({ length: objectives }, () => Math.abs(rng.normal()) + 1e-9);
          const norm = Math.hypot(...raw);
          return raw.map((value) => 1 - value / norm);
        });
        hypervolume(points, new Array<number>(objectives).fill(1.1));
      }).toFixed(2),
    ),
  );

const GENES = [25, 50, 100, 200];
line(
  '\ngenetic, ms',
  GENES.map((n) => `${n} genes`),
);
line(
  '60 × 100 generations',
  GENES.map((genes) =>
    time((seed) => {
      const cost = (bits: readonly boolean[]): number => bits.reduce((sum, bit) => sum + (bit ? 0 : 1), 0);
      evolve({ encoding: binaryEncoding(genes), cost }, {}, createRng(seed));
    }).toFixed(0),
  ),
);
