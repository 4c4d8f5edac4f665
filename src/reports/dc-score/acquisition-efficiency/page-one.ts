/** Page 1: does a better score buy customers cheaper, what they cost, what the next one costs. */
import type { Kpi, Recommendation, SummaryItem } from '../../../document/document.ts';
import { DOCUMENT_TITLE_LENGTH, fitTitle, withArticle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { linkRecommendations } from '../../outcome-link/actions.ts';
import {
  type LinkHeadline,
  linkHeadline,
  linkKpis,
  linkRisks,
  orderLinkFindings,
} from '../../outcome-link/headline.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import { effectWords, lagWords, linkedOf, sectionNames } from '../../outcome-link/words.ts';
import { againstOf, comparisonLabel } from '../../shared/words/scope.ts';
import type { AcquisitionAnalysis, AcquisitionCost } from './analysis.ts';
import { COSTS_ID, changeText, cheaperId, costId, efficiencyId, NEXT_ID, nextId } from './facts.ts';

const subjectCosts = ({ costs }: AcquisitionAnalysis): AcquisitionCost[] =>
  costs.filter(({ isSubject, cost }) => isSubject && cost !== null);

export function acquisitionHeadline(analysis: AcquisitionAnalysis, page: LinkPage): LinkHeadline {
  const shared = linkHeadline(page, null);
  const { about } = shared;
  const { link, words, name } = page;
  const finding = about && page.findings.get(linkId(name, about.predictor));
  if (!about || finding?.estimate == null) return withCosts(shared, analysis, page);
  const section = about.predictor.section ?? about.label;
  // The label says "at equal spend" after the customers; a sentence that opens with it need not repeat it.
  const size = effectWords(finding.estimate, link, words).replace(/ at equal spend$/, '');
  const verb = (about.lag ?? 0) > 0 ? 'is followed by' : 'goes with';
  const linked = linkedOf(link);
  const others =
    linked.length > 1 ? `; ${sectionNames(linked.slice(1))} ${linked.length === 2 ? 'goes' : 'go'} with them too` : '';
  const own = subjectCosts(analysis);
  const cheaper = own.length === 1 ? page.findings.get(cheaperId({ ...own[0]!, section })) : undefined;
  const worth =
    cheaper?.estimate == null || typeof cheaper.parts?.from !== 'number'
      ? ''
      : `; if that is causal, ${words.formats.integer(Number(cheaper.parts.points))} points more bring the cost of a customer from ${words.formats.currency(cheaper.parts.from, own[0]!.currency)} to ${words.formats.currency(cheaper.estimate, own[0]!.currency)}`;
  return {
    about,
    title: fitTitle(
      [`At equal spend ${withArticle(section)} point ${verb} ${size}`, `${section}: ${size} per point at equal spend`],
      DOCUMENT_TITLE_LENGTH,
    ),
    verdict: {
      text: `At equal spend, ${withArticle(section)} point ${verb} ${size} ${lagWords(about.lag ?? 0, link)}${worth}${others}.`,
      refs: [...linked.map(({ predictor }) => linkId(name, predictor)), ...(cheaper ? [cheaper.id] : [])],
    },
  };
}

/** Without a link the verdict adds what is known: what a customer cost. */
function withCosts(shared: LinkHeadline, analysis: AcquisitionAnalysis, page: LinkPage): LinkHeadline {
  const own = subjectCosts(analysis);
  const finding = page.findings.get(own.length === 1 ? costId(own[0]!) : COSTS_ID);
  if (!finding) return shared;
  return {
    ...shared,
    verdict: {
      text: `${shared.verdict.text} ${finding.claim}`,
      refs: [...shared.verdict.refs, finding.id],
    },
  };
}

/** Behind the insights: what customers cost and what the next one costs, then brand by brand. */
export function orderAcquisitionFindings(all: readonly Finding[]): Finding[] {
  const isSummary = ({ id }: Finding): boolean => id === COSTS_ID || id === NEXT_ID;
  const ordered = orderLinkFindings(all);
  return [...ordered.filter(isSummary), ...ordered.filter((finding) => !isSummary(finding))];
}

/** Tests of several brands would ask one question: on page 1 two are enough. */
export const acquisitionActions = (page: LinkPage): Recommendation[] =>
  linkRecommendations(page).slice(0, page.words.extent === 'comprehensive' ? undefined : 2);

const plain = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;

export function acquisitionKpis(analysis: AcquisitionAnalysis, page: LinkPage): Kpi[] {
  const { words } = page;
  const { formats } = words;
  const [effect, ...rest] = linkKpis(page);
  const own = subjectCosts(analysis);
  const one = own.length === 1 ? own[0]! : null;
  const market = page.markets.find(({ project }) => project === one?.project);
  const tiles: Kpi[] = effect ? [effect] : [];
  const costs = page.findings.get(COSTS_ID);
  if (one && market)
    tiles.push({
      ...plain,
      id: 'cost',
      label: 'Cost of a customer',
      value: one.cost,
      text: formats.currency(one.cost!, one.currency),
      delta:
        one.change === null
          ? null
          : {
              value: one.change,
              text: changeText(one.change, words),
              better: one.change === 0 ? null : one.change < 0,
            },
      comparison:
        one.before === null ? null : `from ${formats.currency(one.before, one.currency)} in ${comparisonLabel(market)}`,
      sparkline: one.path,
      refs: [costId(one)],
    });
  else if (costs)
    tiles.push({
      ...plain,
      id: 'cost',
      label: 'Cheaper customers for',
      value: costs.estimate,
      text: `${formats.integer(costs.estimate!)} of ${formats.integer(costs.n)}`,
      comparison: page.markets.length === 1 ? `brands, ${againstOf(page.markets[0]!)}` : 'brands in their markets',
      refs: [COSTS_ID, ...own.map(costId)],
    });
  const common = page.findings.get(NEXT_ID);
  const next = one ? page.findings.get(nextId(one)) : common;
  const ratio = next?.parts?.ratio;
  if (next && typeof ratio === 'number')
    tiles.push({
      ...plain,
      id: 'next',
      label: 'Next customer costs',
      value: one ? next.estimate : ratio,
      text: one ? formats.currency(next.estimate!, one.currency) : `${formats.significant(ratio)}×`,
      comparison: `${one ? `${formats.significant(ratio)} × ` : ''}the average, if spend brings them`,
      refs: [next.id],
    });
  const efficiency = one ? page.findings.get(efficiencyId(one.project, one.brand)) : undefined;
  if (efficiency?.estimate != null && efficiency.unit === 'share of spend')
    tiles.push({
      ...plain,
      id: 'efficiency',
      label: 'Spend that would do',
      value: efficiency.estimate,
      text: formats.percent(efficiency.estimate),
      comparison: 'by best practice of the market',
      refs: [efficiency.id],
    });
  // Five where one brand is told about; the lead time stands in the verdict.
  return [...tiles, ...rest].slice(0, one ? 5 : 4);
}

export function acquisitionRisks(analysis: AcquisitionAnalysis, page: LinkPage): SummaryItem[] {
  const { words } = page;
  const common = page.findings.get(NEXT_ID);
  const ratio = common?.parts?.ratio;
  const risks: SummaryItem[] =
    common && typeof ratio === 'number' && ratio > 1
      ? [
          {
            text: 'More of the same spend buys dearer customers',
            figure: `${words.formats.significant(ratio)} × average`,
            value: null,
            grade: null,
            refs: [common.id],
          },
        ]
      : [];
  const rising = subjectCosts(analysis)
    .filter(({ change }) => change !== null && change > 0)
    .sort((a, b) => b.change! - a.change!)[0];
  const market = page.markets.find(({ project }) => project === rising?.project);
  if (rising && market)
    risks.push({
      text: `Customers of ${words.brand(market, rising.brand)} became dearer`,
      figure: changeText(rising.change!, words),
      value: null,
      grade: null,
      refs: [costId(rising)],
    });
  return [...linkRisks(page).slice(0, 2), ...risks].slice(0, 3);
}
