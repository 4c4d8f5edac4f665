import type { Document } from '../../document/document.ts';
import { joinNames } from '../../document/words.ts';
import { KNOWN_OUTCOMES } from '../../domain/outcome.ts';
import { COMMON_OPTIONS, type NumberOption } from '../options.ts';
import { linkRecommendations } from '../outcome-link/actions.ts';
import {
  LINK_DEPTH,
  LINK_NEEDS,
  linkLimits,
  linkMethod,
  linkPage,
  linkTerms,
  scoreAnalysisOf,
} from '../outcome-link/contract.ts';
import { linkFindings } from '../outcome-link/findings.ts';
import { linkDrivers, linkHeadline, linkRisks, orderLinkFindings } from '../outcome-link/headline.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkTestsOf } from '../outcome-link/link-tests.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { defineReport, type Missing } from '../report.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import type { RevenueAnalysis } from './score-revenue-correlation/analysis.ts';
import { revenueFacts } from './score-revenue-correlation/facts.ts';
import { impliedChanges, paybacksOf, revenueLevels } from './score-revenue-correlation/revenue.ts';
import { pagesOf } from './score-revenue-correlation/sections.ts';
import { revenueKpis, worthInVerdict } from './score-revenue-correlation/worth.ts';

const IDENTITY = {
  id: 'score-revenue-correlation',
  title: 'Score-to-Revenue Correlation Analysis',
  category: 'dc-score',
} as const satisfies Identity;

const REVENUE = KNOWN_OUTCOMES.find(({ outcome }) => outcome === 'revenue')!;

const POINT_COST = {
  type: 'number',
  name: 'point-cost',
  label: 'Cost of a score point',
  help: 'For payback, in the one currency of the chosen markets; 0 when it is not known',
  min: 0,
  max: 1e12,
  unit: 'currency',
  initial: 0,
} as const satisfies NumberOption;

const LIMITS = linkLimits(
  'What-ifs, gain and payback hold only if the association were causal, and only inside the observed range. Levels of score and revenue are not compared: series that trend look linked whatever they are.',
);

export const scoreRevenueCorrelation = defineReport({
  ...IDENTITY,
  question: 'What is a score point worth in revenue?',
  needs: {
    ...LINK_NEEDS,
    outcomes: [['revenue']],
  },
  options: [...COMMON_OPTIONS, POINT_COST],
  adds: {
    depth: {
      basic: 'every part of the score against revenue, all brands together; direction; what-ifs',
      standard: 'adds each brand’s own estimate and test, forecasts with and without the score, robustness',
      detailed: 'adds platforms and metrics below a brand’s supported section',
    },
    extent: {
      summary: 'page 1, what a point is worth, the effect, what-if',
      standard: 'adds lag profile, brands, all parts, confounders, the window’s change',
      comprehensive: 'adds robustness and forecasts in figures, every lag, every brand that entered, every test',
    },
  },

  missing(_data, ctx): Missing[] {
    const cost = ctx.options['point-cost'];
    const currencies = [...new Set(ctx.selection.markets.map(({ currency }) => currency))].sort();
    if (cost === 0 || currencies.length < 2) return [];
    return [
      {
        need: 'markets of one currency, for one cost of a score point',
        have: `a point-cost of ${cost} for markets in ${joinNames(currencies)}`,
        fix: 'choose the markets of one currency, or leave point-cost out: then every market is told in its own currency, without payback',
      },
    ];
  },

  analyse(data, ctx): RevenueAnalysis {
    const { depth, confidence, horizon } = ctx.options;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, markets, subjects, currencies, computed } = linked;
    ctx.progress('revenue and the parts of the score', 0.2);
    const tests = linkTestsOf(markets, data, {
      outcome: REVENUE,
      scale: 'log',
      depth: LINK_DEPTH[depth],
      level: confidence,
      rng: ctx.rng,
      units: currencies,
      subjects,
      computed,
    });
    ctx.progress('grading', 0.6);
    const grading = grade(tests.hypotheses, confidence);
    ctx.progress('what stands behind it', 0.8);
    const link = tests.describe(grading);
    return {
      ...scoreAnalysisOf(linked, grading),
      link,
      levels: revenueLevels(described, data.outcomes, currencies),
      implied: impliedChanges(described, link),
      pointCost: ctx.options['point-cost'] > 0 ? ctx.options['point-cost'] : null,
      paybacks: paybacksOf(link, ctx.options['point-cost']),
      currencies,
      horizon,
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const { link } = analysis;
    const all = [...linkFindings(analysis.graded, link, analysis.markets, words), ...revenueFacts(analysis, words)];
    const page = linkPage(analysis, all, words);
    const { title, verdict, about } = linkHeadline(page, worthInVerdict);
    const told = tellLinks(orderLinkFindings(all), [page], ctx.previous);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: revenueKpis(page),
      drivers: linkDrivers(page, told.insights),
      risks: linkRisks(page),
      ...told,
      recommendations: linkRecommendations(page),
      ...pagesOf(analysis, page, all, about),
      method: linkMethod(analysis, link, LIMITS, words),
      definitions: linkTerms(words),
    });
  },
});
