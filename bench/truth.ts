/**
 * Holds reports to the truth of demo worlds: what is planted is found, where nothing is planted nothing is claimed.
 *
 *   node bench/truth.ts [--report score-revenue-correlation] [--worlds planted,noise] [--seeds 40]
 *
 * Without --report: every report of bench/truth/reports.ts. Without --worlds: all of bench/truth/worlds.ts. Planted worlds take
 * --seeds (40); null and reverse worlds two and a half times as many. In memory, no store, sequential on one core; one to three seconds a world.
 *
 * How to read it. Planted, per 40 seeds: detected (supported, right sign) at least 36; covered (interval holds the truth) at
 * least 34; median width at most 1.5 times the oracle's; lag exact in at least 36; decoy sections named 0 times.
 * Null, per 100: at most 11 documents with any supported association (99 % binomial limit of 5 %). Reverse: none driven, up
 * to the same limit. dc-score-performance tests no associations; its claims are counted by score-report-worlds.ts.
 */
import { parseArgs } from 'node:util';
import { countWorlds } from './truth/count.ts';
import { REPORT_TRUTHS } from './truth/reports.ts';
import { WORLDS } from './truth/worlds.ts';

const { values } = parseArgs({
  options: { report: { type: 'string' }, worlds: { type: 'string' }, seeds: { type: 'string', default: '40' } },
});
const seeds = Number(values.seeds);
const reports = REPORT_TRUTHS.filter(({ report }) => values.report === undefined || report.id === values.report);
const names = values.worlds?.split(',') ?? Object.keys(WORLDS);
if (!Number.isInteger(seeds) || seeds < 1 || reports.length === 0 || names.some((name) => !(name in WORLDS))) {
  console.error(`reports: ${REPORT_TRUTHS.map(({ report }) => report.id).join(', ')}`);
  console.error(`worlds: ${Object.keys(WORLDS).join(', ')}; --seeds: a whole number from 1`);
  process.exit(2);
}

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

for (const truth of reports)
  for (const name of names) {
    const world = WORLDS[name]!;
    const counts = countWorlds(truth, world, world.kind === 'planted' ? seeds : Math.round(2.5 * seeds));
    const of = (count: number, all = counts.worlds): string => `${count} of ${all}`;
    console.log(`${truth.report.id} · ${name} · ${counts.worlds} worlds, median ${median(counts.ms)?.toFixed(0)} ms`);
    if (world.kind === 'planted') {
      for (const fact of counts.facts)
        console.log(
          `  ${fact.name}: detected ${of(fact.detected, fact.planted)}, covered ${of(fact.covered, fact.planted)}, ` +
            `lag exact ${of(fact.lagExact, fact.planted)}, width ÷ oracle ${median(fact.widthRatios)?.toFixed(2) ?? '–'}, ` +
            `mean estimate ${fact.estimates.length > 0 ? mean(fact.estimates).toFixed(3) : '–'}`,
        );
      console.log(`  decoy named: ${of(counts.decoys)}`);
    } else if (world.kind === 'null') console.log(`  any supported association: ${of(counts.claiming)}`);
    else
      console.log(`  outcome called driven: ${of(counts.driven)} (any supported association: ${of(counts.claiming)})`);
    for (const line of counts.wrong) console.log(`  wrong: ${line}`);
  }
