/**
 * The outcome link of a report: its hypotheses for the one grading, and after grading what stands behind the supported
 * ones. Any outcome, any parts of the score.
 */

import type { ComputedMetric } from '../../analytics/outcome-link/computed-from.ts';
import { brandCausality } from '../../analytics/outcome-link/direction.ts';
import { linkOutcome, type OutcomeLink } from '../../analytics/outcome-link/link.ts';
import type { OutcomeScale } from '../../analytics/outcome-link/transform.ts';
import { type Confounder, type LinkMarket, type LinkPredictor, linkPanel } from '../../analytics/outcome-link/units.ts';
import { designTest, whatIf } from '../../analytics/outcome-link/what-if.ts';
import { type Pace, paceOfPaths, periodsToGain } from '../../analytics/scores/headroom.ts';
import { studentQuantile } from '../../analytics/stats/distributions/beta.ts';
import type { Grading, Hypothesis, TestedHypothesis } from '../../document/grading.ts';
import type { OutcomeSeries, SpendRow } from '../../domain/dataset.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { OutcomeDefinition } from '../../domain/outcome.ts';
import { type Frequency, PERIODS_PER_YEAR } from '../../domain/period.ts';
import type { Rng } from '../../domain/rng.ts';
import type { LinkAnalysis, LinkBrand, LinkPredictorAnalysis, PredictorKey } from './analysis.ts';
import { fitOf, inEffectUnit } from './binned-fit.ts';
import { besideOutcome, metricPredictors, platformPredictors, sectionPredictors, TOTAL } from './predictors.ts';
import { type TiedMetrics, tiedMetrics } from './tied-metrics.ts';

/** How far down the hierarchy is tested: pooled sections, brand × section, platforms and metrics. */
export type LinkDepth = 'pooled' | 'brands' | 'parts';

export interface LinkRequest {
  readonly outcome: OutcomeDefinition;
  /** Words for the outcome in prose; the definition's label in lower case when absent. */
  readonly label?: string;
  readonly scale: OutcomeScale;
  /** Metrics that are computed from outcomes by their figures. Absent: none was found. */
  readonly computed?: readonly ComputedMetric[];
  /** Outcomes that stand for the one asked about where metrics computed from it are left out. Absent: itself. */
  readonly standsFor?: readonly string[];
  /** Absent: the sections of the score, without metrics that are computed from the outcome. */
  readonly predictors?: readonly LinkPredictor[];
  /** Kinds of confounders held constant where the data have them. Absent: all. */
  readonly controls?: readonly Confounder[];
  /** Outcomes that must not be held constant: parts of the one asked about. */
  readonly without?: readonly string[];
  /** Prefix of ids when a report links several outcomes; absent: the outcome's name. */
  readonly name?: string;
  readonly depth: LinkDepth;
  readonly level: number;
  readonly rng: Rng;
  /** Unit of the outcome by project (currency codes). */
  readonly units: Readonly<Record<string, string>>;
  /** Brands that the report is about. */
  readonly subjects: readonly { readonly project: string; readonly brand: string }[];
}

export interface LinkTests {
  /** For the report's one grading, beside its other hypotheses. */
  readonly hypotheses: readonly Hypothesis[];
  /** After grading: everything shown about the link. The grading may hold other findings. */
  describe(grading: Grading): LinkAnalysis;
  /** What was left out of the score. */
  readonly tied: TiedMetrics;
  /** The link itself, for what a report computes beyond it; null when nothing could be fitted. */
  readonly link: OutcomeLink | null;
  /** The same brands and outcome with these predictors beside the sections of `without`; made once a key. Null: nothing could be fitted. */
  finer(key: string, predictors: () => readonly LinkPredictor[], without: string): OutcomeLink | null;
}

export const linkId = (name: string, predictor: PredictorKey, subject?: { project: string; brand: string }): string =>
  ['association', name, partName(predictor), ...(subject ? [subject.project, subject.brand] : [])].join(':');

const partName = ({ section, platform, metric }: PredictorKey): string =>
  [section, platform, metric].filter((part) => part !== undefined).join('/') || 'score';

/** The frequency of most markets; markets of another one cannot share lags with them. */
function commonFrequency(markets: readonly LinkMarket[]): Frequency {
  const counts = new Map<Frequency, number>();
  for (const { history } of markets) counts.set(history.frequency, (counts.get(history.frequency) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'monthly';
}

export function linkTestsOf(
  given: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
  request: LinkRequest,
): LinkTests {
  const { outcome, level, rng } = request;
  const name = request.name ?? outcome.outcome;
  const frequency = commonFrequency(given);
  const markets = given.filter(({ history }) => history.frequency === frequency);
  const histories = markets.map(({ history }) => history);
  const tied = tiedMetrics(histories, request.standsFor ?? [outcome.outcome], request.computed ?? []);
  const sections = besideOutcome(request.predictors ?? sectionPredictors(histories), histories, tied);
  const outcomeUnit = Object.values(request.units)[0] ?? '';
  const panelOf = (predictors: readonly LinkPredictor[]) =>
    linkPanel(markets, data, {
      outcome: outcome.outcome,
      scale: request.scale,
      predictors,
      ...(request.controls ? { controls: request.controls } : {}),
      ...(request.without ? { without: request.without } : {}),
    });
  const panel = panelOf(sections);
  const made = linkOutcome(panel, { outcomeUnit });
  const link = typeof made === 'string' ? null : made;
  const insufficient = typeof made === 'string' ? made : null;
  const subjects = request.subjects.filter(({ project, brand }) =>
    panel.units.some((unit) => unit.project === project && unit.brand === brand),
  );
  const measureOf = (label: string): string =>
    `${labelOf(request)} per point of ${label}, change on change, other parts held constant`;

  /** A link with finer predictors, made once for all brands. */
  const finer = new Map<string, OutcomeLink | null>();
  const finerLink = (key: string, predictors: () => readonly LinkPredictor[]): OutcomeLink | null => {
    if (!finer.has(key)) {
      const again = linkOutcome(panelOf(predictors()), { outcomeUnit });
      finer.set(key, typeof again === 'string' ? null : again);
    }
    return finer.get(key)!;
  };
  const otherSections = (section: string): readonly LinkPredictor[] =>
    sections.filter(({ predictor }) => predictor.section !== section);

  /** Platforms of a section, of those metrics only that the section itself is made of. */
  const platformsOf = (section: string): LinkPredictor[] => {
    const parent = sections.find(({ predictor }) => predictor.section === section);
    return platformPredictors(histories, section)
      .map(
        (part): LinkPredictor => ({
          ...part,
          filter: (history) => {
            const [own, whole] = [part.filter(history), parent?.filter(history)];
            return (m) => own(m) && (whole?.(m) ?? true);
          },
        }),
      )
      .filter(({ filter }) => histories.some((history) => history.metrics.some((_, m) => filter(history)(m))));
  };

  const brandTest = (
    of: OutcomeLink | null,
    at: number,
    part: LinkPredictor,
    subject: { project: string; brand: string },
    lag: number | undefined,
    children?: (lag: number) => readonly Hypothesis[],
  ): TestedHypothesis => {
    let found: number | undefined;
    return {
      id: linkId(name, part.predictor, subject),
      kind: 'association',
      subject: { ...subject, outcome: outcome.outcome },
      predictor: predictorOf(part.predictor),
      measure: measureOf(part.label),
      evidence: (asked): Evidence => {
        const evidence = of?.brandEvidence(at, subject, asked, lag) ?? untestable(asked, request);
        found = evidence.lag;
        return evidence;
      },
      ...(children ? { children: () => (found === undefined ? [] : children(found)) } : {}),
    };
  };
  const metricTests = (section: string, platform: string, subject: { project: string; brand: string }, lag: number) => {
    const tested = besideOutcome(metricPredictors(histories, section, platform), histories, tied);
    const rest = platformsOf(section).filter(({ predictor }) => predictor.platform !== platform);
    const of = finerLink(`${section}/${platform}`, () => [...tested, ...rest, ...otherSections(section)]);
    return tested.map((part, at) => brandTest(of, at, part, subject, lag));
  };
  const platformTests = (section: string, subject: { project: string; brand: string }, lag: number) => {
    const parts = platformsOf(section);
    const of = finerLink(section, () => [...parts, ...otherSections(section)]);
    return parts.map((part, at) =>
      brandTest(of, at, part, subject, lag, (same) => metricTests(section, part.predictor.platform!, subject, same)),
    );
  };

  /** One level down, at the lag of the level above; nothing below a metric. */
  const below = (
    { section, platform, metric }: PredictorKey,
    subject: { project: string; brand: string },
  ): ((lag: number) => readonly Hypothesis[]) | undefined => {
    if (request.depth !== 'parts' || section === undefined || metric !== undefined) return undefined;
    return platform === undefined
      ? (lag) => platformTests(section, subject, lag)
      : (lag) => metricTests(section, platform, subject, lag);
  };

  const hypotheses = sections.map((part, at): TestedHypothesis => {
    return {
      id: linkId(name, part.predictor),
      kind: 'association',
      subject: { outcome: outcome.outcome },
      predictor: predictorOf(part.predictor),
      measure: measureOf(part.label),
      evidence: (asked) => link?.evidence(at, asked) ?? untestable(asked, request, insufficient),
      ...(request.depth === 'pooled'
        ? {}
        : {
            children: () =>
              // What the score does not lead is not looked for brand by brand.
              link === null || link.direction(at).verdict === 'follows'
                ? []
                : subjects.map((subject) =>
                    brandTest(link, at, part, subject, undefined, below(part.predictor, subject)),
                  ),
          }),
    };
  });

  const finerBeside: LinkTests['finer'] = (key, predictors, without) =>
    finerLink(key, () => [...predictors(), ...otherSections(without)]);

  const describe = ({ findings: graded, family }: Grading): LinkAnalysis => {
    const supported = new Set(graded.filter(({ grade }) => grade === 'supported').map(({ id }) => id));
    const season = PERIODS_PER_YEAR[frequency];
    const paceIn = (project: string, at: number): Pace | null =>
      paceOfPaths(
        panel.units.filter((unit) => unit.project === project).map(({ scores }) => scores[at]!),
        season,
      );
    const predictors = sections.map((part, at): LinkPredictorAnalysis => {
      const finding = graded.find(({ id }) => id === linkId(name, part.predictor));
      const profile = link?.profile(at, level) ?? [];
      const isSupported = supported.has(linkId(name, part.predictor));
      // Of what follows the outcome the finding holds no effect; the profile still shows the numbers.
      const evidence = link?.evidence(at, level) ?? null;
      const lag = evidence?.lag ?? null;
      const base = {
        predictor: part.predictor,
        label: part.label,
        perPoint: finding?.estimate ?? evidence?.estimate ?? null,
        interval: finding?.interval ?? evidence?.interval ?? null,
        // At the level of the finding’s own interval.
        elasticity: link?.elasticity(at, isSupported ? (family.intervalLevel ?? level) : level) ?? null,
        lag,
        inflation: lag === null || lag < 0 || link === null ? null : (link.inflation(lag)[at] ?? null),
        level: link?.level(at) ?? null,
        profile,
      };
      if (link === null || !isSupported)
        return { ...base, direction: null, brands: [], robustness: null, forecast: null, fit: null };
      const direction = link.direction(at);
      if (direction.verdict === 'follows')
        return { ...base, direction, brands: [], robustness: null, forecast: null, fit: null };
      const noise = link.residualSpread(at);
      const brands = link.brands(at, level).map((effect): LinkBrand => {
        const isSubject = subjects.some(({ project, brand }) => project === effect.project && brand === effect.brand);
        const half = effect.shrunken.error * studentQuantile((1 + level) / 2, effect.own.df);
        const rows = isSubject ? whatIf(panel, at, effect, level) : [];
        const both =
          isSubject && request.depth !== 'pooled'
            ? brandCausality(
                panel,
                effect.own.unit,
                at,
                season,
                rng.fork(`causality:${name}:${part.label}:${effect.project}:${effect.brand}`),
              )
            : null;
        const test = isSubject && noise !== null ? designTest(panel, at, effect, { noise, season, level }) : null;
        const pace = test === null ? null : paceIn(effect.project, at);
        return {
          project: effect.project,
          brand: effect.brand,
          isSubject,
          periods: effect.own.n,
          level: effect.level,
          perPoint: effect.perPoint,
          interval: effect.perPointInterval,
          shrunken: effect.shrunkenPerPoint,
          shrunkenInterval: effect.shrunkenInterval,
          slope: effect.shrunken.slope,
          slopeInterval: [effect.shrunken.slope - half, effect.shrunken.slope + half],
          pull: effect.shrunken.pull,
          elasticity: effect.elasticity,
          whatIf: rows,
          test,
          lift: test && pace && { pace, periods: periodsToGain(test.points, pace, season) },
          causality: both && {
            forward: both.forward.p,
            reverse: both.reverse.p,
            lags: both.forward.p === null ? null : both.forward.lags,
          },
        };
      });
      return {
        ...base,
        direction,
        brands,
        robustness:
          request.depth === 'pooled' ? null : link.robustness(at, rng.fork(`robustness:${name}:${part.label}`)),
        forecast: request.depth === 'pooled' ? null : link.forecast(at),
        fit: fitOf(link, at, level),
      };
    });
    const closest = predictors
      .map(({ predictor, label }, at) => ({
        at,
        label,
        found: graded.find(({ id }) => id === linkId(name, predictor)),
      }))
      .filter(({ found }) => found?.grade === 'none' && found.estimate !== null && (found.lag ?? -1) >= 0)
      .sort((a, b) => (a.found!.p ?? 1) - (b.found!.p ?? 1))[0];
    const isQuiet = predictors.every(({ direction }) => direction === null || direction.verdict === 'follows');
    const quiet: LinkAnalysis['quiet'] =
      link === null || !isQuiet || !closest
        ? undefined
        : {
            label: closest.label,
            brands:
              request.depth === 'pooled'
                ? []
                : link
                    .brands(closest.at, level)
                    .filter((effect) =>
                      subjects.some(({ project, brand }) => project === effect.project && brand === effect.brand),
                    )
                    .map(({ project, brand, own, perPoint, perPointInterval }) => ({
                      project,
                      brand,
                      periods: own.n,
                      perPoint,
                      interval: perPointInterval,
                    })),
          };
    const totalLink = link === null ? null : finerLink('total', () => besideOutcome([TOTAL], histories, tied));
    const total = totalLink?.evidence(0, level) ?? null;
    const first = sections.findIndex((_, at) => link?.residualSpread(at) != null);
    const spread = link === null || first < 0 ? null : link.residualSpread(first);
    return {
      outcome: outcome.outcome,
      label: labelOf(request),
      aggregation: outcome.aggregation,
      units: request.units,
      outcomeScale: panel.outcomeScale,
      predictorScale: panel.predictorScale,
      unit: link?.unit ?? '',
      frequency,
      insufficient,
      brands: new Set(link?.regression.units.map((u) => panel.units[u]!.brand) ?? []).size,
      histories: link?.regression.units.length ?? 0,
      periods: link?.regression.longest ?? Math.max(0, ...histories.map(({ periods }) => periods.length)),
      lags: link?.lags ?? [],
      predictors,
      ...(quiet ? { quiet } : {}),
      total:
        total === null || totalLink === null
          ? null
          : {
              perPoint: total.estimate,
              interval: total.interval,
              elasticity: totalLink.elasticity(0, level),
              lag: total.lag ?? null,
            },
      periodEffects: link?.regression.withPeriodEffects ?? [],
      seasonal: link?.regression.seasonal ?? 'none',
      noise: spread === null ? null : inEffectUnit(spread, panel.outcomeScale, link!.level(first).outcome),
      controls: panel.controls.map(({ label }) => label),
      missing: [
        ...panel.missing,
        ...((link?.regression.withPeriodEffects.length ?? 0) === 0
          ? [{ confounder: 'market demand' as const, reason: 'too few brands in a market to take out what they share' }]
          : []),
      ],
      left: panel.left,
      apart: given
        .filter(({ history }) => history.frequency !== frequency)
        .map(({ project, history }) => ({
          project,
          reason: `${history.frequency} data cannot share lags with ${frequency} data`,
        })),
      identities: tied.named,
      ...(tied.found.length > 0 ? { found: tied.found } : {}),
    };
  };
  return { hypotheses, describe, tied, link, finer: finerBeside };
}

const labelOf = ({ label, outcome }: LinkRequest): string => label ?? outcome.label.toLowerCase();

function predictorOf({ section, platform, metric }: PredictorKey): NonNullable<Finding['predictor']> {
  return {
    ...(section === undefined ? {} : { section }),
    ...(platform === undefined ? {} : { platform }),
    ...(metric === undefined ? {} : { metric }),
  };
}

function untestable(level: number, request: LinkRequest, reason?: string | null): Evidence {
  return {
    estimate: null,
    unit: '% per point',
    interval: null,
    level,
    n: 0,
    test: 'not tested',
    p: null,
    insufficient: reason ?? `too little history of ${labelOf(request)} beside this part of the score`,
    caveats: [],
  };
}
