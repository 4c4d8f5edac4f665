/** Title, verdict, tiles and lists of page 1 for a report that rests on one link. Silence when nothing is supported. */
import type { Insight, Kpi, Sentence, SummaryItem } from '../../document/document.ts';
import { gradeText } from '../../document/evidence-line.ts';
import { capitalise, countOf, DOCUMENT_TITLE_LENGTH, fitTitle, joinNames, withArticle } from '../../document/words.ts';
import type { Finding } from '../../domain/finding.ts';
import { markOf } from '../shared/words/test-claims.ts';
import type { LinkPredictorAnalysis } from './analysis.ts';
import { partsByWeight } from './insights.ts';
import { linkId } from './link-tests.ts';
import { type LinkPage, linkTableId } from './tables.ts';
import {
  effectOnOutcome,
  effectWords,
  followersOf,
  lagSize,
  lagWords,
  linkedOf,
  linkNoun,
  plainGrade,
  restsOnSingleBrands,
  sectionNames,
  signedEffect,
} from './words.ts';

export interface LinkHeadline {
  readonly title: string;
  readonly verdict: Sentence;
  /** The part of the score that it is about; null when nothing is supported. */
  readonly about: LinkPredictorAnalysis | null;
}

const title = (...candidates: readonly string[]): string => fitTitle(candidates, DOCUMENT_TITLE_LENGTH);

const nameOf = ({ predictor, label }: LinkPredictorAnalysis): string => predictor.section ?? label;

const idsOf = (parts: readonly LinkPredictorAnalysis[], { name }: LinkPage): string[] =>
  parts.map(({ predictor }) => linkId(name, predictor));

/** @param worth what the verdict adds on the strongest part, e.g. in money; null: only relative effects are told */
export function linkHeadline(
  page: LinkPage,
  worth: ((part: LinkPredictorAnalysis, page: LinkPage) => Sentence | null) | null,
): LinkHeadline {
  const { link, words } = page;
  const linked = linkedOf(link);
  const followers = followersOf(link);
  const first = linked[0];
  const section = linkTableId(page.name, 'sections');
  if (link.insufficient !== null) {
    const ids = idsOf(link.predictors, page).filter((id) => page.findings.has(id));
    return {
      title: title(`Too little history to tell whether the score goes with ${link.label}`),
      verdict: {
        text: `Whether the score goes with ${link.label} cannot be told yet: ${link.insufficient}.`,
        refs: ids,
      },
      about: null,
    };
  }
  if (first?.perPoint != null) {
    const finding = page.findings.get(linkId(page.name, first.predictor))!;
    const estimate = finding.estimate ?? first.perPoint;
    const when = lagWords(first.lag ?? 0, link);
    const verb = (first.lag ?? 0) > 0 ? 'is followed by' : 'goes with';
    const added = worth?.(first, page) ?? null;
    const others =
      linked.length > 1 ? `; ${sectionNames(linked.slice(1))} ${linked.length === 2 ? 'goes' : 'go'} with it too` : '';
    return {
      title: title(
        `${capitalise(withArticle(nameOf(first)))} point ${verb} ${effectWords(estimate, link, words)} ${when}`,
        `${capitalise(withArticle(nameOf(first)))} point ${verb} ${effectWords(estimate, link, words)}`,
        `${nameOf(first)}: ${effectOnOutcome(estimate, link, words)} per point`,
      ),
      verdict: {
        text: `${capitalise(withArticle(nameOf(first)))} point ${verb} ${effectWords(estimate, link, words)} ${when}${added?.text ?? ''}${others}.`,
        refs: [...idsOf(linked, page), ...(added?.refs ?? [])],
      },
      about: first,
    };
  }
  const follow =
    followers.length === 0
      ? ''
      : `; ${sectionNames(followers)} ${followers.length === 1 ? 'follows' : 'follow'} ${link.label} instead`;
  return {
    title: title(
      `No part of the score is seen to lead ${link.label}${follow}`,
      `No part of the score is seen to lead ${link.label}`,
    ),
    verdict: {
      text: `Over ${countOf(link.histories, 'brand history').replace('historys', 'histories')} no part of the score is seen to lead ${link.label} or to go with it beyond ${words.style === 'simple' ? 'chance' : 'noise'}${follow}.`,
      refs: [...idsOf(link.predictors, page), `table:${section}`],
    },
    about: null,
  };
}

/** The outcome on a tile, which stands beside tiles of other outcomes: what is held equal is said below it. */
const outcomeOf = ({ label }: LinkPage['link']): string => label.replace(/ at equal spend$/, '');
const heldEqual = ({ label }: LinkPage['link']): string => /at equal spend$/.exec(label)?.[0] ?? '';

const plain = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;

/** At most four tiles: effect, elasticity, lead time, forecast; without a link what was looked at and how sharply. */
export function linkKpis(page: LinkPage): Kpi[] {
  const { link, words } = page;
  const { formats } = words;
  const [outcome, held] = [outcomeOf(link), heldEqual(link)];
  const part = linkedOf(link)[0];
  if (!part) {
    const findings = idsOf(link.predictors, page).flatMap((id) => page.findings.get(id) ?? []);
    if (link.insufficient !== null)
      return [
        {
          ...plain,
          id: 'linked',
          label: `Goes with ${link.label}`,
          value: null,
          text: 'not tested',
          comparison: 'too little history',
          refs: findings.map(({ id }) => id),
        },
      ];
    const sharpest = findings
      .filter((each) => typeof each.detectable === 'number')
      .sort((a, b) => a.detectable! - b.detectable!)[0];
    const none: Kpi = {
      ...plain,
      id: 'linked',
      label: `Goes with ${link.label}`,
      value: null,
      text: 'no part',
      comparison: `of the score, ${words.beyondNoise}`,
      refs: [`table:${linkTableId(page.name, 'sections')}`],
    };
    if (!sharpest) return [none];
    return [
      none,
      {
        ...plain,
        id: 'detectable',
        label: `Would have been seen in ${outcome}`,
        value: sharpest.detectable!,
        text: signedEffect(sharpest.detectable!, link, words),
        comparison: `per point of ${sharpest.predictor?.section ?? 'score'}, probably`,
        refs: [sharpest.id],
      },
    ];
  }
  const finding = page.findings.get(linkId(page.name, part.predictor))!;
  const { forecast, elasticity } = part;
  const graded = {
    grade: markOf(finding),
    gradeText: !markOf(finding)
      ? ''
      : words.style === 'professional'
        ? gradeText(finding, formats, words.style)
        : plainGrade(finding),
  };
  return [
    {
      ...plain,
      ...graded,
      id: 'effect',
      label: `${capitalise(outcome)} per ${nameOf(part)} point`,
      value: finding.estimate,
      text: finding.estimate === null ? 'no data' : signedEffect(finding.estimate, link, words),
      comparison: [link.outcomeScale === 'log-rank' ? 'better' : held, 'all brands together']
        .filter(Boolean)
        .join(', '),
      refs: [finding.id],
    },
    ...(elasticity && words.style !== 'simple'
      ? [
          {
            ...plain,
            id: 'elasticity',
            label: `Elasticity of ${outcome}`,
            value: elasticity.estimate,
            text: formats.significant(elasticity.estimate),
            comparison: `[${formats.significant(elasticity.interval[0])}, ${formats.significant(elasticity.interval[1])}]`,
            refs: [finding.id, `table:${linkTableId(page.name, 'sections')}`],
          },
        ]
      : []),
    {
      ...plain,
      id: 'lead',
      label: `Lead time to ${outcome}`,
      value: part.lag,
      text: part.lag === 0 ? `same ${linkNoun(link)}` : capitalise(lagSize(part.lag ?? 0, link)),
      comparison: part.lag === 0 ? 'which comes first is not told' : `from ${nameOf(part)}`,
      refs: [finding.id],
    },
    ...(forecast?.gain != null
      ? [
          {
            ...plain,
            id: 'forecast',
            label: `Forecast error of ${outcome}`,
            value: -forecast.gain,
            text: forecast.p <= 0.05 ? `−${formats.percent(Math.max(0, forecast.gain))}` : 'not better',
            comparison: 'when the score is known',
            refs: [finding.id],
          },
        ]
      : []),
  ];
}

/** Page 1, left: what goes with the outcome, the weightiest insights first. */
export function linkDrivers(page: LinkPage, insights: readonly Insight[]): SummaryItem[] {
  const { link, words, name } = page;
  return partsByWeight(page, insights)
    .slice(0, 3)
    .map((part): SummaryItem => {
      const finding = page.findings.get(linkId(name, part.predictor))!;
      return {
        text: `${capitalise(link.label)}, per ${nameOf(part)} point, ${lagWords(part.lag ?? 0, link)}`,
        figure: signedEffect(finding.estimate ?? 0, link, words),
        value: finding.estimate,
        grade: finding.grade,
        refs: [finding.id],
      };
    });
}

/** Page 1, right: what stands against reading the link as a cause. */
export function linkRisks(page: LinkPage): SummaryItem[] {
  const { link, words, name } = page;
  if (link.insufficient !== null) return [];
  const risks: SummaryItem[] = [];
  const confounders = `table:${linkTableId(name, 'confounders')}`;
  for (const part of followersOf(link))
    risks.push({
      text: `${part.label} follows ${link.label}: raising it may change nothing`,
      figure: 'follows',
      value: null,
      grade: page.findings.get(linkId(name, part.predictor))?.grade ?? null,
      refs: [linkId(name, part.predictor)],
    });
  const linked = linkedOf(link);
  for (const part of linked)
    if (part.direction?.verdict === 'both')
      risks.push({
        text: `${part.label} also answers to ${link.label}`,
        figure: 'both ways',
        value: null,
        grade: null,
        refs: [linkId(name, part.predictor)],
      });
    else if (part.direction?.verdict === 'same-period')
      risks.push({
        text: `${part.label} and ${link.label} move in one ${linkNoun(link)}: either may come first`,
        figure: 'direction open',
        value: null,
        grade: null,
        refs: [linkId(name, part.predictor)],
      });
  for (const part of linked.filter(restsOnSingleBrands)) {
    const { brands, kept } = part.robustness!.leaveOneOut!;
    risks.push({
      text: `The link of ${nameOf(part)} with ${link.label} rests on single brands`,
      figure: `${words.formats.integer(brands - kept)} of ${words.formats.integer(brands)}`,
      value: null,
      grade: null,
      refs: [linkId(name, part.predictor)],
    });
  }
  if (linked.length > 0)
    risks.push({
      text: 'Not an experiment: a common cause could make the association',
      figure: 'not tested',
      value: null,
      grade: null,
      refs: [confounders],
    });
  if (link.missing.length > 0)
    risks.push({
      text: `Not held constant: ${joinNames(link.missing.map(({ confounder }) => confounder))}`,
      figure: 'unknown',
      value: null,
      grade: null,
      refs: [confounders],
    });
  return risks.slice(0, 3);
}

/** Behind the insights: supported pooled associations, then brands, then what-ifs, then the rest. */
export function orderLinkFindings(all: readonly Finding[]): Finding[] {
  const rank = (finding: Finding): number => {
    if (finding.kind === 'association' && finding.grade === 'supported')
      return finding.subject.brand === undefined ? 0 : 1;
    if (finding.id.startsWith('what-if:')) return 2;
    return finding.kind === 'fact' ? 3 : 4;
  };
  return all
    .map((finding, i) => ({ finding, i }))
    .sort((a, b) => rank(a.finding) - rank(b.finding) || a.i - b.i)
    .map(({ finding }) => finding);
}
