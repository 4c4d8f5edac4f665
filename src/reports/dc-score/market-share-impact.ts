/**
 * Market Share Impact Analysis: how does relative score move share? An attraction model on the shared link (outcome-link/),
 * share of voice, the test of proportional draw, and simulated shares.
 */
import { shareSeries } from '../../analytics/attraction/market-shares.ts';
import { shareOfVoice } from '../../analytics/attraction/share-of-voice.ts';
import type { Document } from '../../document/document.ts';
import { COMMON_OPTIONS, type NumberOption } from '../options.ts';
import { linkRecommendations } from '../outcome-link/actions.ts';
import { LINK_DEPTH, LINK_NEEDS, linkLimits, linkMethod, linkPage, scoreAnalysisOf } from '../outcome-link/contract.ts';
import { linkDrivers, linkHeadline, linkRisks, orderLinkFindings } from '../outcome-link/headline.ts';
import { tellLinks } from '../outcome-link/insights.ts';
import { linkTestsOf } from '../outcome-link/link-tests.ts';
import { linkMarkets } from '../outcome-link/markets.ts';
import { LINK_TERMS } from '../outcome-link/method.ts';
import { defineReport } from '../report.ts';
import { historyOf } from '../shared/market/markets.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { TERMS } from '../shared/page/method-notes.ts';
import { grade } from '../shared/tests/grade.ts';
import { createWording } from '../shared/words/wording.ts';
import type { ShareAnalysis } from './market-share-impact/analysis.ts';
import { shareFindings } from './market-share-impact/findings.ts';
import { SHARE_TERMS, shareNotes } from './market-share-impact/method.ts';
import { pagesOf } from './market-share-impact/sections.ts';
import { definitionOf, shareLedgers, shareLevels, sharesOf } from './market-share-impact/shares.ts';
import { simulationsOf } from './market-share-impact/simulations.ts';
import { drawTestsOf, voiceTestsOf } from './market-share-impact/tests.ts';
import { shareKpis } from './market-share-impact/tiles.ts';

const IDENTITY = {
  id: 'market-share-impact',
  title: 'Market Share Impact Analysis',
  category: 'dc-score',
} as const satisfies Identity;

const POINTS = {
  type: 'number',
  name: 'points',
  label: 'Points to simulate',
  help: 'Score points more in the share simulation',
  min: 1,
  max: 20,
  unit: 'points',
  initial: 5,
} as const satisfies NumberOption;

const LIMITS = linkLimits(
  'What-ifs and simulated shares hold only if the association were causal, if rivals do not answer, and only inside the observed range. Shares say nothing of the size of the market: a share can grow while sales fall.',
);

/** Linked parts of the score that are simulated. */
const SIMULATED = { basic: 0, standard: 1, detailed: 2 } as const;

export const marketShareImpact = defineReport({
  ...IDENTITY,
  question: 'How does relative score move share?',
  needs: {
    ...LINK_NEEDS,
    outcomes: [['market_share', 'revenue', 'units']],
    brands: { subject: 1, peers: 1 },
  },
  options: [...COMMON_OPTIONS, POINTS],
  adds: {
    depth: {
      basic: 'every part of the score against share, all brands together; direction; share of voice; what-ifs',
      standard:
        'adds each brand’s own estimate and test, the test of proportional draw, simulated shares, forecasts with and without the score, robustness',
      detailed: 'adds platforms and metrics below a brand’s supported section, simulations of a second section',
    },
    extent: {
      summary: 'page 1, the effect, what-if, simulated shares',
      standard:
        'adds shares over time, relative score against share, share of voice, draw, lag profile, brands, confounders',
      comprehensive:
        'adds cross effects and simulated paths in figures, robustness and forecasts, every lag, every brand, every test',
    },
  },

  missing(data, ctx) {
    const markets = ctx.selection.markets.flatMap((market) => {
      const history = historyOf(market, data, ctx);
      return history ? [{ project: market.project, history }] : [];
    });
    const { basis, byProject } = sharesOf(markets, data.outcomes);
    if (byProject.size > 0 || markets.length === 0) return [];
    return [
      {
        need: 'market share, or revenue or units of every brand with scores',
        have: basis.without.map(({ project, reason }) => `${project}: ${reason}`).join('; '),
        fix: 'import market_share into outcomes, or revenue of the brands without',
      },
    ];
  },

  analyse(data, ctx): ShareAnalysis {
    const { depth, confidence, horizon, points } = ctx.options;
    const linked = linkMarkets(data, ctx, confidence);
    const { described, facts, markets, subjects, computed } = linked;
    ctx.progress('shares', 0.15);
    const { basis, byProject: shares } = sharesOf(markets, data.outcomes);
    const definition = definitionOf(basis);
    const outcomes = [
      ...data.outcomes.filter(({ outcome }) => outcome !== definition.outcome),
      ...[...shares].flatMap(([project, market]) => shareSeries(market, project, definition.outcome)),
    ];
    const voice = new Map(
      markets.flatMap(({ project, history }) => {
        const market = shares.get(project);
        const spoken = market ? shareOfVoice(history, market, data.spend) : null;
        return spoken ? [[project, spoken] as const] : [];
      }),
    );
    ctx.progress('shares and the parts of the score', 0.2);
    const tests = linkTestsOf(
      markets.filter(({ project }) => shares.has(project)),
      { ...data, outcomes },
      {
        outcome: definition,
        scale: 'attraction',
        depth: LINK_DEPTH[depth],
        level: confidence,
        rng: ctx.rng,
        units: Object.fromEntries(facts.map(({ project }) => [project, 'pp'])),
        subjects,
        computed,
      },
    );
    const draw = depth === 'basic' ? null : drawTestsOf(tests, definition.outcome, ctx.rng);
    const said = voice.size === 0 ? null : voiceTestsOf(tests, markets, voice, definition.outcome, confidence);
    ctx.progress('grading', 0.6);
    const grading = grade([...(draw?.hypotheses ?? tests.hypotheses), ...(said?.hypotheses ?? [])], confidence);
    ctx.progress('what stands behind it', 0.8);
    const link = tests.describe(grading);
    const levels = shareLevels(described, shares, voice);
    return {
      ...scoreAnalysisOf(linked, grading),
      link,
      basis,
      levels,
      ledgers: shareLedgers(levels, shares),
      attraction: link.predictors.flatMap(({ predictor, elasticity, level }) => {
        if (level === null) return [];
        // The share's elasticity is the attraction's, less what the share already holds.
        const rest = 1 - level.outcome / 100;
        return predictor.section === undefined || elasticity === null || !(rest > 0)
          ? []
          : [
              {
                section: predictor.section,
                estimate: elasticity.estimate / rest,
                interval: [elasticity.interval[0] / rest, elasticity.interval[1] / rest] as const,
              },
            ];
      }),
      voice: said?.describe() ?? null,
      voiceMissing: said ? null : 'spend of every tracked brand is not known in any period',
      draw: draw?.describe(grading, confidence) ?? [],
      ...simulationsOf(link, tests.link, shares, (section) => draw?.rejected(grading, section) ?? null, {
        sections: SIMULATED[depth],
        points,
        horizon,
        level: confidence,
        rng: ctx.rng,
      }),
      horizon,
      points,
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const { link } = analysis;
    const all = shareFindings(analysis, words);
    const page = linkPage(analysis, all, words);
    const { title, verdict, about } = linkHeadline(page, null);
    const told = tellLinks(orderLinkFindings(all), [page], ctx.previous);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: shareKpis(analysis, page),
      drivers: linkDrivers(page, told.insights),
      risks: linkRisks(page),
      ...told,
      recommendations: linkRecommendations(page),
      ...pagesOf(analysis, page, all, about),
      method: linkMethod(analysis, link, LIMITS, words, { before: shareNotes(analysis) }),
      definitions: words.style !== 'professional' ? SHARE_TERMS : [...SHARE_TERMS, ...LINK_TERMS, TERMS.q],
    });
  },
});
