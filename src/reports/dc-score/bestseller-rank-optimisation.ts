import type { Document } from '../../document/document.ts';
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
import { linkDrivers, orderLinkFindings } from '../outcome-link/headline.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkTestsOf } from '../outcome-link/link-tests.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { defineReport } from '../report.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import type { SpokenNote } from '../shared/page/method-notes.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import type { RankAnalysis } from './bestseller-rank-optimisation/analysis.ts';
import { rankFacts } from './bestseller-rank-optimisation/facts.ts';
import { rankHeadline, rankKpis, rankRisks } from './bestseller-rank-optimisation/headline.ts';
import { rankOutlooks } from './bestseller-rank-optimisation/outlook.ts';
import { withMetrics } from './bestseller-rank-optimisation/parts.ts';
import { RANK_OUTCOME, rankLevels, ranksOf } from './bestseller-rank-optimisation/ranks.ts';
import { rankRequirements } from './bestseller-rank-optimisation/required.ts';
import { pagesOf } from './bestseller-rank-optimisation/sections.ts';

const IDENTITY = {
  id: 'bestseller-rank-optimisation',
  title: 'Bestseller Rank Optimization Analysis',
  category: 'dc-score',
} as const satisfies Identity;

const RANK = KNOWN_OUTCOMES.find(({ outcome }) => outcome === RANK_OUTCOME)!;

const TARGET = {
  type: 'number',
  name: 'target',
  label: 'Target rank',
  help: 'Rank to reach, the same for every brand; 0: the next step of the list for each',
  min: 0,
  max: 1e6,
  unit: 'rank',
  initial: 0,
} as const satisfies NumberOption;

const RANK_NOTE: SpokenNote = {
  heading: 'Ranks',
  text: 'Ranks enter as logarithms: to halve a rank is as far at the top of the list as further down. A typical rank is the geometric mean of the window. Metrics that are computed from the rank itself are part of no predictor. A rank is relative: it also moves when rivals do, and so far as all tracked brands share it that is taken out.',
  plain: 'We compare ranks by how many times better they are, not by how many places.',
  source: 'Chevalier & Goolsbee (2003), Quantitative Marketing and Economics 1',
};

const CHANCE_NOTE: SpokenNote = {
  heading: 'Chances and what the goal asks for',
  text: 'The logarithm of each brand’s rank is forecast by a combination of models; chances are shares of its simulated futures at the rank or better, with half a place added to whole ranks. Intervals are those of the models, with parameter uncertainty; they are not calibrated on past errors. No logit of “top N” is fitted: it would need ten periods at the rank for each of its parameters. Points for the goal invert the shrunken slope at its estimate and at the ends of its interval, from the median forecast; chances with more points draw a slope for every future.',
  plain:
    'We simulate many futures of each rank from its past and count how many reach the goal. What more points would do holds only if the score is the cause.',
  source:
    'Peduzzi et al. (1996), Journal of Clinical Epidemiology 49; Petropoulos & Svetunkov (2020), International Journal of Forecasting 36',
};

const LIMITS = linkLimits(
  'Points for the goal and chances with more points hold only if the association were causal, inside the observed range, and with rivals as they are. Lists change their rules without notice, and a forecast from the past does not know it.',
);

export const bestsellerRankOptimisation = defineReport({
  ...IDENTITY,
  question: 'What moves bestseller rank, and what would reach the target?',
  needs: {
    ...LINK_NEEDS,
    outcomes: [[RANK_OUTCOME]],
  },
  options: [...COMMON_OPTIONS, TARGET],
  adds: {
    depth: {
      basic: 'every section against rank, all brands together; direction; chance of the goal; what the goal asks for',
      standard:
        'adds each brand’s own estimate and test, platforms and metrics of linked sections, robustness, forecasts with and without the score',
      detailed: 'adds platforms and metrics of single brands below a brand’s supported section',
    },
    extent: {
      summary: 'page 1, ranks, the effect, chances, what the goal asks for',
      standard: 'adds platforms and metrics, lag profile, brands, steps of the list, confounders',
      comprehensive: 'adds robustness and forecasts in figures, every lag, every brand that entered, every test',
    },
  },

  analyse(data, ctx): RankAnalysis {
    const { depth, confidence, horizon } = ctx.options;
    const target = ctx.options.target >= 1 ? Math.floor(ctx.options.target) : null;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, facts, markets, subjects, computed } = linked;
    ctx.progress('rank and the parts of the score', 0.2);
    const tests = linkTestsOf(markets, data, {
      outcome: RANK,
      scale: 'log-rank',
      depth: LINK_DEPTH[depth],
      level: confidence,
      rng: ctx.rng,
      units: Object.fromEntries(facts.map(({ project }) => [project, 'places'])),
      subjects,
      computed,
    });
    ctx.progress('grading', 0.5);
    const grading = grade(depth === 'basic' ? tests.hypotheses : withMetrics(tests, markets), confidence);
    ctx.progress('what stands behind it', 0.6);
    const link = tests.describe(grading);
    ctx.progress('where ranks are heading', 0.8);
    const levels = rankLevels(described, data.outcomes, target);
    const simulated = rankOutlooks(described, data.outcomes, levels, { horizon, level: confidence, rng: ctx.rng });
    return {
      ...scoreAnalysisOf(linked, grading),
      link,
      levels,
      paths: levels.map(({ project, brand }) => {
        const { history } = described.find((each) => each.facts.project === project)!.ground;
        return { project, brand, values: ranksOf(history, brand, data.outcomes), periods: history.periods };
      }),
      outlooks: simulated.map(({ outlook }) => outlook),
      requirements: rankRequirements(link, tests.link, levels, simulated, {
        level: confidence,
        horizon,
        rng: ctx.rng,
      }),
      horizon,
      target,
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const { link } = analysis;
    const all = [...linkFindings(analysis.graded, link, analysis.markets, words), ...rankFacts(analysis, words)];
    const page = linkPage(analysis, all, words);
    const { title, verdict } = rankHeadline(analysis, page);
    const told = tellLinks(orderLinkFindings(all), [page], ctx.previous);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: rankKpis(analysis, page),
      drivers: linkDrivers(page, told.insights),
      risks: rankRisks(analysis, page),
      ...told,
      // A test of what goes with a worse rank is nobody’s next step.
      recommendations: linkRecommendations(page),
      ...pagesOf(analysis, page, all),
      method: linkMethod(analysis, link, LIMITS, words, { before: [RANK_NOTE], after: [CHANCE_NOTE] }),
      definitions: linkTerms(words),
    });
  },
});
