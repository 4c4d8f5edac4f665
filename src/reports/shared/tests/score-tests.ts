/** The questions that one brand’s history in one market can be tested for, as hypotheses for a report’s one grading. */
import { levelOf, type TestScale, testScaleOf } from '../../../analytics/scores/bounded-scale.ts';
import { constantSetSeries } from '../../../analytics/scores/constant-set.ts';
import { rollUp, toNullable } from '../../../analytics/scores/roll-up.ts';
import { findAnomalies } from '../../../analytics/stats/anomaly.ts';
import { testWindowDifference } from '../../../analytics/stats/difference.ts';
import { findLevelShifts } from '../../../analytics/stats/level-shift.ts';
import { testMovement } from '../../../analytics/stats/movement.ts';
import { MINIMUM_PERIODS } from '../../../analytics/stats/series/noise-model.ts';
import type { AnyOf, TestedHypothesis } from '../../../document/grading.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { Robustness, Subject } from '../analysis.ts';
import type { MarketGround } from '../market/ground.ts';
import { partsBelow, relativeShareOf, type ScorePart, sectionParts, WHOLE_SCORE } from '../market/score-parts.ts';

export interface TestPlan {
  /** Changes descend to platforms and metrics, not only to sections. */
  readonly detail: boolean;
  readonly rng: Rng;
  readonly level: number;
}

/** A section that is mostly relative moves when rivals move: no absolute claim about it. */
const MAX_RELATIVE_SHARE = 0.5;

const RELATIVE_REASON =
  'measured relative to rivals (a 0 and a 100 in every period): no absolute change can be claimed';

/** Said of every estimate that was tested on the logit scale. */
const NEAR_BOUND_CAVEAT =
  'near the end of the 0–100 scale: tested as log-odds, brought back to points at its own level';

/** The questions about one brand in one market, each as a hypothesis, and what it takes to repeat one without a period. */
export interface ScoreTests {
  /** Did the mean of the window differ from the comparison’s? Below a supported one: the parts below. */
  readonly difference: (part: ScorePart) => TestedHypothesis;
  /** Is it going anywhere over the whole history? Below a supported trend of the whole score: its sections. */
  readonly movement: (part: ScorePart) => TestedHypothesis;
  /** Single lasting steps or odd periods in any of these parts, as one question. */
  readonly search: (event: EventKind, parts: readonly ScorePart[], of: string) => AnyOf;
  /** True when the two windows lie in one history: a difference between two markets is a level, hence a fact. */
  readonly canCompare: boolean;
  /** A supported change, trend or step again, without its most extreme period; null for anything else. */
  readonly withoutWorst: (id: string) => Robustness | null;
  /** Score of a section by period, as published. */
  readonly sectionPath: (section: string) => readonly (number | null)[];
}

type Series = readonly (number | null)[];

export type EventKind = 'level-shift' | 'anomaly';

interface Event {
  readonly index: number;
  readonly expected: number | null;
  readonly evidence: Evidence;
}

export function scoreTestsOf(ground: MarketGround, subject: Subject, plan: TestPlan): ScoreTests {
  const { market, history, current, before } = ground;
  const { project, frequency } = market;
  const season = PERIODS_PER_YEAR[frequency];
  const noun = PERIOD_NOUN[frequency];
  const { brand } = subject;
  const b = history.brands.indexOf(brand);
  const end = current.at(-1)!;
  const base = { subject: { project, brand } };
  const idOf = (test: string, part?: ScorePart): string =>
    `${test}:${project}:${brand}${part === undefined ? '' : `:${part.name}`}`;

  const scales = new Map<string, TestScale>();
  const scaleOf = (part: ScorePart): TestScale => {
    const known = scales.get(part.name);
    if (known) return known;
    const scale = testScaleOf(constantSetSeries(history, b, part.filter).values.slice(0, end + 1));
    scales.set(part.name, scale);
    return scale;
  };
  const countOf = (values: Series): number => values.filter((value) => value !== null).length;
  const shareOf = (part: ScorePart): number => relativeShareOf(history, ground.isRelative, part);
  const isRelative = (part: ScorePart): boolean => shareOf(part) > MAX_RELATIVE_SHARE;
  const untested = (unit: string, level: number, part: ScorePart, insufficient: string): Evidence => ({
    estimate: null,
    unit,
    interval: null,
    level,
    n: countOf(scaleOf(part).values),
    test: 'not tested',
    p: null,
    insufficient,
    caveats: [],
  });
  /** Evidence of the tested scale in points, around `level` of that scale, with what has to be said about the part. */
  const inPoints = (evidence: Evidence, unit: string, part: ScorePart, level: number | null, times = 1): Evidence => {
    const scale = scaleOf(part);
    const bring = (effect: number): number => scale.toPoints(effect * times, level ?? 0);
    const { estimate, interval, detectable } = evidence;
    const share = shareOf(part);
    return {
      ...evidence,
      unit,
      estimate: estimate === null ? null : bring(estimate),
      interval: interval === null ? null : [bring(interval[0]), bring(interval[1])],
      // Towards the bound an effect is squeezed: the larger of both sides would have been seen either way.
      ...(typeof detectable === 'number'
        ? { detectable: Math.max(Math.abs(bring(detectable)), Math.abs(bring(-detectable))) }
        : {}),
      caveats: [
        ...evidence.caveats,
        ...(scale.kind === 'logit' ? [NEAR_BOUND_CAVEAT] : []),
        ...(share > 0 && share <= MAX_RELATIVE_SHARE
          ? ['part of the weight is on metrics measured relative to rivals']
          : []),
      ],
    };
  };
  const identify = (part: ScorePart): Pick<TestedHypothesis, 'subject' | 'predictor'> => ({
    ...base,
    ...(part.predictor ? { predictor: part.predictor } : {}),
  });

  /** How a test is repeated without its worst period, by id of the finding. */
  const repeats = new Map<string, () => Robustness | null>();
  const repeat = (
    values: Series,
    candidates: readonly number[],
    again: (values: Series) => Evidence | null,
  ): Robustness | null => {
    const worst = farthest(values, candidates);
    if (worst === null) return null;
    const evidence = again(values.map((value, t) => (t === worst ? null : value)));
    return { period: history.periods[worst]!, estimate: evidence?.estimate ?? null, p: evidence?.p ?? null };
  };

  /* Did the window differ from the one before? */
  const overlap = before?.history === history && before.indices.some((t) => current.includes(t));
  const differenceEvidence = (part: ScorePart, level: number, without: readonly number[] = []): Evidence => {
    if (isRelative(part)) return untested('points', level, part, RELATIVE_REASON);
    if (!before) return untested('points', level, part, ground.beforeReason!);
    if (overlap) return untested('points', level, part, 'the two windows overlap');
    const kept = (t: number): boolean => !without.includes(t);
    const values = scaleOf(part).values.map((value, t) => (kept(t) ? value : null));
    const then = before.indices.filter(kept);
    const evidence = testWindowDifference(values, current.filter(kept), then, {
      unit: 'points',
      level,
      seasonLength: season,
    });
    return inPoints(evidence, 'points', part, levelOf(values, then));
  };
  const differenceOf = (part: ScorePart): TestedHypothesis => {
    const id = idOf('difference', part);
    repeats.set(id, () => {
      const worst = farthest(scaleOf(part).values, current);
      // One of two periods is half the window, not its worst part.
      if (worst === null || current.length < 3 || !before) return null;
      // Its counterpart goes too, so that both windows keep the same season.
      const counterpart = before.indices.length === current.length ? before.indices[current.indexOf(worst)]! : worst;
      const { estimate, p } = differenceEvidence(part, plan.level, [worst, counterpart]);
      return { period: history.periods[worst]!, estimate, p };
    });
    return {
      id,
      kind: 'difference',
      ...identify(part),
      measure: `${part.label}, mean of the window against the comparison window, today’s weights`,
      parts: partsOf(part, subject, current.length),
      evidence: (level) => differenceEvidence(part, level),
      children: () => (part.predictor === null || plan.detail ? partsBelow(history, part).map(differenceOf) : []),
    };
  };

  /* Is it going anywhere over the whole history? */
  const slopeUnit = 'points a year';
  const firstAt = scaleOf(WHOLE_SCORE).values.findIndex((value) => value !== null);
  const since = firstAt < 0 ? null : history.periods[firstAt]!;
  const movementEvidence = (part: ScorePart, level: number, values: Series = scaleOf(part).values): Evidence => {
    if (isRelative(part)) return untested(slopeUnit, level, part, RELATIVE_REASON);
    const rng = plan.rng.fork(idOf('movement', part));
    const evidence = testMovement(values, { unit: 'points', level, seasonLength: season, rng });
    return inPoints(evidence, slopeUnit, part, levelOf(values), season);
  };
  const movementOf = (part: ScorePart): TestedHypothesis => {
    const id = idOf('movement', part);
    const { values } = scaleOf(part);
    repeats.set(id, () => repeat(values, [...values.keys()], (rest) => movementEvidence(part, plan.level, rest)));
    return {
      id,
      kind: 'movement',
      ...identify(part),
      measure: `${part.label}, trend over the history, today’s weights`,
      parts: { since },
      evidence: (level) => movementEvidence(part, level),
      children: () => (part.predictor === null ? sectionParts(history).map(movementOf) : []),
    };
  };

  /* Single events: lasting steps and odd periods, in the score or in a section. */
  const find: Readonly<Record<EventKind, (part: ScorePart, level: number, values?: Series) => readonly Event[]>> = {
    'level-shift': (part, level, values = scaleOf(part).values) =>
      findLevelShifts(values, {
        unit: 'points',
        level,
        seasonLength: season,
        rng: plan.rng.fork(idOf('level-shift')),
      }).map(({ index, evidence }) => {
        const from = levelOf(values.slice(0, index));
        return { index, expected: null, evidence: inPoints(evidence, 'points', part, from) };
      }),
    anomaly: (part, level, values = scaleOf(part).values) =>
      findAnomalies(values, { unit: 'points', level, seasonLength: season }).map(({ index, expected, evidence }) => ({
        index,
        expected: scaleOf(part).toScore(expected),
        evidence: inPoints(evidence, 'points', part, expected),
      })),
  };
  const EVENTS = {
    'level-shift': { kind: 'movement', test: 'level-shift search', measure: 'lasting step' },
    anomaly: { kind: 'anomaly', test: 'anomaly search', measure: 'single odd period' },
  } as const;
  const searchOf = (event: EventKind, part: ScorePart): AnyOf => {
    const { kind, test, measure } = EVENTS[event];
    const { values, toScore } = scaleOf(part);
    const n = countOf(values);
    const short = n < MINIMUM_PERIODS ? `needs ${MINIMUM_PERIODS} ${noun}s with scores, there are ${n}` : null;
    const insufficient = isRelative(part) ? RELATIVE_REASON : short;
    const found = insufficient === null ? find[event](part, plan.level) : [];
    const shared = { kind, ...identify(part), measure: `${part.label}, ${measure}` };
    return {
      id: idOf(event, part),
      ...shared,
      anyOf: found.map(({ index, expected, evidence }): TestedHypothesis => {
        const id = `${idOf(event, part)}:${history.periods[index]!}`;
        if (event === 'level-shift')
          repeats.set(id, () => {
            // The periods after the step carry it: the worst of them is left out.
            const after = [...values.keys()].slice(index);
            return repeat(values, after, (rest) => {
              // Without one period the same step may be dated one period off.
              const again = find[event](part, plan.level, rest).find((each) => Math.abs(each.index - index) <= 1);
              return again?.evidence ?? null;
            });
          });
        const value = values[index] ?? null;
        return {
          id,
          ...shared,
          period: history.periods[index]!,
          parts: { actual: value === null ? null : toScore(value), expected },
          evidence: (level) =>
            level === plan.level
              ? evidence
              : (find[event](part, level).find((again) => again.index === index)?.evidence ?? evidence),
        };
      }),
      combine: 'searched',
      test,
      unit: 'points',
      n,
      insufficient,
    };
  };
  const groupOf = (event: EventKind, parts: readonly ScorePart[], of: string): AnyOf => {
    const { kind, test, measure } = EVENTS[event];
    const anyOf = parts.map((part) => searchOf(event, part));
    return {
      id: idOf(event),
      kind,
      ...base,
      measure: `${of}, ${measure}`,
      anyOf,
      combine: 'simes',
      test,
      unit: 'points',
      n: countOf(scaleOf(WHOLE_SCORE).values),
      insufficient: anyOf.every((group) => group.insufficient !== null) ? anyOf[0]!.insufficient : null,
    };
  };

  return {
    difference: differenceOf,
    movement: movementOf,
    search: groupOf,
    canCompare: before === null || before.history === history,
    withoutWorst: (id) => repeats.get(id)?.() ?? null,
    sectionPath: (section) => {
      const part = sectionParts(history).find(({ name }) => name === section)!;
      return toNullable(rollUp(history, b, part.filter).values);
    },
  };
}

/** Facts that the sentence about a change quotes beside its tested estimate. */
function partsOf(part: ScorePart, subject: Subject, periods: number): NonNullable<Finding['parts']> {
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
function farthest(values: Series, indices: readonly number[]): number | null {
  const mean = levelOf(values, indices);
  if (mean === null) return null;
  const far = (t: number): number => Math.abs((values[t] ?? mean) - mean);
  return indices.reduce((worst, t) => (far(t) > far(worst) ? t : worst));
}
