/**
 * Size, power and time of the association tests.
 *
 *   node bench/association.ts [replications = 2000] [seed = 1]
 *
 * How to read it: "size" is the share of independent series called associated at p ≤ .05 (goal ≤ .07, search over lags
 * included), by the kind of both series; "power" the share found when the innovations correlate .5 at lag 1.
 */
import { associatePair } from '../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../src/analytics/stats/association/panel.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const replications = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);
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

const kinds: Readonly<Record<string, Maker>> = {
  'random walks': autoregression(1),
  'AR(.9)': autoregression(0.9),
  'trend + white noise': (n, rng) => white(n, rng).map((v, t) => v + 0.2 * t),
  'smooth season': (n, rng) => white(n, rng).map((v, t) => v + 3 * Math.sin((2 * Math.PI * t) / 12)),
  'arbitrary season': (n, rng) => white(n, rng).map((v, t) => v + [0, 4, -2, 1, 5, -3, 0, 2, -4, 3, 1, 6][t % 12]!),
};

const share = (hit: (rng: Rng) => boolean): string => {
  const rng = createRng(seed);
  let hits = 0;
  for (let r = 0; r < replications; r++) if (hit(rng)) hits++;
  return (hits / replications).toFixed(4);
};
const found = (p: number | null): boolean => p !== null && p <= 0.05;

/** y whose innovations correlate .5 with x's one period before; both AR(.5). */
function linked(n: number, rng: Rng): { x: number[]; y: number[] } {
  const e = Array.from({ length: n + 1 }, () => rng.normal());
  const walk = (shocks: readonly number[]): number[] => {
    let u = 0;
    return shocks.map((shock) => {
      u = 0.5 * u + shock;
      return u;
    });
  };
  const answer = Array.from({ length: n }, (_, t) => 0.5 * e[t]! + Math.sqrt(0.75) * rng.normal());
  return { x: walk(e.slice(1)), y: walk(answer) };
}

for (const n of [24, 36, 60]) {
  for (const [name, make] of Object.entries(kinds))
    console.log(
      `size  pair  n ${n} ${name}: ${share((rng) => found(associatePair(make(n, rng), make(n, rng), options).p))}`,
    );
  console.log(
    `power pair  n ${n}: ${share((rng) => {
      const { x, y } = linked(n, rng);
      return found(associatePair(y, x, options).p);
    })}`,
  );
}
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
    console.log(`size  panel n ${n} brands ${brands}: ${share((rng) => found(associatePanel(panel(rng), options).p))}`);
  }
const started = performance.now();
const rng = createRng(seed);
for (let r = 0; r < 200; r++) associatePair(white(60, rng), white(60, rng), options);
console.log(`time  pair  n 60: ${((performance.now() - started) / 200).toFixed(2)} ms`);
