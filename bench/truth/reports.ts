/**
 * What each report must find, how it is read from its document, and what must never be claimed. One entry a report: a
 * further report adds its own.
 */
import type { Truth } from '../../src/data/sources/demo/truth.ts';
import type { Document } from '../../src/document/document.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Selection } from '../../src/domain/selection.ts';
import { brandEquityCorrelation } from '../../src/reports/dc-score/brand-equity-correlation.ts';
import { scoreRevenueCorrelation } from '../../src/reports/dc-score/score-revenue-correlation.ts';
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
  /** A supported finding that, in the reverse world, would call the outcome driven by the score. */
  readonly claimsDriven: (finding: Finding) => boolean;
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
  readonly scale: 'log' | 'log-rank';
  /** Of the finding. */
  readonly id: string;
}): PlantedFact {
  return {
    name: o.name,
    truth: ({ facts }) => {
      const fact = facts.find(({ kind }) => kind === o.kind);
      return fact && fact.size !== 0 ? { size: fact.sign * fact.size, lag: fact.lag } : null;
    },
    read: ({ findings }) => {
      const finding = findings.find(({ id }) => id === o.id);
      if (!finding || !isAssociation(finding)) return null;
      const [estimate, low, high] = ['elasticity', 'elasticityLow', 'elasticityHigh'].map((name) =>
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
    report: brandEquityCorrelation,
    facts: [EQUITY_FACT],
    decoys: ['Socialwatch'],
    claimsDriven: drivesOutcome,
  },
];
