/**
 * Size and power of the pooled test of the outcome link, beside the pooled test without period effects (Driscoll–Kraay).
 *
 *   node bench/outcome-link.ts [replications = 200] [seed = 1] [part of a line's name]
 *
 * How to read it. "size" is the share of panels whose outcome has nothing to do with the predictor and is called associated
 * at p ≤ .05, search over lags included (goal ≤ .07); errors of brands move together by a shock that all share in each
 * period. "power" is the share found when innovations correlate by .3 at lag 1, "covers" the share of intervals that hold the
 * true slope then, "width" the mean width over that of the other test.
 */
import { linkOutcome } from '../src/analytics/outcome-link/link.ts';
import type { LinkPanel, LinkUnit } from '../src/analytics/outcome-link/units.ts';
import { associatePanel } from '../src/analytics/stats/association/panel.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const replications = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const wanted = process.argv[4] ?? '';

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
const SHAPE = [0, 4, -2, 1, 5, -3, 0, 2, -4, 3, 1, 6];
const heavy: Maker = (n, rng) => {
  let u = 0;
  return Array.from({ length: n }, () => {
    const chi = [0, 1, 2].reduce((sum) => sum + rng.normal() ** 2, 0);
    u = 0.5 * u + rng.normal() / Math.sqrt(chi / 3);
    return u;
  });
};
const KINDS: Readonly<Record<string, Maker>> = {
  'AR(.5)': autoregression(0.5),
  'AR(.9)': autoregression(0.9),
  'random walks': autoregression(1),
  'common trend + AR(.5)': (n, rng) => autoregression(0.5)(n, rng).map((v, t) => v + 0.2 * t),
  'season of every brand, arbitrary': (n, rng) => {
    const turn = rng.integer(12);
    return autoregression(0.5)(n, rng).map((v, t) => v + 0.5 * SHAPE[(t + turn) % 12]!);
  },
  'heavy tails': heavy,
};

function panelOf(brands: number, n: number, make: Maker, correlation: number, rng: Rng): LinkPanel {
  const [sharedX, sharedY] = [autoregression(0.5)(n, rng), autoregression(0.5)(n, rng)];
  const own = Math.sqrt(1 - correlation ** 2);
  const units = Array.from({ length: brands }, (_, b): LinkUnit => {
    const rngOf = rng.fork(`brand ${b}`);
    const x = make(n + 1, rngOf);
    const noise = make(n, rngOf);
    const y = noise.map((value, t) => own * value + correlation * x[t]! + 2 * sharedY[t]!);
    const seen = x.slice(1).map((value, t) => value + sharedX[t]!);
    return {
      market: 'M',
      project: 'M',
      brand: `B${b}`,
      start: 0,
      periods: y.map((_value, t) => String(t)),
      outcome: y,
      scores: [seen],
      y,
      x: [seen],
      controls: [],
    };
  });
  return {
    units,
    frequency: 'monthly',
    outcomeScale: 'level',
    predictorScale: 'points',
    predictors: [{ predictor: {}, label: 'x', filter: () => () => true }],
    controls: [],
    missing: [],
    left: [],
  };
}

const line = (name: string, brands: number, n: number, make: Maker, correlation: number): void => {
  if (!name.includes(wanted)) return;
  const rng = createRng(seed);
  let [hits, before, covered, lags, ratio, both] = [0, 0, 0, 0, 0, 0];
  for (let r = 0; r < replications; r++) {
    const panel = panelOf(brands, n, make, correlation, rng.fork(`run ${r}`));
    const link = linkOutcome(panel, { outcomeUnit: '' });
    if (typeof link === 'string') continue;
    const now = link.evidence(0, 0.95);
    const then = associatePanel(
      panel.units.map(({ x, y }) => ({ x: x[0]!, y })),
      { unit: '', level: 0.95, seasonLength: 12 },
    );
    if (now.p !== null && now.p <= 0.05) hits++;
    if (then.p !== null && then.p <= 0.05) before++;
    if (now.lag === 1) lags++;
    if (now.interval && now.interval[0] <= correlation && correlation <= now.interval[1]) covered++;
    if (now.interval && then.interval) {
      ratio += (now.interval[1] - now.interval[0]) / (then.interval[1] - then.interval[0]);
      both++;
    }
  }
  const share = (count: number): string => (count / replications).toFixed(3);
  console.log(
    `${name}: ${share(hits)} (Driscoll–Kraay ${share(before)})${correlation === 0 ? '' : `, lag exact ${share(lags)}, covers ${share(covered)}, width ${(ratio / both).toFixed(2)}`}`,
  );
};

for (const n of [36, 60])
  for (const brands of [5, 7, 12])
    for (const [kind, make] of Object.entries(KINDS)) line(`size  n ${n} brands ${brands} ${kind}`, brands, n, make, 0);
for (const n of [36, 60])
  for (const brands of [5, 12]) line(`power n ${n} brands ${brands} correlation 0.3`, brands, n, KINDS['AR(.5)']!, 0.3);
