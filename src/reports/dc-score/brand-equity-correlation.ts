/**
 * Brand Equity Correlation Analysis: which parts of the score build equity? The link is shared (outcome-link/); this report measures
 * equity (analytics/equity), shares its movement among the parts of the score, and asks the components one by one.
 */
import { EQUITY_COMPONENTS, EQUITY_INDEX } from '../../analytics/equity/components.ts';
import { MOST_BLOCKS } from '../../analytics/learn/relative-importance.ts';
import type { Document } from '../../document/document.ts';
import { type ChoiceOption, PAST_OPTIONS } from '../options.ts';
import { linkRecommendations } from '../outcome-link/actions.ts';
import type { LinkAnalysis } from '../outcome-link/analysis.ts';
import { LINK_DEPTH, LINK_NEEDS, linkLimits, linkMethod, linkPage, scoreAnalysisOf } from '../outcome-link/contract.ts';
import { linkFindings } from '../outcome-link/findings.ts';
import { linkDrivers, linkHeadline, linkKpis, linkRisks, orderLinkFindings } from '../outcome-link/headline.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkTestsOf } from '../outcome-link/link-tests.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { LINK_TERMS } from '../outcome-link/method.ts';
import { defineReport } from '../report.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { TERMS } from '../shared/page/method-notes.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import type { EquityAnalysis } from './brand-equity-correlation/analysis.ts';
import { componentTestsOf } from './brand-equity-correlation/component-tests.ts';
import { equityFindings } from './brand-equity-correlation/facts.ts';
import { equityLevels, equityPaths, importanceOf, premiumLevels } from './brand-equity-correlation/levels.ts';
import { INDEX_UNIT, measureEquity } from './brand-equity-correlation/measure.ts';
import { EQUITY_TERMS, equityNotes } from './brand-equity-correlation/method.ts';
import { pagesOf } from './brand-equity-correlation/sections.ts';
import { equityKpis } from './brand-equity-correlation/tiles.ts';

const IDENTITY = {
  id: 'brand-equity-correlation',
  title: 'Brand Equity Correlation Analysis',
  category: 'dc-score',
} as const satisfies Identity;

/** Prefix of the ids of the link, whichever way equity is measured. */
const LINK = 'equity';

const MEASURE = {
  type: 'choice',
  name: 'equity-measure',
  label: 'Equity measured by',
  help: 'Equal weights, principal component or the imported index',
  choices: [
    { value: 'mean', label: 'Mean of its components', words: [] },
    { value: 'pca', label: 'First principal component', words: ['pca'] },
    { value: 'index', label: 'Imported equity index', words: [] },
  ],
  initial: 'mean',
} as const satisfies ChoiceOption;

const LIMITS = linkLimits(
  'What-ifs hold only if the association were causal, and only inside the observed range. Equity from surveys carries sampling error, which weakens associations. Levels of score and equity are not compared: series that trend look linked whatever they are.',
);

/** A test of one brand tells of the others: the two with most to gain are enough, and page 1 holds them beside its chart. */
const MOST_TESTS = 2;
/** Tiles beside each other in which “one month” keeps on one line. */
const MOST_TILES = 4;

/** An index has no natural zero: per cent of it mean nothing, so that elasticities are not stated. */
const withoutElasticity = (link: LinkAnalysis): LinkAnalysis => ({
  ...link,
  total: link.total && { ...link.total, elasticity: null },
  predictors: link.predictors.map((part) => ({
    ...part,
    elasticity: null,
    brands: part.brands.map((brand) => ({ ...brand, elasticity: null })),
  })),
});

/** Whatever equity is measured by: a metric that is one of these says it in other words. */
const EQUITY_OUTCOMES: readonly string[] = [...EQUITY_COMPONENTS, EQUITY_INDEX];

export const brandEquityCorrelation = defineReport({
  ...IDENTITY,
  question: 'Which parts of the score build equity?',
  needs: {
    ...LINK_NEEDS,
    // An index, or three of the four components: of every two of them at least one is there.
    outcomes: EQUITY_COMPONENTS.flatMap((a, i) => EQUITY_COMPONENTS.slice(i + 1).map((b) => [EQUITY_INDEX, a, b])),
    outcomesAs: 'an equity index, or of three of awareness, consideration, preference and loyalty',
  },
  options: [...PAST_OPTIONS, MEASURE],
  adds: {
    depth: {
      basic: 'every part of the score against equity over all brands, direction, reliability, what-ifs',
      standard:
        'adds each brand’s own estimate and test, components one by one, importance with rank intervals, loadings, forecasts with and without the score, robustness',
      detailed: 'adds platforms and metrics below a brand’s supported section',
    },
    extent: {
      summary: 'page 1, importance, the effect, what-ifs',
      standard:
        'adds components, equity and score over time, what the index is made of, price premium, lag profile, brands, confounders',
      comprehensive:
        'adds importance in figures, robustness, forecasts, every lag, every brand that entered, every test',
    },
  },

  analyse(data, ctx): EquityAnalysis {
    const { depth, confidence } = ctx.options;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, facts, markets, subjects, computed } = linked;
    ctx.progress('what equity is made of', 0.15);
    const measured = measureEquity(markets, data.outcomes, {
      measure: ctx.options['equity-measure'],
      depth,
      level: confidence,
      rng: ctx.rng,
      windows: Object.fromEntries(facts.map(({ project, window }) => [project, window.from])),
    });
    const tables = {
      ...data,
      outcomes: [...data.outcomes.filter(({ outcome }) => outcome !== measured.outcome.outcome), ...measured.series],
    };
    ctx.progress('equity and the parts of the score', 0.25);
    const request = { level: confidence, rng: ctx.rng, subjects, computed, standsFor: EQUITY_OUTCOMES };
    const tests = linkTestsOf(markets, tables, {
      ...request,
      name: LINK,
      outcome: measured.outcome,
      scale: 'level',
      depth: LINK_DEPTH[depth],
      units: Object.fromEntries(facts.map(({ project }) => [project, INDEX_UNIT])),
    });
    const components = depth === 'basic' ? null : componentTestsOf(tests, measured.facts, markets, tables, request);
    ctx.progress('grading', 0.5);
    const grading = grade(components?.hypotheses ?? tests.hypotheses, confidence);
    ctx.progress('what stands behind it', 0.7);
    const link = withoutElasticity(tests.describe(grading));
    ctx.progress('which parts carry most', 0.85);
    const { importance, reason } = importanceOf(tests.link, {
      depth,
      level: confidence,
      rng: ctx.rng,
      most: MOST_BLOCKS,
    });
    return {
      ...scoreAnalysisOf(linked, grading),
      link,
      equity: measured.facts,
      levels: equityLevels(described, measured, data.outcomes),
      paths: equityPaths(described, measured, link, tests.link),
      importance,
      importanceReason: reason,
      components: components?.describe(grading, link) ?? [],
      premiums: premiumLevels(described, data.outcomes),
      excluded: tests.tied.named,
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const { link } = analysis;
    const all = [
      ...linkFindings(analysis.graded, link, analysis.markets, words, LINK),
      ...equityFindings(analysis, words),
    ];
    const page = linkPage(analysis, all, words, LINK);
    const { title, verdict, about } = linkHeadline(page, null);
    const told = tellLinks(orderLinkFindings(all), [page], ctx.previous, (outcome) =>
      EQUITY_COMPONENTS.some((component) => component === outcome) ? LINK : null,
    );
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: [...linkKpis(page), ...equityKpis(analysis, page)].slice(0, MOST_TILES),
      drivers: linkDrivers(page, told.insights),
      risks: linkRisks(page),
      ...told,
      recommendations: linkRecommendations(page).slice(0, MOST_TESTS),
      ...pagesOf(analysis, page, all, about),
      method: linkMethod(analysis, link, LIMITS, words, { before: equityNotes(analysis) }),
      definitions:
        words.style !== 'professional'
          ? LINK_TERMS.filter(({ term }) => term === 'Lag')
          : [...EQUITY_TERMS, ...LINK_TERMS.filter(({ term }) => term !== 'Elasticity'), TERMS.q],
    });
  },
});
