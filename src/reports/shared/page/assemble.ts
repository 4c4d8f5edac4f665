/** The document around what a report has to say: identity, scope, summary, health. */
import type {
  Definition,
  Document,
  Insight,
  Kpi,
  MethodNote,
  Recommendation,
  SummaryItem,
} from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import { dateLabel } from '../../../domain/period.ts';
import type { OptionValue } from '../../options.ts';
import type { Category, RunContext } from '../../report.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { comparisonScope, scopeLabel, scopePeriod } from '../words/scope.ts';

/** What a report is called in its documents. */
export interface Identity {
  readonly id: string;
  readonly title: string;
  readonly category: Category;
}

/** Everything of a document that a report decides itself. */
export interface Told extends Pick<Document, 'title' | 'verdict' | 'sections' | 'appendix' | 'charts' | 'tables'> {
  /** Id of the chart on page 1. */
  readonly headline: string | null;
  readonly kpis: readonly Kpi[];
  readonly drivers: readonly SummaryItem[];
  readonly risks: readonly SummaryItem[];
  /** Insights first. */
  readonly findings: readonly Finding[];
  readonly insights: readonly Insight[];
  readonly recommendations: readonly Recommendation[];
  readonly method: readonly MethodNote[];
  readonly definitions: readonly Definition[];
}

type AnyOptions = Readonly<Record<string, OptionValue>>;

export function assemble(
  { id, title, category }: Identity,
  analysis: Pick<ScoreAnalysis, 'markets'>,
  ctx: RunContext<AnyOptions>,
  told: Told,
): Document {
  const { markets } = analysis;
  return {
    schema: 'digi-cadence/document@1',
    report: { id, title, category },
    language: 'en',
    locale: ctx.locale,
    dataVersion: ctx.dataVersion,
    seed: ctx.seed,
    options: ctx.options,
    title: told.title,
    verdict: told.verdict,
    scope: {
      label: scopeLabel(analysis),
      projects: markets.map(({ project }) => project),
      brands: [...new Set(markets.flatMap((market) => market.subjects.map(({ brand }) => brand)))].sort(),
      period: scopePeriod(analysis),
      comparison: comparisonScope(analysis),
      dataAsOf: dateLabel(ctx.health.dataAsOf),
      peers: Math.max(0, ...markets.map(({ ranked }) => ranked)),
    },
    kpis: told.kpis,
    summary: { headline: told.headline, drivers: told.drivers, risks: told.risks },
    findings: told.findings,
    insights: told.insights,
    recommendations: told.recommendations,
    sections: told.sections,
    charts: told.charts,
    tables: told.tables,
    method: told.method,
    definitions: told.definitions,
    dataHealth: ctx.health,
    appendix: told.appendix,
  };
}
