/**
 * Customer Acquisition Efficiency Analysis: does a better score buy customers cheaper?
 * The cost of a customer is never tested against its own parts: the link is that of new customers with spend held constant. This
 * report adds what customers cost, what the next one costs by brand and channel, and who buys them well.
 */
import { spendResponse } from '../../analytics/efficiency/spend-response.ts';
import type { Document } from '../../document/document.ts';
import { KNOWN_OUTCOMES } from '../../domain/outcome.ts';
import { COMMON_OPTIONS } from '../options.ts';
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
import { linkDrivers } from '../outcome-link/headline.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkTestsOf } from '../outcome-link/link-tests.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { defineReport } from '../report.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import type { AcquisitionAnalysis } from './acquisition-efficiency/analysis.ts';
import {
  acquisitionCosts,
  channelCosts,
  cheaperCustomers,
  marketCosts,
  nextCustomers,
} from './acquisition-efficiency/costs.ts';
import { marketEfficiency } from './acquisition-efficiency/efficiency.ts';
import { acquisitionFacts } from './acquisition-efficiency/facts.ts';
import { ACQUISITION_NOTES, ACQUISITION_TERMS } from './acquisition-efficiency/method.ts';
import {
  acquisitionActions,
  acquisitionHeadline,
  acquisitionKpis,
  acquisitionRisks,
  orderAcquisitionFindings,
} from './acquisition-efficiency/page-one.ts';
import { pagesOf } from './acquisition-efficiency/sections.ts';
import { outcomesWithSpend, spendingOf, withoutSpend } from './acquisition-efficiency/spending.ts';

const IDENTITY = {
  id: 'acquisition-efficiency',
  title: 'Customer Acquisition Efficiency Analysis',
  category: 'dc-score',
} as const satisfies Identity;

const NEW_CUSTOMERS = KNOWN_OUTCOMES.find(({ outcome }) => outcome === 'new_customers')!;

const LIMITS = linkLimits(
  'What-ifs and the price of the next customer hold only if the score, or the spend, is what brings the customers. Customers are not attributed to channels, and what spend brings in later periods is not counted.',
);

/** Bootstrap samples of the frontier; 1000 as Simar & Wilson (1998). */
const DRAWS = { basic: 200, standard: 1000, detailed: 1000 } as const;

export const acquisitionEfficiency = defineReport({
  ...IDENTITY,
  question: 'Does a better score buy customers cheaper?',
  needs: {
    ...LINK_NEEDS,
    outcomes: [['new_customers']],
    filled: ['spend'],
  },
  options: COMMON_OPTIONS,
  adds: {
    depth: {
      basic: 'every part of the score against new customers at equal spend, cost of a customer, efficiency',
      standard:
        'adds each brand’s own estimate and test, the next customer by channel, forecasts with and without the score, robustness',
      detailed:
        'adds platforms and metrics below a brand’s supported section, distance from the pooled model beside the frontier',
    },
    extent: {
      summary: 'page 1, the effect, what points would do to cost',
      standard: 'adds lag profile, brands, channels, confounders',
      comprehensive:
        'adds robustness and forecasts in figures, costs of all brands, costs by period, channels brand by brand, every lag, every test',
    },
  },

  analyse(data, ctx): AcquisitionAnalysis {
    const { depth, confidence, horizon } = ctx.options;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, facts, markets, subjects, currencies, computed } = linked;
    const spending = spendingOf(described, data);
    ctx.progress('new customers and the parts of the score', 0.2);
    const tests = linkTestsOf(
      markets,
      { outcomes: outcomesWithSpend(data.outcomes, described, spending), spend: data.spend },
      {
        outcome: NEW_CUSTOMERS,
        label: 'new customers at equal spend',
        scale: 'log',
        depth: LINK_DEPTH[depth],
        level: confidence,
        rng: ctx.rng,
        units: Object.fromEntries(facts.map(({ project }) => [project, 'customers'])),
        subjects,
        computed,
      },
    );
    ctx.progress('grading', 0.5);
    const grading = grade(tests.hypotheses, confidence);
    ctx.progress('what stands behind it', 0.6);
    const link = tests.describe(grading);
    ctx.progress('what customers cost', 0.8);
    const panel = tests.link?.panel ?? null;
    const spendOf = (unit: { project: string; brand: string }) =>
      spending.find(({ project, brand }) => project === unit.project && brand === unit.brand)!.channels;
    const response = panel === null ? null : spendResponse(panel, spendOf, confidence);
    const costs = acquisitionCosts(described, spending, currencies);
    return {
      ...scoreAnalysisOf(linked, grading),
      link,
      currencies,
      horizon,
      costs,
      together: marketCosts(costs),
      response: response && {
        elasticity: response.common.slope,
        interval: response.common.interval,
        rows: response.rows,
      },
      next: nextCustomers(costs, response, depth !== 'basic'),
      channels: panel === null || depth === 'basic' ? [] : channelCosts(panel, described, spending, costs, confidence),
      efficiency: described.map((market) =>
        marketEfficiency(market, spending, response, {
          currency: currencies[market.facts.project] ?? '',
          level: confidence,
          draws: DRAWS[depth],
          both: depth === 'detailed',
          rng: ctx.rng.fork(`efficiency:${market.facts.project}`),
        }),
      ),
      cheaper: cheaperCustomers(link, costs),
      withoutSpend: withoutSpend(spending),
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const { link } = analysis;
    const all = [...linkFindings(analysis.graded, link, analysis.markets, words), ...acquisitionFacts(analysis, words)];
    const page = linkPage(analysis, all, words);
    const { title, verdict, about } = acquisitionHeadline(analysis, page);
    const told = tellLinks(orderAcquisitionFindings(all), [page], ctx.previous);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: acquisitionKpis(analysis, page),
      drivers: linkDrivers(page, told.insights),
      risks: acquisitionRisks(analysis, page),
      ...told,
      recommendations: acquisitionActions(page),
      ...pagesOf(analysis, page, all, about),
      method: linkMethod(analysis, link, LIMITS, words, { after: ACQUISITION_NOTES }),
      definitions: linkTerms(words, ACQUISITION_TERMS),
    });
  },
});
