/** What moved, for page 1: the parts of one brand’s change, or the weightiest news. */
import type { SummaryItem } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import { changesWithinNoise, MOST_ITEMS, moveOf, unitOf, WITHIN_NOISE } from '../../shared/page/moves.ts';
import {
  differenceOf,
  distinct,
  type FindingIndex,
  isNews,
  isSupported,
  type Story,
  storiesOf,
} from '../../shared/stories.ts';
import { type Pair, pairsOf } from '../../shared/words/scope.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import type { Wording } from '../../shared/words/wording.ts';

/** Metrics that make up a real change of one brand: arithmetic, so none carries an evidence mark. */
function partsOfChange({ market, subject }: Pair, words: Wording): SummaryItem[] {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return [];
  const relative = new Set(
    market.relativeMetrics.map(({ section, platform, metric }) => JSON.stringify([section, platform, metric])),
  );
  return decomposition.sections
    .flatMap(({ section, platforms }) =>
      platforms.flatMap(({ platform, metrics }) =>
        metrics
          .filter(({ metric }) => !relative.has(JSON.stringify([section, platform, metric])))
          .map(({ metric, total }) => ({ text: `${metric} (${platform})`, total })),
      ),
    )
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
    .slice(0, MOST_ITEMS)
    .map(({ text, total }) => ({
      text,
      figure: `${words.formats.points(total)}${unitOf(words)}`,
      value: total,
      grade: null,
      refs: ['table:decomposition-metrics'],
    }));
}

function sectionsWithinNoise(pair: Pair, findings: FindingIndex, words: Wording): SummaryItem[] {
  const { decomposition } = pair.subject;
  if (decomposition.undefined !== null) return [];
  const difference = differenceOf(pair, findings);
  return [...decomposition.sections]
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MOST_ITEMS)
    .map(({ section, value }) => ({
      text: `${section}${difference?.grade === 'none' ? WITHIN_NOISE[words.style] : ''}`,
      figure: `${words.formats.points(value)}${unitOf(words)}`,
      value,
      grade: markOf(difference),
      refs: ['table:decomposition'],
    }));
}

export function driversOf(
  analysis: ScoreAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): SummaryItem[] {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0]! : null;
  if (only && isSupported(differenceOf(only, findings))) return partsOfChange(only, words);
  const stories = distinct(storiesOf(analysis, all).filter(isNews));
  // Among several brands the weightiest of each: a step and the change that it makes are one move.
  const isFirst = ({ finding: { subject } }: Story, i: number): boolean =>
    stories.findIndex(
      ({ finding: { subject: other } }) => other.project === subject.project && other.brand === subject.brand,
    ) === i;
  const news = (only ? stories : stories.filter(isFirst)).slice(0, MOST_ITEMS);
  if (news.length > 0) return news.map((story) => moveOf(story, only !== null, words));
  return only ? sectionsWithinNoise(only, findings, words) : changesWithinNoise(pairs, findings, words);
}
