/**
 * Dynamic DC Score Performance Analysis: how healthy is each brand's score, is it really moving, and why?
 * In the folder of its name, market.ts holds the facts of a market and tests.ts its tests; the other files speak.
 */
import { joinRounds } from '../../analytics/scores/history.ts';
import { adjustBenjaminiHochberg, adjustBenjaminiYekutieli, fcrLevel } from '../../analytics/stats/false-discovery.ts';
import type { Document } from '../../document/document.ts';
import { gradeFindings, type Hypothesis } from '../../document/grading.ts';
import { dateLabel } from '../../domain/period.ts';
import { COMMON_OPTIONS } from '../options.ts';
import { defineReport } from '../report.ts';
import { type MarketFacts, type Robustness, type ScoreAnalysis, sectionKey } from '../shared/analysis.ts';
import { describeMarket } from '../shared/market/describe-market.ts';
import { groundOf } from '../shared/market/ground.ts';
import { recommendationsOf } from '../shared/page/actions.ts';
import { risksOf } from '../shared/page/risks.ts';
import { orderFindings } from '../shared/stories.ts';
import { type SubjectTests, testsOf } from '../shared/tests/score-tests.ts';
import { comparisonScope, scopeLabel, scopePeriod } from '../shared/words/scope.ts';
import { createWording } from '../shared/words/wording.ts';
import { driversOf } from './dc-score-performance/drivers.ts';
import { findingsOf } from './dc-score-performance/findings.ts';
import { headlineOf } from './dc-score-performance/headline.ts';
import { definitionsOf, methodOf } from './dc-score-performance/method.ts';
import { pagesOf } from './dc-score-performance/sections.ts';
import { kpisOf } from './dc-score-performance/tiles.ts';

/** Everything but the horizon: this report looks back only. */
type PastOption = Exclude<(typeof COMMON_OPTIONS)[number], { readonly name: 'horizon' }>;
const OPTIONS: readonly PastOption[] = COMMON_OPTIONS.filter((spec): spec is PastOption => spec.name !== 'horizon');

export const dcScorePerformance = defineReport({
  id: 'dc-score-performance',
  title: 'Dynamic DC Score Performance Analysis',
  category: 'dc-score',
  question: 'How healthy is each brand’s score, is it really moving, and why?',
  needs: {
    tables: ['projects', 'brands', 'metrics', 'weights', 'scores', 'events'],
    outcomes: [],
    brands: { subject: 1, peers: 0 },
    periods: 2,
  },
  options: OPTIONS,
  adds: {
    depth: {
      basic: 'level, standing, change with its test, parts of the change',
      standard:
        'adds trend, lasting steps and odd periods of the score, volatility, headroom and actions, findings without their worst period',
      detailed: 'adds steps and odd periods of every section, real changes down to platform and metric',
    },
    extent: {
      summary: 'page 1, standing, movement',
      standard:
        'adds why it changed, section scores, steps and odd periods, where the points are, the ranking in full, coverage',
      comprehensive:
        'adds a waterfall a brand, parts of the change by platform and metric, sections in figures, full histories, up to five actions',
    },
  },

  analyse(data, ctx): ScoreAnalysis {
    const { depth, confidence } = ctx.options;
    const markets: MarketFacts[] = [];
    const absent: { project: string; reason: string }[] = [];
    const hypotheses: Hypothesis[] = [];
    const tests = new Map<string, SubjectTests>();
    const pairId = (project: string, brand: string): string => JSON.stringify([project, brand]);
    const plan = { history: depth !== 'basic', detail: depth === 'detailed', rng: ctx.rng, level: confidence };
    const { markets: selected } = ctx.selection;
    selected.forEach((market, i) => {
      ctx.progress(`scores of ${market.project}`, 0.1 * (i / selected.length));
      const history = ctx.memo(`score-history:${market.project}`, () =>
        joinRounds(market.rounds, data.scores, data.weights, market.frequency),
      );
      const ground = groundOf(market, data, history);
      if (typeof ground === 'string') {
        absent.push({ project: market.project, reason: ground });
        return;
      }
      const described = describeMarket(ground, data, {
        withVolatility: depth !== 'basic',
        withHeadroom: depth !== 'basic',
        level: confidence,
      });
      markets.push(described);
      described.subjects.forEach((subject, s) => {
        ctx.progress(
          `testing ${subject.brand} in ${market.project}`,
          0.1 + 0.8 * ((i + s / described.subjects.length) / selected.length),
        );
        const subjectTests = testsOf(ground, subject, plan);
        tests.set(pairId(market.project, subject.brand), subjectTests);
        hypotheses.push(...subjectTests.hypotheses);
      });
    });
    ctx.progress('grading', 0.9);
    const { findings, family } = gradeFindings(hypotheses, confidence, {
      adjust: adjustBenjaminiHochberg,
      adjustAnyDependence: adjustBenjaminiYekutieli,
      fcrLevel,
    });
    const robustness: Record<string, Robustness> = {};
    const sectionPaths: Record<string, readonly (number | null)[]> = {};
    for (const { id, grade, subject, predictor, period } of findings) {
      const { project, brand } = subject;
      if (grade !== 'supported' || project === undefined || brand === undefined) continue;
      const own = tests.get(pairId(project, brand))!;
      const robust = depth === 'basic' ? null : own.withoutWorst(id);
      if (robust) robustness[id] = robust;
      if (period !== undefined && predictor?.section !== undefined)
        sectionPaths[sectionKey(project, brand, predictor.section)] ??= own.sectionPath(predictor.section);
    }
    return { markets, absent, graded: findings, family, robustness, sectionPaths };
  },

  present(analysis, ctx): Document {
    const { options } = ctx;
    const words = createWording(analysis, options, ctx.locale);
    const all = findingsOf(analysis, words);
    const findings = new Map(all.map((finding) => [finding.id, finding]));
    const { title, verdict, about } = headlineOf(analysis, findings, all, words);
    const { sections, appendix, charts, tables, headline } = pagesOf(analysis, findings, all, about, words);
    return {
      schema: 'digi-cadence/document@1',
      report: { id: 'dc-score-performance', title: 'Dynamic DC Score Performance Analysis', category: 'dc-score' },
      language: 'en',
      locale: ctx.locale,
      dataVersion: ctx.dataVersion,
      seed: ctx.seed,
      options,
      title,
      verdict,
      scope: {
        label: scopeLabel(analysis),
        projects: analysis.markets.map(({ project }) => project),
        brands: [...new Set(analysis.markets.flatMap((market) => market.subjects.map(({ brand }) => brand)))].sort(),
        period: scopePeriod(analysis),
        comparison: comparisonScope(analysis),
        dataAsOf: dateLabel(ctx.health.dataAsOf),
        peers: Math.max(0, ...analysis.markets.map(({ ranked }) => ranked)),
      },
      kpis: kpisOf(analysis, findings, words),
      summary: {
        headline,
        drivers: driversOf(analysis, findings, all, words),
        risks: risksOf(analysis, all, words),
      },
      findings: orderFindings(analysis, all),
      recommendations: recommendationsOf(analysis, findings, words),
      sections,
      charts,
      tables,
      method: methodOf(analysis, words),
      definitions: definitionsOf(words),
      dataHealth: ctx.health,
      appendix,
    };
  },
});
