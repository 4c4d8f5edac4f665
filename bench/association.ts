/**
 * Size, power and time of the association tests.
 *
 *   node bench/association.ts [replications = 2000] [seed = 1] [part of a line's name]
 *
 * How to read it: "size" is the share of independent series called associated at p ≤ .05 (goal ≤ .07, search over lags
 * included), by the kind of both series; kinds after "else:" are checks beside the named ones. "refused" is the
 * share answered `insufficient`. "power" is the share found when the innovations correlate at lag 1 (or the lag named).
 */
import { associatePair } from '../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../src/analytics/stats/association/panel.ts';
import { todaYamamotoTest } from '../src/analytics/stats/series/toda-yamamoto.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const replications = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);
const wanted = process.argv[4] ?? '';
const options = { unit: 'y per x', level: 0.95, seasonLength: 12 };

type Maker = (n: number, rng: Rng) => number[];

const autoregression =
  (phi: number): Maker =>
  (n, rng) => {
    let u = phi < 1 ? rng.normal() / Math.sqrt(1 - phi * phi) : 0;
    return Array.from({ length: n }, () => {
      const value = u;
      u = phi * u + rng.normal();
      return value;
    });
  };
const white = autoregression(0);

const SHAPE = [0, 4, -2, 1, 5, -3, 0, 2, -4, 3, 1, 6];
const walk = autoregression(1);
const season =
  (size: number): Maker =>
  (n, rng) =>
    white(n, rng).map((v, t) => v + size * SHAPE[t % 12]!);
/** Moving average of order one, θ = .6. */
const movingAverage: Maker = (n, rng) => {
  let last = rng.normal();
  return Array.from({ length: n }, () => {
    const shock = rng.normal();
    const value = shock + 0.6 * last;
    last = shock;
    return value;
  });
};
/** Student t with three degrees of freedom, AR(.6). */
const heavyTails: Maker = (n, rng) => {
  let u = 0;
  return Array.from({ length: n }, () => {
    const chi = [0, 1, 2].reduce((sum) => sum + rng.normal() ** 2, 0);
    u = 0.6 * u + rng.normal() / Math.sqrt(chi / 3);
    return u;
  });
};

const kinds: Readonly<Record<string, Maker>> = {
  'random walks': walk,
  'AR(.9)': autoregression(0.9),
  'common trend + white noise': (n, rng) => white(n, rng).map((v, t) => v + 0.2 * t),
  'common trend + AR(.7)': (n, rng) => autoregression(0.7)(n, rng).map((v, t) => v + 0.2 * t),
  'smooth season': (n, rng) => white(n, rng).map((v, t) => v + 3 * Math.sin((2 * Math.PI * t) / 12)),
  'arbitrary season': season(1),
  'else: AR(.5)': autoregression(0.5),
  'else: MA(.6)': movingAverage,
  'else: random walks with drift': (n, rng) => walk(n, rng).map((v, t) => v + 0.5 * t),
  'else: weak arbitrary season (.15)': season(0.15),
  'else: weak arbitrary season (.25)': season(0.25),
  'else: walk with arbitrary season': (n, rng) => walk(n, rng).map((v, t) => v + 0.5 * SHAPE[t % 12]!),
  'else: heavy tails': heavyTails,
};

const report = (name: string, p: (rng: Rng) => number | null): void => {
  if (!name.includes(wanted)) return;
  const rng = createRng(seed);
  let [hits, refused] = [0, 0];
  for (let r = 0; r < replications; r++) {
    const value = p(rng);
    if (value === null) refused++;
    else if (value <= 0.05) hits++;
  }
  const share = (count: number): string => (count / replications).toFixed(4);
  console.log(`${name}: ${share(hits)}${refused > 0 ? `, refused ${share(refused)}` : ''}`);
};

/** y whose innovations correlate by `correlation` with x's `lag` periods before; both AR(.5). */
function linked(n: number, correlation: number, lag: number, rng: Rng): { x: number[]; y: number[] } {
  const e = Array.from({ length: n + lag }, () => rng.normal());
  const smooth = (shocks: readonly number[]): number[] => {
    let u = 0;
    return shocks.map((shock) => {
      u = 0.5 * u + shock;
      return u;
    });
  };
  const own = Math.sqrt(1 - correlation ** 2);
  const answer = Array.from({ length: n }, (_, t) => correlation * e[t]! + own * rng.normal());
  return { x: smooth(e.slice(lag)), y: smooth(answer) };
}

for (const n of [24, 36, 60])
  for (const [name, make] of Object.entries(kinds))
    report(`size  pair  n ${n} ${name}`, (rng) => associatePair(make(n, rng), make(n, rng), options).p);
for (const n of [36, 60])
  for (const name of ['random walks', 'AR(.9)', 'common trend + white noise', 'arbitrary season'])
    report(`size  Toda–Yamamoto  n ${n} ${name}`, (rng) => {
      const [x, y] = [kinds[name]!(n, rng), kinds[name]!(n, rng)];
      return todaYamamotoTest(x, y, { seasonLength: 12, rng }).p;
    });
for (const n of [36, 60])
  report(`power Toda–Yamamoto  n ${n} lag 1 correlation 0.5`, (rng) => {
    const { x, y } = linked(n, 0.5, 1, rng);
    return todaYamamotoTest(x, y, { seasonLength: 12, rng }).p;
  });
for (const n of [24, 36, 48, 60, 84])
  for (const correlation of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    report(`power pair  n ${n} lag 1 correlation ${correlation}`, (rng) => {
      const { x, y } = linked(n, correlation, 1, rng);
      return associatePair(y, x, options).p;
    });
for (const lag of [0, 2, 3, 4, 5, 6])
  report(`power pair  n 60 lag ${lag} correlation 0.5`, (rng) => {
    const { x, y } = linked(60, 0.5, lag, rng);
    return associatePair(y, x, options).p;
  });
for (const n of [36, 60])
  for (const brands of [3, 4, 7, 12]) {
    // A shock common to all brands in each period: errors correlate across brands.
    const panel = (rng: Rng) => {
      const [cx, cy] = [autoregression(0.7)(n, rng), autoregression(0.7)(n, rng)];
      return Array.from({ length: brands }, () => ({
        x: autoregression(0.7)(n, rng).map((v, t) => v + cx[t]!),
        y: autoregression(0.7)(n, rng).map((v, t) => v + cy[t]!),
      }));
    };
    report(`size  panel n ${n} brands ${brands}`, (rng) => associatePanel(panel(rng), options).p);
    report(`power panel n ${n} brands ${brands} correlation 0.3, common shocks`, (rng) => {
      const [cx, cy] = [autoregression(0.7)(n, rng), autoregression(0.7)(n, rng)];
      const pairs = Array.from({ length: brands }, () => linked(n, 0.3, 1, rng));
      return associatePanel(
        pairs.map(({ x, y }) => ({ x: x.map((v, t) => v + cx[t]!), y: y.map((v, t) => v + cy[t]!) })),
        options,
      ).p;
    });
  }
