/**
 * What each report must find, how it is read from its document, and what must never be claimed. One entry a report: a
 * further report adds its own.
 */
import type { Truth } from '../../src/data/sources/demo/truth.ts';
import type { Document } from '../../src/document/document.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Selection } from '../../src/domain/selection.ts';
import { acquisitionEfficiency } from '../../src/reports/dc-score/acquisition-efficiency.ts';
import { bestsellerRankOptimisation } from '../../src/reports/dc-score/bestseller-rank-optimisation.ts';
import { brandEquityCorrelation } from '../../src/reports/dc-score/brand-equity-correlation.ts';
import { marketShareImpact } from '../../src/reports/dc-score/market-share-impact.ts';
import { salesCorrelation } from '../../src/reports/dc-score/sales-correlation.ts';
import { scoreRevenueCorrelation } from '../../src/reports/dc-score/score-revenue-correlation.ts';
import { sectionalDeepDive } from '../../src/reports/dc-score/sectional-deep-dive.ts';
import type { AnyReport } from '../../src/reports/report.ts';
import type { WorldData } from '../../test/support/world-dataset.ts';
import { EQUITY_FACT } from './equity.ts';
import { type Oracle, oracleOf } from './oracle.ts';

/** What a document says about the planted fact, in the unit of the truth. */
export interface Reading {
  readonly estimate: number;
  readonly interval: readonly [number, number];
  readonly lag: number | null;
}

export interface PlantedFact {
  readonly name: string;
  /** Its size in this world, null when this world lacks it. */
  truth(truth: Truth): { readonly size: number; readonly lag: number | null } | null;
  /** Null: not supported. */
  read(document: Document): Reading | null;
  /** Null: this fact has no oracle. */
  oracle(world: WorldData, selection: Selection): Oracle | null;
}

export interface ReportTruth {
  readonly report: AnyReport;
  readonly facts: readonly PlantedFact[];
  /** Sections that no association may name. */
  readonly decoys: readonly string[];
  /** Further associations that no document may claim, counted with the decoys. Absent: none. */
  readonly mustBeSilent?: (finding: Finding) => boolean;
  /** A supported finding that, in the reverse world, would call the outcome driven by the score. */
  readonly claimsDriven: (finding: Finding) => boolean;
  /** A supported finding that holds in this world although nothing links scores and outcomes there. Absent: none. */
  readonly holdsAnyway?: (finding: Finding, truth: Truth) => boolean;
}

export const isAssociation = (finding: Finding): boolean =>
  finding.kind === 'association' && finding.grade === 'supported';

const part = (finding: Finding, name: string): number | null => {
  const value = finding.parts?.[name];
  return typeof value === 'number' ? value : null;
};

/** The lead of a section over an outcome as a pooled association with its elasticity. */
export function elasticityFact(o: {
  readonly name: string;
  readonly kind: 'lead' | 'acquisition';
  readonly section: string;
  readonly outcome: string;
  readonly scale: 'log' | 'log-rank' | 'attraction';
  /** Of the finding. */
  readonly id: string;
  /** Parameter of the planted fact that holds the size for this outcome; absent: the fact's own size. */
  readonly parameter?: string;
  /** Parts of the finding that hold it with its interval. */
  readonly parts?: readonly [string, string, string];
}): PlantedFact {
  return {
    name: o.name,
    truth: ({ facts }) => {
      const fact = facts.find(({ kind }) => kind === o.kind);
      if (!fact || fact.size === 0) return null;
      const size = o.parameter === undefined ? fact.sign * fact.size : fact.parameters[o.parameter];
      // Links of ranks are told with up as better.
      return typeof size === 'number' ? { size: o.scale === 'log-rank' ? -size : size, lag: fact.lag } : null;
    },
    read: ({ findings }) => {
      const finding = findings.find(({ id }) => id === o.id);
      if (!finding || !isAssociation(finding)) return null;
      const [estimate, low, high] = (o.parts ?? ['elasticity', 'elasticityLow', 'elasticityHigh']).map((name) =>
        part(finding, name),
      );
      return estimate == null || low == null || high == null
        ? null
        : { estimate, interval: [low, high], lag: finding.lag ?? null };
    },
    oracle: (world, selection) =>
      oracleOf(world, selection, {
        outcome: o.outcome,
        scale: o.scale,
        section: o.section,
        lag: world.truth.facts.find(({ kind }) => kind === o.kind)?.lag ?? 0,
      }),
  };
}

const drivesOutcome = (finding: Finding): boolean =>
  isAssociation(finding) && finding.estimate !== null && (finding.lag ?? 0) >= 0;

export const REPORT_TRUTHS: readonly ReportTruth[] = [
  {
    // What is planted in sections is counted by section-report-worlds.ts; no section leads another in any world.
    report: sectionalDeepDive,
    facts: [],
    decoys: ['Socialwatch'],
    claimsDriven: () => false,
  },
  {
    report: scoreRevenueCorrelation,
    facts: [
      elasticityFact({
        name: 'Marketplace leads revenue',
        kind: 'lead',
        section: 'Marketplace',
        outcome: 'revenue',
        scale: 'log',
        id: 'association:revenue:Marketplace',
      }),
    ],
    decoys: ['Socialwatch'],
    claimsDriven: drivesOutcome,
  },
  {
    report: bestsellerRankOptimisation,
    facts: [
      elasticityFact({
        name: 'Marketplace leads bestseller rank',
        kind: 'lead',
        section: 'Marketplace',
        outcome: 'bestseller_rank',
        scale: 'log-rank',
        id: 'association:bestseller_rank:Marketplace',
        parameter: 'bestsellerRankElasticity',
      }),
    ],
    decoys: ['Socialwatch'],
    claimsDriven: drivesOutcome,
  },
  {
    report: marketShareImpact,
    facts: [
      elasticityFact({
        name: 'Marketplace leads market share',
        kind: 'lead',
        section: 'Marketplace',
        outcome: 'market_share',
        scale: 'attraction',
        id: 'association:market_share:Marketplace',
        // Share follows from attractions, whose elasticity is that of demand.
        parts: ['attraction', 'attractionLow', 'attractionHigh'],
      }),
    ],
    decoys: ['Socialwatch'],
    claimsDriven: (finding) => drivesOutcome(finding) && finding.predictor?.section !== undefined,
    // Spend lifts demand in every world that has a response to it, whatever the scores do.
    holdsAnyway: ({ id, estimate }, { facts }) =>
      id.startsWith('voice:') &&
      (estimate ?? 0) > 0 &&
      facts.some(({ kind, size }) => kind === 'spend-response' && size > 0),
  },
  {
    report: acquisitionEfficiency,
    facts: [
      elasticityFact({
        name: 'Organic Performance brings customers at equal spend',
        kind: 'acquisition',
        section: 'Organic Performance',
        outcome: 'new_customers',
        scale: 'log',
        id: 'association:new_customers:Organic Performance',
      }),
    ],
    decoys: ['Socialwatch'],
    claimsDriven: drivesOutcome,
    // The reverse world turns the lead of revenue round; that Organic Performance brings customers is planted there too.
    holdsAnyway: ({ predictor, estimate }, { facts }) =>
      predictor?.section === 'Organic Performance' &&
      (estimate ?? 0) > 0 &&
      facts.some(({ kind, size }) => kind === 'acquisition' && size > 0),
  },
  {
    report: brandEquityCorrelation,
    facts: [EQUITY_FACT],
    decoys: ['Socialwatch'],
    claimsDriven: drivesOutcome,
  },
  {
    report: salesCorrelation,
    facts: ['units', 'orders'].map((outcome) =>
      elasticityFact({
        name: `Marketplace leads ${outcome}`,
        kind: 'lead',
        section: 'Marketplace',
        outcome,
        scale: 'log',
        id: `association:${outcome}:Marketplace`,
      }),
    ),
    decoys: ['Socialwatch'],
    // Price is set by nobody who looks at scores, and an order is worth what its units cost.
    mustBeSilent: ({ subject }) => subject.outcome === 'price' || subject.outcome === 'order_value',
    claimsDriven: drivesOutcome,
  },
];
