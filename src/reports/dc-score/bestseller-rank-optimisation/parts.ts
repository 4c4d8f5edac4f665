/** The parts of the score below a supported section that are held against the rank: its platforms, below those their metrics, all brands together. */
import type { OutcomeLink } from '../../../analytics/outcome-link/link.ts';
import type { LinkMarket, LinkPredictor } from '../../../analytics/outcome-link/units.ts';
import { metricId, type ScoreHistory } from '../../../analytics/scores/history.ts';
import type { Hypothesis, TestedHypothesis } from '../../../document/grading.ts';
import type { MetricKey } from '../../../domain/dataset.ts';
import { type LinkTests, linkId } from '../../outcome-link/link-tests.ts';
import { metricLabel, type TiedMetrics } from '../../outcome-link/tied-metrics.ts';
import { RANK_OUTCOME } from './ranks.ts';

/** The lag found does not depend on the level of the interval. */
const SEARCHED_AT = 0.95;

/** Metrics of a section that every market measures, so that no market drops out of the panel. */
function sharedMetrics(histories: readonly ScoreHistory[], tied: TiedMetrics, section: string): MetricKey[] {
  const [first, ...others] = histories;
  return (first?.metrics ?? []).filter(
    (key) =>
      key.section === section &&
      !tied.has(key) &&
      others.every(({ metrics }) => metrics.some((other) => metricId(other) === metricId(key))),
  );
}

const platformsOf = (metrics: readonly MetricKey[]): LinkPredictor[] =>
  [...new Set(metrics.map(({ platform }) => platform))].map((platform) => {
    const own = metrics.filter((key) => key.platform === platform);
    const ids = new Set(own.map(metricId));
    return {
      predictor: { section: own[0]!.section, platform },
      label: `${platform} score`,
      filter: (history) => (m) => ids.has(metricId(history.metrics[m]!)),
    };
  });

const metricsOf = (metrics: readonly MetricKey[], platform: string): LinkPredictor[] =>
  metrics
    .filter((key) => key.platform === platform)
    .map((key) => ({
      predictor: { section: key.section, platform, metric: key.metric },
      label: metricLabel(key),
      filter: (history) => (m) => metricId(history.metrics[m]!) === metricId(key),
    }));

/**
 * The link's hypotheses with the platforms of each section below it and their metrics below those, all brands together:
 * each level in one joint model beside the other platforms and sections, at the lag that the section as a whole shows.
 */
export function withMetrics(tests: LinkTests, markets: readonly LinkMarket[]): readonly Hypothesis[] {
  const histories = markets.map(({ history }) => history);
  return tests.hypotheses.map((hypothesis, at): Hypothesis => {
    const section = hypothesis.predictor?.section;
    if ('anyOf' in hypothesis || section === undefined) return hypothesis;
    return {
      ...hypothesis,
      children: () => {
        // What follows the rank is not taken apart to find what moves it.
        const lag = tests.link?.evidence(at, SEARCHED_AT).lag;
        if (lag === undefined || lag < 0) return [];
        return [
          ...(hypothesis.children?.() ?? []),
          ...platformTests(tests, sharedMetrics(histories, tests.tied, section), section, lag),
        ];
      },
    };
  });
}

function platformTests(
  tests: LinkTests,
  metrics: readonly MetricKey[],
  section: string,
  lag: number,
): TestedHypothesis[] {
  const platforms = platformsOf(metrics);
  // The only platform of a section is the section over again.
  if (platforms.length === 1) {
    const own = metricsOf(metrics, platforms[0]!.predictor.platform!);
    return testsOf(
      tests.finer(`${section}: pooled metrics`, () => own, section),
      own,
      lag,
    );
  }
  return testsOf(
    tests.finer(`${section}: pooled platforms`, () => platforms, section),
    platforms,
    lag,
  ).map(
    (hypothesis): TestedHypothesis => ({
      ...hypothesis,
      children: () => {
        const platform = hypothesis.predictor!.platform!;
        const own = metricsOf(metrics, platform);
        const rest = platforms.filter(({ predictor }) => predictor.platform !== platform);
        return testsOf(
          tests.finer(`${section}/${platform}: pooled metrics`, () => [...own, ...rest], section),
          own,
          lag,
        );
      },
    }),
  );
}

/** @param link with `parts` as its first predictors */
const testsOf = (link: OutcomeLink | null, parts: readonly LinkPredictor[], lag: number): TestedHypothesis[] =>
  link === null
    ? []
    : parts.map(
        ({ predictor, label }, at): TestedHypothesis => ({
          id: linkId(RANK_OUTCOME, predictor),
          kind: 'association',
          subject: { outcome: RANK_OUTCOME },
          predictor,
          measure: `bestseller rank per point of ${label}, change on change, the other parts held constant`,
          evidence: (level) => link.evidence(at, level, lag),
        }),
      );
