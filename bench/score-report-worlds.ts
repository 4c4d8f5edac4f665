/**
 * What dc-score-performance claims on many demo worlds: nothing on noise, the planted facts where they are planted.
 *
 *   node bench/score-report-worlds.ts [null worlds = 100] [planted worlds = 20] [brand]
 *
 * Null worlds are `--without all`, seeds 1000…; planted worlds seeds 1…. With 100 null worlds at a true rate of 5 %,
 * up to 9 reports with a claim are within chance (binomial, 95 %). Sequential on one core; about 2 s a world.
 */
import { dcScorePerformance } from '../src/reports/dc-score/dc-score-performance.ts';
import { runReports } from '../src/reports/run.ts';
import { runDataOf, select, type WorldData, worldData } from '../test/support/world-dataset.ts';

const [nullWorlds = 100, plantedWorlds = 20] = process.argv.slice(2, 4).map(Number);
const brand = process.argv[4];

function supportedOf(world: WorldData) {
  const selection = select(world.catalog, brand === undefined ? {} : { brands: { names: [brand] } });
  const started = performance.now();
  const [outcome] = runReports([dcScorePerformance], runDataOf(world, selection), {
    selection,
    options: {},
    seed: 1,
    locale: 'en-GB',
  });
  const ms = performance.now() - started;
  if (outcome?.status !== 'ready') throw new Error(JSON.stringify(outcome));
  return { ms, supported: outcome.document.findings.filter((finding) => finding.grade === 'supported') };
}

const times: number[] = [];
let claiming = 0;
for (let i = 0; i < nullWorlds; i++) {
  const { ms, supported } = supportedOf(worldData({ seed: 1000 + i, without: ['all'] }));
  times.push(ms);
  if (supported.length === 0) continue;
  claiming++;
  console.log(`null world ${1000 + i}: ${supported.map(({ id, q }) => `${id} (q ${q?.toFixed(3)})`).join(', ')}`);
}
if (nullWorlds > 0) console.log(`null worlds with any supported claim: ${claiming} of ${nullWorlds}`);

const found = new Map<string, { found: number; planted: number }>();
let claims = 0;
for (let i = 0; i < plantedWorlds; i++) {
  const world = worldData({ seed: 1 + i });
  const { ms, supported } = supportedOf(world);
  times.push(ms);
  claims += supported.length;
  const own = new Set(world.dataset.brands.filter(({ role }) => role === 'own').map((each) => each.brand));
  for (const fact of world.truth.facts) {
    if (!['anomalies', 'level-shifts', 'trend'].includes(fact.kind) || fact.brand === null || !own.has(fact.brand))
      continue;
    if (brand !== undefined && fact.brand !== brand) continue;
    const hit = supported.some(
      (finding) =>
        finding.subject.brand === fact.brand &&
        (fact.kind === 'trend'
          ? finding.kind === 'movement' && finding.period === undefined
          : finding.period === fact.periods?.[0] && (finding.predictor?.section ?? fact.section) === fact.section),
    );
    const tally = found.get(fact.kind) ?? { found: 0, planted: 0 };
    tally.planted++;
    if (hit) tally.found++;
    found.set(fact.kind, tally);
  }
}
for (const [kind, tally] of [...found].sort())
  console.log(`${kind}: ${tally.found} of ${tally.planted} planted facts found`);
if (plantedWorlds > 0) console.log(`supported findings a planted world: ${(claims / plantedWorlds).toFixed(1)}`);
times.sort((a, b) => a - b);
console.log(
  `analysis and document: median ${times[Math.floor(times.length / 2)]?.toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
);
