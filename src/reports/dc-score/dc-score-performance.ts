/**
 * Dynamic DC Score Performance Analysis: how healthy is each brand's score, is it really moving, and why?
 * Facts, tests, tables and charts come from shared/; the folder of this report's name chooses among them and speaks.
 */
import type { Document } from '../../document/document.ts';
import type { Hypothesis } from '../../document/grading.ts';
import { PAST_OPTIONS, TARGET_SCORE } from '../options.ts';
import { defineReport } from '../report.ts';
import type { ScoreAnalysis } from '../shared/analysis.ts';
import { describeMarkets } from '../shared/market/markets.ts';
import { sectionParts, WHOLE_SCORE } from '../shared/market/score-parts.ts';
import { recommendationsOf } from '../shared/page/actions.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { risksOf } from '../shared/page/risks.ts';
import { tellStories } from '../shared/stories.ts';
import { followUp, grade, TestIndex } from '../shared/tests/grade.ts';
import { scoreTestsOf } from '../shared/tests/score-tests.ts';
import { createWording } from '../shared/words/wording.ts';
import { driversOf } from './dc-score-performance/drivers.ts';
import { findingsOf } from './dc-score-performance/findings.ts';
import { headlineOf } from './dc-score-performance/headline.ts';
import { definitionsOf, methodOf } from './dc-score-performance/method.ts';
import { pagesOf } from './dc-score-performance/sections.ts';
import { kpisOf } from './dc-score-performance/tiles.ts';

const IDENTITY = {
  id: 'dc-score-performance',
  title: 'Dynamic DC Score Performance Analysis',
  category: 'dc-score',
} as const satisfies Identity;

export const dcScorePerformance = defineReport({
  ...IDENTITY,
  question: 'How healthy is each brand’s score, is it really moving, and why?',
  needs: {
    tables: ['projects', 'brands', 'metrics', 'weights', 'scores', 'events'],
    outcomes: [],
    brands: { subject: 1, peers: 0 },
    periods: 2,
  },
  options: [...PAST_OPTIONS, TARGET_SCORE],
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
    const { depth, confidence, target } = ctx.options;
    const withHistory = depth !== 'basic';
    const plan = { detail: depth === 'detailed', rng: ctx.rng, level: confidence };
    const settings = {
      withVolatility: withHistory,
      withHeadroom: withHistory,
      level: confidence,
      ...(target > 0 ? { target } : {}),
    };
    const hypotheses: Hypothesis[] = [];
    const tests = new TestIndex();
    const { markets: selected } = ctx.selection;
    const { markets, absent } = describeMarkets(data, ctx, settings, ({ ground, facts }, i) => {
      const searched = plan.detail ? [WHOLE_SCORE, ...sectionParts(ground.history)] : [WHOLE_SCORE];
      const of = plan.detail ? 'DC score and sections' : 'DC score';
      facts.subjects.forEach((subject, s) => {
        ctx.progress(
          `testing ${subject.brand} in ${facts.project}`,
          0.1 + 0.8 * ((i + s / facts.subjects.length) / selected.length),
        );
        const own = scoreTestsOf(ground, subject, plan);
        tests.add(facts.project, subject.brand, own);
        if (own.canCompare) hypotheses.push(own.difference(WHOLE_SCORE));
        if (withHistory)
          hypotheses.push(
            own.movement(WHOLE_SCORE),
            own.search('level-shift', searched, of),
            own.search('anomaly', searched, of),
          );
      });
    });
    ctx.progress('grading', 0.9);
    const { findings, family } = grade(hypotheses, confidence);
    return {
      markets: markets.map(({ facts }) => facts),
      absent,
      graded: findings,
      family,
      ...followUp(findings, tests, withHistory),
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const all = findingsOf(analysis, words);
    const findings = new Map(all.map((finding) => [finding.id, finding]));
    const { title, verdict, about } = headlineOf(analysis, findings, all, words);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: kpisOf(analysis, findings, words),
      drivers: driversOf(analysis, findings, all, words),
      risks: risksOf(analysis, all, words),
      ...tellStories(analysis, all, ctx.previous),
      recommendations: recommendationsOf(analysis, findings, words),
      ...pagesOf(analysis, findings, all, about, words),
      method: methodOf(analysis, words),
      definitions: definitionsOf(words),
    });
  },
});
