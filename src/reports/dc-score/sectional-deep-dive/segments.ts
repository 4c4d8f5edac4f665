/** Groups of brands by their section scores, as one question to the report's grading. */
import { findSegments, MINIMUM_ROWS } from '../../../analytics/stats/multivariate/segments.ts';
import type { TestedHypothesis } from '../../../document/grading.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import type { Segmentation } from './analysis.ts';

export const segmentsId = (project: string): string => `segments:${project}`;

export interface SegmentQuestion {
  readonly segments: Segmentation | null;
  readonly missing: string | null;
  readonly hypothesis: TestedHypothesis;
}

export function segmentQuestion(market: MarketFacts, rng: Rng): SegmentQuestion {
  const complete = market.peers.flatMap(({ brand }, i) => {
    const scores = market.sectionScores[i]!;
    return scores.every((score) => score !== null) ? [{ brand, scores }] : [];
  });
  // By name, so that the draws do not depend on the ranking.
  complete.sort((a, b) => (a.brand < b.brand ? -1 : 1));
  const found = findSegments(
    complete.map(({ scores }) => scores),
    rng.fork(segmentsId(market.project)),
  );
  const missing =
    found !== null
      ? null
      : complete.length < MINIMUM_ROWS
        ? `${complete.length} brands with all section scores`
        : 'section scores that do not vary';
  return {
    segments: found && {
      brands: complete.map(({ brand }) => brand),
      groups: found.groups,
      labels: found.labels,
      silhouette: found.silhouette,
      centres: Array.from({ length: found.groups }, (_, group) => {
        const members = complete.filter((_each, i) => found.labels[i] === group);
        return market.sections.map(
          (_section, s) => members.reduce((sum, { scores }) => sum + scores[s]!, 0) / members.length,
        );
      }),
    },
    missing,
    hypothesis: {
      id: segmentsId(market.project),
      kind: 'difference',
      subject: { project: market.project },
      measure: 'Groups of brands by section scores: mean silhouette of the best grouping',
      parts: { groups: found?.groups ?? null, brands: complete.length },
      evidence: (level) => ({
        estimate: found?.silhouette ?? null,
        unit: 'mean silhouette',
        interval: null,
        level,
        n: complete.length,
        test: 'Ward’s clusters against normal clouds with the same covariance, number of groups inside p',
        p: found?.p ?? null,
        ...(missing === null ? {} : { insufficient: `groups need ${MINIMUM_ROWS} brands; there are ${missing}` }),
        caveats: [],
      }),
    },
  };
}
