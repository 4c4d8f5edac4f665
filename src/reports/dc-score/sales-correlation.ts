/**
 * Sales Performance Correlation Analysis: which sales component follows the score? Links of units, orders, order value and price
 * (outcome-link/), price–volume–mix of the change in revenue, and forecasts with and without the score.
 */
import type { Document } from '../../document/document.ts';
import { COMMON_OPTIONS } from '../options.ts';
import { linkRecommendations } from '../outcome-link/actions.ts';
import {
  LINK_DEPTH,
  LINK_NEEDS,
  linkLimits,
  linkMethod,
  linkTerms,
  scoreAnalysisOf,
} from '../outcome-link/contract.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { linkedOf } from '../outcome-link/words.ts';
import { defineReport } from '../report.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import { COMPONENTS, type SalesAnalysis } from './sales-correlation/analysis.ts';
import { definitionOf, derivedOutcomes, SALES_OUTCOMES } from './sales-correlation/components.ts';
import { orderSalesFindings, salesFindings } from './sales-correlation/findings.ts';
import { salesDrivers, salesHeadline, salesKpis, salesRisks } from './sales-correlation/headline.ts';
import { COMPONENTS_NOTE, changeNote, forecastNote, SALES_TERMS } from './sales-correlation/method.ts';
import { linkPageOf, type SalesPage } from './sales-correlation/pages.ts';
import { revenueChanges } from './sales-correlation/revenue-changes.ts';
import { salesPages } from './sales-correlation/sections.ts';
import { componentTests, forecastHypothesis } from './sales-correlation/tests.ts';
import { mainComponent } from './sales-correlation/words.ts';

const IDENTITY = {
  id: 'sales-correlation',
  title: 'Sales Performance Correlation Analysis',
  category: 'dc-score',
} as const satisfies Identity;

const LIMITS = linkLimits(
  'What-ifs hold only if the association were causal, and only inside the observed range. Price, volume and mix are arithmetic: they say which part of revenue changed, not why. Mix takes a unit of one brand for a unit of another.',
);

export const salesCorrelation = defineReport({
  ...IDENTITY,
  question: 'Which sales component follows the score?',
  needs: {
    ...LINK_NEEDS,
    outcomes: [['units', 'price', 'orders']],
    optionalOutcomes: [...new Set([...SALES_OUTCOMES, ...LINK_NEEDS.optionalOutcomes])],
  },
  options: COMMON_OPTIONS,
  adds: {
    depth: {
      basic: 'price, volume and mix; every component against every part of the score, all brands together; what-ifs',
      standard: 'adds each brand’s own estimate and test, forecasts with and without the score, robustness',
      detailed: 'adds platforms and metrics below a brand’s supported section, forecasts further ahead',
    },
    extent: {
      summary: 'page 1, what each component follows, why revenue changed, what-if',
      standard: 'adds forecasts, effects and lags of the leading component, brands, confounders',
      comprehensive: 'adds every linked component in full, lags of every section, every brand’s change, every test',
    },
  },

  analyse(data, ctx): SalesAnalysis {
    const { depth, confidence, horizon } = ctx.options;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, markets, subjects, currencies, computed } = linked;
    const derived = derivedOutcomes(data.outcomes);
    ctx.progress('components of sales and the parts of the score', 0.2);
    const tested = componentTests(
      markets,
      { outcomes: [...data.outcomes, ...derived], spend: data.spend },
      { depth: LINK_DEPTH[depth], level: confidence, subjects, computed, rng: ctx.rng, currencies, horizon },
    );
    ctx.progress('grading', 0.6);
    const grading = grade(
      tested.flatMap((each) => [
        ...each.tests.hypotheses,
        ...[forecastHypothesis(each)].filter((test) => test !== null),
      ]),
      confidence,
    );
    ctx.progress('what stands behind it', 0.8);
    return {
      ...scoreAnalysisOf(linked, grading),
      components: tested.map(({ component, tests, races }) => ({
        component,
        label: definitionOf(component).label.toLowerCase(),
        link: tests.describe(grading),
        races,
        identities: tests.tied.named,
        isDerived: derived.some(({ outcome }) => outcome === component),
      })),
      missing: COMPONENTS.filter((component) => tested.every((each) => each.component !== component)),
      ...revenueChanges(described, data),
      currencies,
      horizon,
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const all = salesFindings(analysis, words);
    const page: SalesPage = { analysis, words, findings: new Map(all.map((finding) => [finding.id, finding])) };
    const main = mainComponent(analysis);
    const told = tellLinks(
      orderSalesFindings(all),
      analysis.components.map((component) => linkPageOf(page, component)),
      ctx.previous,
    );
    return assemble(IDENTITY, analysis, ctx, {
      ...salesHeadline(page),
      kpis: salesKpis(page),
      drivers: salesDrivers(page, told.insights),
      risks: salesRisks(page),
      ...told,
      recommendations:
        main === null || linkedOf(main.link).length === 0 ? [] : linkRecommendations(linkPageOf(page, main)),
      ...salesPages(page, all),
      method: linkMethod(analysis, main?.link ?? null, LIMITS, words, {
        before: [changeNote(analysis), COMPONENTS_NOTE],
        after: [forecastNote(analysis)],
      }),
      definitions: linkTerms(words, SALES_TERMS),
    });
  },
});
