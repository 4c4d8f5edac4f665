/** Title, verdict, tiles and lists of page 1 of the sales report. */
import type { Insight, Kpi, Sentence, SummaryItem } from '../../../document/document.ts';
import { gradeText } from '../../../document/evidence-line.ts';
import { capitalise, DOCUMENT_TITLE_LENGTH, fitTitle, joinNames, withArticle } from '../../../document/words.ts';
import { linkKpis, linkRisks } from '../../outcome-link/headline.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { effectWords, followersOf, lagWords, plainGrade, signedEffect } from '../../outcome-link/words.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import { followTitle } from './charts.ts';
import { changeId } from './findings.ts';
import { linkPageOf, type SalesPage } from './pages.ts';
import { pooledOf } from './tables.ts';
import {
  effectsOf,
  type Follower,
  isPlural,
  largestEffect,
  leadOf,
  mainComponent,
  namesOf,
  ownerOf,
  periodNounOf,
  signedShare,
  silentOf,
  topChanges,
} from './words.ts';

const MOST_CHANGES = 2;

/**
 * One change with its effects, several with what made most of all of them: the first page has room for one line. Beside a
 * part that leads, several changes stand on their tiles alone.
 */
function changeSentence(page: SalesPage): Sentence | null {
  const { analysis, words } = page;
  const tops = topChanges(analysis).filter(({ changeShare }) => changeShare !== null);
  if (tops.length > 1 && tops.length <= MOST_CHANGES && leadOf(analysis) !== null) return null;
  const shown = tops.slice(0, MOST_CHANGES);
  const [only] = shown;
  if (only === undefined) return null;
  if (tops.length === 1) {
    const effects = effectsOf(only).map(({ name, share }) => `${name} ${signedShare(share, words)}`);
    return {
      text: `Revenue a ${periodNounOf(analysis)}: ${signedShare(only.changeShare!, words)} (${effects.join(', ')}).`,
      refs: [changeId(only)],
    };
  }
  const largest = new Set(shown.map((change) => largestEffect(change).name));
  const mostly = largest.size === 1 ? `, mostly ${[...largest][0]}` : '';
  const each = shown.map((change) => `${ownerOf(change, analysis, words)} ${signedShare(change.changeShare!, words)}`);
  return { text: `Revenue: ${each.join(', ')}${mostly}.`, refs: shown.map(changeId) };
}

export function salesHeadline(page: SalesPage): { readonly title: string; readonly verdict: Sentence } {
  const { analysis, words } = page;
  const lead = leadOf(analysis);
  const silent = silentOf(analysis);
  const change = changeSentence(page);
  const withChange = (text: string, refs: readonly string[]): Sentence => ({
    text: change === null ? text : `${text} ${change.text}`,
    refs: [...refs, ...(change?.refs ?? [])],
  });
  const ids = analysis.components
    .flatMap(({ component, link }) => link.predictors.map(({ predictor }) => linkId(component, predictor)))
    .filter((id) => page.findings.has(id));
  if (analysis.components.every(({ link }) => link.insufficient !== null)) {
    const reason = analysis.components[0]?.link.insufficient ?? 'no component of sales has values';
    return {
      title: 'Too little history to tell which sales component follows the score',
      verdict: withChange(`Which sales component follows the score cannot be told yet: ${reason}.`, ids),
    };
  }
  if (lead !== null) {
    const first = lead.followers[0]!.component.link;
    const effects = lead.followers.map(({ component, part }) => {
      const finding = pooledOf(page, component, part)!;
      return effectWords(finding.estimate ?? part.perPoint ?? 0, component.link, words);
    });
    const lags = [...new Set(lead.followers.map(({ part }) => part.lag ?? 0))];
    const verb = lags.every((lag) => lag > 0) ? 'is followed by' : 'goes with';
    const when = lags.length === 1 ? ` ${lagWords(lags[0]!, first)}` : '';
    const seen = `${namesOf(silent)} ${isPlural(silent) ? 'are' : 'is'} not seen to`;
    const point = capitalise(withArticle(`${lead.section} point`));
    const titles = followTitle(lead);
    return {
      title: fitTitle(
        [...(silent.length > 0 ? titles.map((each) => `${each}; ${seen}`) : []), ...titles],
        DOCUMENT_TITLE_LENGTH,
      ),
      verdict: withChange(
        `${point} ${verb} ${joinNames(effects)}${when}${silent.length > 0 ? `; ${seen} follow` : ''}.`,
        ids,
      ),
    };
  }
  const turned = analysis.components.filter(({ link }) => followersOf(link).length > 0);
  const tail = turned.length === 0 ? '' : `; parts of the score follow ${namesOf(turned)} instead`;
  return {
    title: fitTitle(
      [`No sales component is seen to follow the score${tail}`, 'No sales component is seen to follow the score'],
      DOCUMENT_TITLE_LENGTH,
    ),
    verdict: withChange(
      `${capitalise(namesOf(silent))} ${isPlural(silent) ? 'are' : 'is'} not seen to go with any part of the score ${words.style === 'simple' ? 'beyond chance' : 'beyond noise'}${tail}.`,
      ids,
    ),
  };
}

const plain = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;

function changeTiles(page: SalesPage, most: number): Kpi[] {
  const { analysis, words } = page;
  const tops = topChanges(analysis);
  return tops.slice(0, most).map((change): Kpi => {
    const share = change.changeShare;
    const [volume, price] = ['volume', 'price'].map((name) => effectsOf(change).find((each) => each.name === name)!);
    return {
      ...plain,
      id: `revenue-${changeId(change)}`,
      label: `Revenue a ${periodNounOf(analysis)}${tops.length > 1 ? `, ${ownerOf(change, analysis, words)}` : ''}`,
      value: change.effects.now,
      text: words.formats.currency(change.effects.now, change.currency),
      delta:
        share === null
          ? null
          : { value: share, text: signedShare(share, words), better: share === 0 ? null : share > 0 },
      comparison: `volume ${signedShare(volume!.share, words)}, price ${signedShare(price!.share, words)}`,
      refs: [changeId(change)],
    };
  });
}

const MOST_TILES = 4;
const MOST_EFFECTS = 2;

export function salesKpis(page: SalesPage): Kpi[] {
  const { analysis, words } = page;
  const lead = leadOf(analysis);
  const main = mainComponent(analysis);
  if (lead === null) {
    const linked = main === null ? [] : linkKpis(linkPageOf(page, main));
    return [...linked, ...changeTiles(page, MOST_TILES - linked.length)].slice(0, MOST_TILES);
  }
  const effects = lead.followers.slice(0, MOST_EFFECTS).map(({ component, part }): Kpi => {
    const finding = pooledOf(page, component, part)!;
    return {
      ...plain,
      id: `effect-${component.component}`,
      label: `${capitalise(component.label)} per ${lead.section} point`,
      value: finding.estimate,
      text: finding.estimate === null ? 'no data' : signedEffect(finding.estimate, component.link, words),
      comparison: lagWords(part.lag ?? 0, component.link),
      grade: markOf(finding),
      gradeText: !markOf(finding)
        ? ''
        : words.style === 'professional'
          ? gradeText(finding, words.formats, words.style)
          : plainGrade(finding),
      refs: [finding.id],
    };
  });
  return [...effects, ...changeTiles(page, MOST_EFFECTS)];
}

/** Followers in the order of their insights; those that are none as they come. */
function byWeight(page: SalesPage, followers: readonly Follower[], insights: readonly Insight[]): Follower[] {
  const rank = ({ component, part }: Follower): number => {
    const at = insights.findIndex(({ finding }) => finding === pooledOf(page, component, part)?.id);
    return at < 0 ? insights.length : at;
  };
  return [...followers].sort((a, b) => rank(a) - rank(b));
}

/** Page 1, left: components that go with the score, the weightiest insights first; without any, what changed revenue. */
export function salesDrivers(page: SalesPage, insights: readonly Insight[]): SummaryItem[] {
  const { analysis, words } = page;
  const lead = leadOf(analysis);
  if (lead !== null)
    return byWeight(page, lead.followers, insights)
      .slice(0, 3)
      .map(({ component, part }): SummaryItem => {
        const finding = pooledOf(page, component, part)!;
        return {
          text: `${capitalise(component.label)}, per ${lead.section} point, ${lagWords(part.lag ?? 0, component.link)}`,
          figure: signedEffect(finding.estimate ?? 0, component.link, words),
          value: finding.estimate,
          grade: finding.grade,
          refs: [finding.id],
        };
      });
  const change = topChanges(analysis)[0];
  if (change === undefined) return [];
  const several = topChanges(analysis).length > 1;
  return effectsOf(change)
    .slice(0, 3)
    .map(
      ({ name, share }): SummaryItem => ({
        text: `${capitalise(name)} in the change of revenue${several ? `, ${ownerOf(change, analysis, words)}` : ''}`,
        figure: signedShare(share, words),
        value: share,
        grade: null,
        refs: [changeId(change)],
      }),
    );
}

const MOST_RISKS = 3;

/** Page 1, right: volume that was lost, and what stands against reading a link as a cause. */
export function salesRisks(page: SalesPage): SummaryItem[] {
  const { analysis, words } = page;
  const tops = topChanges(analysis);
  const worst = tops
    .map((change) => ({ change, volume: effectsOf(change)[0]! }))
    .filter(({ volume }) => volume.value < 0)
    .sort((a, b) => a.volume.share - b.volume.share)[0];
  const main = mainComponent(analysis);
  return [
    ...(worst
      ? [
          {
            text: `Less volume than before${tops.length > 1 ? `: ${ownerOf(worst.change, analysis, words)}` : ''}`,
            figure: signedShare(worst.volume.share, words),
            value: null,
            grade: null,
            refs: [changeId(worst.change)],
          },
        ]
      : []),
    ...(main === null ? [] : linkRisks(linkPageOf(page, main))),
  ].slice(0, MOST_RISKS);
}
