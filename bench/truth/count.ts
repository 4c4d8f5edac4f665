/** Runs one report on many worlds of one kind, in memory, and counts what it gets right and wrong. */
import type { Document } from '../../src/document/document.ts';
import { runReports } from '../../src/reports/run.ts';
import { runDataOf, select, worldData } from '../../test/support/world-dataset.ts';
import { isAssociation, type PlantedFact, type ReportTruth } from './reports.ts';
import type { TruthWorld } from './worlds.ts';

export interface FactCount {
  readonly name: string;
  /** Worlds that hold the fact. */
  planted: number;
  /** Supported with the right sign. */
  detected: number;
  /** … whose interval covers the truth. */
  covered: number;
  lagExact: number;
  /** Interval width over that of the oracle, of those detected. */
  readonly widthRatios: number[];
  readonly estimates: number[];
}

export interface Counts {
  worlds: number;
  /** Documents with any supported association. */
  claiming: number;
  /** Documents that name a decoy section in a supported association. */
  decoys: number;
  /** Documents that call the outcome driven by the score. */
  driven: number;
  readonly facts: FactCount[];
  /** Seed and ids of every supported association in a world without any, of every decoy and every driven outcome. */
  readonly wrong: string[];
  readonly ms: number[];
}

function countFact(fact: PlantedFact, count: FactCount, document: Document, size: number, lag: number | null): boolean {
  count.planted++;
  const reading = fact.read(document);
  if (!reading || Math.sign(reading.estimate) !== Math.sign(size)) return false;
  count.detected++;
  count.estimates.push(reading.estimate);
  if (reading.interval[0] <= size && size <= reading.interval[1]) count.covered++;
  if (lag === null || reading.lag === lag) count.lagExact++;
  return true;
}

/** @param options of the report, by name */
export function countWorlds(
  truth: ReportTruth,
  world: TruthWorld,
  seeds: number,
  options: Readonly<Record<string, string | number | boolean>> = {},
): Counts {
  const counts: Counts = {
    worlds: 0,
    claiming: 0,
    decoys: 0,
    driven: 0,
    facts: truth.facts.map(({ name }) => ({
      name,
      planted: 0,
      detected: 0,
      covered: 0,
      lagExact: 0,
      widthRatios: [],
      estimates: [],
    })),
    wrong: [],
    ms: [],
  };
  for (let i = 0; i < seeds; i++) {
    const seed = world.firstSeed + i;
    const data = worldData({ ...world.options, seed }, { withOutcomes: true });
    const selection = select(data.catalog);
    const started = performance.now();
    const [outcome] = runReports([truth.report], runDataOf(data, selection), {
      selection,
      options,
      seed: 1,
      locale: 'en-GB',
    });
    counts.ms.push(performance.now() - started);
    if (outcome?.status !== 'ready') throw new Error(`seed ${seed}: ${JSON.stringify(outcome)}`);
    const { document } = outcome;
    counts.worlds++;
    const supported = document.findings.filter(
      (finding) => isAssociation(finding) && truth.holdsAnyway?.(finding, data.truth) !== true,
    );
    const driven = supported.filter(truth.claimsDriven);
    const decoys = supported.filter(
      (finding) => truth.decoys.includes(finding.predictor?.section ?? '') || truth.mustBeSilent?.(finding) === true,
    );
    if (supported.length > 0) counts.claiming++;
    if (driven.length > 0) counts.driven++;
    if (decoys.length > 0) counts.decoys++;
    const wrong = world.kind === 'null' ? supported : world.kind === 'reverse' ? driven : decoys;
    if (wrong.length > 0)
      counts.wrong.push(`${seed}: ${wrong.map(({ id, q }) => `${id} (q ${q?.toFixed(3)})`).join(', ')}`);
    truth.facts.forEach((fact, f) => {
      const planted = world.kind === 'planted' ? fact.truth(data.truth) : null;
      const count = counts.facts[f]!;
      if (!planted || !countFact(fact, count, document, planted.size, planted.lag)) return;
      const oracle = fact.oracle(data, selection);
      const reading = fact.read(document)!;
      if (oracle)
        count.widthRatios.push((reading.interval[1] - reading.interval[0]) / (oracle.interval[1] - oracle.interval[0]));
    });
  }
  return counts;
}
