/**
 * What sectional-deep-dive claims on many demo worlds: nothing on noise, the planted facts of sections where they are.
 *
 *   node bench/section-report-worlds.ts [null worlds = 100] [planted worlds = 40]
 *
 * Null worlds are `--without all`, seeds 1000…; planted worlds seeds 1…. The unit of noise is the report: at a true rate of
 * 5 % at most 11 of 100 documents hold a supported claim (binomial, 99 %). The trending decoy is found as a movement and
 * never as one side of a lead; no world has a lead between sections. Sequential on one core; about 2 s a world.
 */
import { sectionalDeepDive } from '../src/reports/dc-score/sectional-deep-dive.ts';
import { runReports } from '../src/reports/run.ts';
import { runDataOf, select, type WorldData, worldData } from '../test/support/world-dataset.ts';

const [nullWorlds = 100, plantedWorlds = 40] = process.argv.slice(2, 4).map(Number);

function supportedOf(world: WorldData) {
  const selection = select(world.catalog);
  const started = performance.now();
  const [outcome] = runReports([sectionalDeepDive], runDataOf(world, selection), {
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
const claiming = { any: 0, association: 0 };
for (let i = 0; i < nullWorlds; i++) {
  const { ms, supported } = supportedOf(worldData({ seed: 1000 + i, without: ['all'] }));
  times.push(ms);
  if (supported.some(({ kind }) => kind === 'association')) claiming.association++;
  if (supported.length === 0) continue;
  claiming.any++;
  console.log(`null world ${1000 + i}: ${supported.map(({ id, q }) => `${id} (q ${q?.toFixed(3)})`).join(', ')}`);
}
if (nullWorlds > 0)
  console.log(
    `null worlds with any supported claim: ${claiming.any} of ${nullWorlds}; with a supported association: ${claiming.association}`,
  );

const found = new Map<string, { found: number; covered: number; planted: number }>();
let leads = 0;
for (let i = 0; i < plantedWorlds; i++) {
  const world = worldData({ seed: 1 + i });
  const { ms, supported } = supportedOf(world);
  times.push(ms);
  if (supported.some(({ kind }) => kind === 'association')) leads++;
  const own = world.dataset.brands.filter(({ role }) => role === 'own').map((each) => each.brand);
  const count = (kind: string, hit: (typeof supported)[number] | undefined, truth: number | null): void => {
    const tally = found.get(kind) ?? { found: 0, covered: 0, planted: 0 };
    tally.planted++;
    if (hit) tally.found++;
    if (hit?.interval && truth !== null && hit.interval[0] <= truth && truth <= hit.interval[1]) tally.covered++;
    found.set(kind, tally);
  };
  for (const fact of world.truth.facts) {
    if ((fact.kind === 'anomalies' || fact.kind === 'level-shifts') && own.includes(fact.brand ?? ''))
      count(
        fact.kind,
        supported.find(
          ({ subject, predictor, period, estimate }) =>
            subject.brand === fact.brand &&
            predictor?.section === fact.section &&
            period === fact.periods?.[0] &&
            Math.sign(estimate ?? 0) === fact.sign,
        ),
        fact.sign * fact.size,
      );
    if (fact.kind === 'trend' || fact.kind === 'decoy')
      count(
        fact.kind,
        supported.find(
          ({ id, subject, predictor, estimate }) =>
            id.startsWith('movement:') &&
            (fact.brand === null ? predictor?.section === fact.section : subject.brand === fact.brand) &&
            Math.sign(estimate ?? 0) === fact.sign,
        ),
        null,
      );
  }
}
for (const [kind, tally] of [...found].sort())
  console.log(
    `${kind}: ${tally.found} of ${tally.planted} planted facts found with the right section and sign` +
      `${tally.covered > 0 ? `; interval covers the planted size in ${tally.covered}` : ''}`,
  );
if (plantedWorlds > 0)
  console.log(`planted worlds with a supported lead between sections: ${leads} of ${plantedWorlds}`);
times.sort((a, b) => a - b);
console.log(
  `analysis and document: median ${times[Math.floor(times.length / 2)]?.toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
);
