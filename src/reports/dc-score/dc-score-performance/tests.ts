/** The questions that one brand's history in one market is tested for, as hypotheses for the report's one grading. */
import { constantSetSeries } from '../../../analytics/scores/constant-set.ts';
import type { MetricFilter } from '../../../analytics/scores/roll-up.ts';
import { findAnomalies } from '../../../analytics/stats/anomaly.ts';
import { testWindowDifference } from '../../../analytics/stats/difference.ts';
import { findLevelShifts } from '../../../analytics/stats/level-shift.ts';
import { testMovement } from '../../../analytics/stats/movement.ts';
import { MINIMUM_PERIODS } from '../../../analytics/stats/series/noise-model.ts';
import type { AnyOf, Hypothesis, TestedHypothesis } from '../../../document/grading.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { Robustness, Subject } from './analysis.ts';
import type { MarketGround } from './market.ts';

export interface TestPlan {
  /** Trend, level shifts and anomalies of the score. */
  readonly history: boolean;
  /** Level shifts and anomalies of every section, and the descent of changes to platforms and metrics. */
  readonly detail: boolean;
  readonly rng: Rng;
  readonly level: number;
}

/** A part of the score: all of it, a section, a platform or a metric. */
interface Part {
  readonly predictor: NonNullable<Finding['predictor']> | null;
  /** End of the finding's id. */
  readonly name: string;
  readonly filter: MetricFilter;
}

/** A section that is mostly relative moves when rivals move: no absolute claim about it. */
const MAX_RELATIVE_SHARE = 0.5;

/** The tests of one brand in one market, and what it takes to repeat one without a period. */
export interface SubjectTests {
  readonly hypotheses: readonly Hypothesis[];
  /** The supported difference or movement of the whole score again, without its most extreme period. */
  readonly withoutWorst: (id: string) => Robustness | null;
}

export function testsOf(ground: MarketGround, subject: Subject, plan: TestPlan): SubjectTests {
  const { market, history, current, before } = ground;
  const { project, frequency } = market;
  const season = PERIODS_PER_YEAR[frequency];
  const noun = PERIOD_NOUN[frequency];
  const { brand } = subject;
  const b = history.brands.indexOf(brand);
  const end = current.at(-1)!;
  const base = { subject: { project, brand } };

  const whole: Part = { predictor: null, name: 'score', filter: () => true };
  const sections = history.sections.map(
    (section, s): Part => ({ predictor: { section }, name: section, filter: (m) => history.sectionOf[m] === s }),
  );
  const platformsOf = (section: string): Part[] => {
    const platforms = [
      ...new Set(history.metrics.filter((metric) => metric.section === section).map((metric) => metric.platform)),
    ];
    return platforms.map((platform) => ({
      predictor: { section, platform },
      name: `${section}/${platform}`,
      filter: (m) => history.metrics[m]!.section === section && history.metrics[m]!.platform === platform,
    }));
  };
  const metricsOf = (section: string, platform: string): Part[] =>
    history.metrics
      .map((metric, m) => ({ metric, m }))
      .filter(({ metric }) => metric.section === section && metric.platform === platform)
      .map(({ metric, m }) => ({
        predictor: { section, platform, metric: metric.metric },
        name: `${section}/${platform}/${metric.metric}`,
        filter: (each) => each === m,
      }));

  const seriesCache = new Map<string, (number | null)[]>();
  const seriesOf = (part: Part): (number | null)[] => {
    const known = seriesCache.get(part.name);
    if (known) return known;
    const values = constantSetSeries(history, b, part.filter).values.slice(0, end + 1);
    seriesCache.set(part.name, values);
    return values;
  };
  const relativeShareOf = (part: Part): number => {
    let total = 0;
    let relative = 0;
    history.todayWeights.forEach((weight, m) => {
      if (!part.filter(m)) return;
      total += weight;
      if (ground.isRelative[m]) relative += weight;
    });
    return total > 0 ? relative / total : 0;
  };
  const isRelative = (part: Part): boolean => relativeShareOf(part) > MAX_RELATIVE_SHARE;
  const relativeReason =
    'measured relative to rivals (a 0 and a 100 in every period): no absolute change can be claimed';
  const caveatsOf = (part: Part): string[] => {
    const share = relativeShareOf(part);
    return share > 0 && share <= MAX_RELATIVE_SHARE
      ? ['part of the weight is on metrics measured relative to rivals']
      : [];
  };
  const untested = (unit: string, level: number, n: number, insufficient: string): Evidence => ({
    estimate: null,
    unit,
    interval: null,
    level,
    n,
    test: 'not tested',
    p: null,
    insufficient,
    caveats: [],
  });
  const withCaveats = (evidence: Evidence, unit: string, part: Part): Evidence => ({
    ...evidence,
    unit,
    caveats: [...evidence.caveats, ...caveatsOf(part)],
  });
  const identify = (part: Part): Pick<TestedHypothesis, 'subject' | 'predictor'> => ({
    ...base,
    ...(part.predictor ? { predictor: part.predictor } : {}),
  });
  const below = (part: Part): readonly Part[] => {
    const { section, platform, metric } = part.predictor ?? {};
    if (section === undefined) return sections;
    if (!plan.detail || metric !== undefined) return [];
    return platform === undefined ? platformsOf(section) : metricsOf(section, platform);
  };
  const countOf = (values: readonly (number | null)[]): number => values.filter((value) => value !== null).length;

  /* Did the window differ from the one before? */
  const overlap = before?.history === history && before.indices.some((t) => current.includes(t));
  const differenceEvidence = (part: Part, level: number, indices: readonly number[] = current): Evidence => {
    const values = seriesOf(part);
    if (isRelative(part)) return untested('points', level, countOf(values), relativeReason);
    if (!before) return untested('points', level, countOf(values), ground.beforeReason!);
    if (overlap) return untested('points', level, countOf(values), 'the two windows overlap');
    const evidence = testWindowDifference(values, [...indices], [...before.indices], { unit: 'points', level });
    return withCaveats(evidence, 'points', part);
  };
  const differenceOf = (part: Part): TestedHypothesis => ({
    id: `difference:${project}:${brand}:${part.name}`,
    kind: 'difference',
    ...identify(part),
    measure: `${labelOf(part)}, mean of the window against the comparison window, today’s weights`,
    parts: partsOf(part, subject, current.length),
    evidence: (level) => differenceEvidence(part, level),
    children: () => below(part).map(differenceOf),
  });

  /* Is it going anywhere over the whole history? */
  const slopeUnit = `points a ${noun}`;
  const firstAt = seriesOf(whole).findIndex((value) => value !== null);
  const since = firstAt < 0 ? null : history.periods[firstAt]!;
  const movementEvidence = (
    part: Part,
    level: number,
    values: readonly (number | null)[] = seriesOf(part),
  ): Evidence => {
    if (isRelative(part)) return untested(slopeUnit, level, countOf(values), relativeReason);
    const rng = plan.rng.fork(`movement:${project}:${brand}:${part.name}`);
    return withCaveats(testMovement(values, { unit: 'points', level, seasonLength: season, rng }), slopeUnit, part);
  };
  const movementOf = (part: Part): TestedHypothesis => ({
    id: `movement:${project}:${brand}:${part.name}`,
    kind: 'movement',
    ...identify(part),
    measure: `${labelOf(part)}, trend over the history, today’s weights`,
    parts: { since },
    evidence: (level) => movementEvidence(part, level),
    children: () => (part.predictor === null ? sections.map(movementOf) : []),
  });

  /* Single events: lasting steps and odd periods, in the score or in a section. */
  const searched = plan.detail ? [whole, ...sections] : [whole];
  const shortReason = (values: readonly (number | null)[]): string | null =>
    countOf(values) < MINIMUM_PERIODS
      ? `needs ${MINIMUM_PERIODS} ${noun}s with scores, there are ${countOf(values)}`
      : null;
  const searchOf = (
    kind: 'movement' | 'anomaly',
    prefix: string,
    part: Part,
    test: string,
    measure: string,
    search: (
      values: (number | null)[],
      level: number,
    ) => readonly { readonly index: number; readonly expected: number | null; readonly evidence: Evidence }[],
  ): AnyOf => {
    const values = seriesOf(part);
    const insufficient = isRelative(part) ? relativeReason : shortReason(values);
    const found = insufficient === null ? search(values, plan.level) : [];
    return {
      id: `${prefix}:${project}:${brand}:${part.name}`,
      kind,
      ...identify(part),
      measure: `${labelOf(part)}, ${measure}`,
      anyOf: found.map(({ index, expected, evidence }): TestedHypothesis => {
        const period = history.periods[index]!;
        return {
          id: `${prefix}:${project}:${brand}:${part.name}:${period}`,
          kind,
          ...identify(part),
          measure: `${labelOf(part)}, ${measure}`,
          period,
          parts: { actual: values[index] ?? null, expected },
          evidence: (level) =>
            withCaveats(
              level === plan.level
                ? evidence
                : (search(values, level).find((again) => again.index === index)?.evidence ?? evidence),
              'points',
              part,
            ),
        };
      }),
      combine: 'searched',
      test,
      unit: 'points',
      n: countOf(values),
      insufficient,
    };
  };
  const groupOf = (
    kind: 'movement' | 'anomaly',
    prefix: string,
    test: string,
    measure: string,
    search: Parameters<typeof searchOf>[5],
  ): AnyOf => {
    const anyOf = searched.map((part) => searchOf(kind, prefix, part, test, measure, search));
    return {
      id: `${prefix}:${project}:${brand}`,
      kind,
      ...base,
      measure: `DC score${plan.detail ? ' and sections' : ''}, ${measure}`,
      anyOf,
      combine: 'simes',
      test,
      unit: 'points',
      n: countOf(seriesOf(whole)),
      insufficient: anyOf.every((group) => group.insufficient !== null) ? anyOf[0]!.insufficient : null,
    };
  };

  const hypotheses: Hypothesis[] = [];
  // A difference between two markets is a level, hence a fact; only a market against its own past is tested.
  if (before === null || before.history === history) hypotheses.push(differenceOf(whole));
  if (plan.history) {
    hypotheses.push(
      movementOf(whole),
      groupOf('movement', 'level-shift', 'level-shift search', 'lasting step', (values, level) =>
        findLevelShifts(values, {
          unit: 'points',
          level,
          seasonLength: season,
          rng: plan.rng.fork(`level-shift:${project}:${brand}`),
        }).map(({ index, evidence }) => ({ index, expected: null, evidence })),
      ),
      groupOf('anomaly', 'anomaly', 'anomaly search', 'single odd period', (values, level) =>
        findAnomalies(values, { unit: 'points', level, seasonLength: season }),
      ),
    );
  }

  const withoutWorst = (id: string): Robustness | null => {
    const values = seriesOf(whole);
    if (id === `difference:${project}:${brand}:score`) {
      const worst = farthest(values, current);
      if (worst === null || current.length < 3) return null;
      const { estimate, p } = differenceEvidence(
        whole,
        plan.level,
        current.filter((t) => t !== worst),
      );
      return { period: history.periods[worst]!, estimate, p };
    }
    if (id === `movement:${project}:${brand}:score`) {
      const worst = farthest(values, [...values.keys()]);
      if (worst === null) return null;
      const { estimate, p } = movementEvidence(
        whole,
        plan.level,
        values.map((value, t) => (t === worst ? null : value)),
      );
      return { period: history.periods[worst]!, estimate, p };
    }
    return null;
  };
  return { hypotheses, withoutWorst };
}

function labelOf(part: Part): string {
  const { section, platform, metric } = part.predictor ?? {};
  if (metric !== undefined) return `${metric} (${platform})`;
  if (platform !== undefined) return `${platform} score`;
  return section === undefined ? 'DC score' : `${section} score`;
}

/** Facts that the sentence about a change quotes beside its tested estimate. */
function partsOf(part: Part, subject: Subject, periods: number): NonNullable<Finding['parts']> {
  if (part.predictor === null)
    return {
      change: subject.peer.delta,
      score: subject.peer.score,
      before: subject.peer.before,
      typicalNoise: subject.typicalNoise,
      periods,
    };
  const { section, platform } = part.predictor;
  if (platform !== undefined) return { periods };
  const level = subject.sections.find((each) => each.section === section);
  return { change: level?.delta ?? null, score: level?.score ?? null, periods };
}

/** The index whose value lies farthest from the mean of the values at `indices`. */
function farthest(values: readonly (number | null)[], indices: readonly number[]): number | null {
  const present = indices.filter((t) => values[t] !== null && values[t] !== undefined);
  if (present.length === 0) return null;
  const mean = present.reduce((sum, t) => sum + values[t]!, 0) / present.length;
  return present.reduce((worst, t) => (Math.abs(values[t]! - mean) > Math.abs(values[worst]! - mean) ? t : worst));
}
