/** Does one section follow another? Panels of all brands of a market, tested pair by pair; a brand's own below its market's. */
import { constantSetSeries } from '../../../analytics/scores/constant-set.ts';
import { associatePair } from '../../../analytics/stats/association/pair.ts';
import { associatePanel } from '../../../analytics/stats/association/panel.ts';
import type { TestedHypothesis } from '../../../document/grading.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { MarketGround } from '../../shared/market/ground.ts';

type Series = readonly (number | null)[];

/** Fewer other brands than this make no mean to hold constant. */
const MIN_OTHERS = 3;
/** The unit of every estimate here. */
export const LEAD_UNIT = 'points per point';
const ONE_PERIOD = 1;

export const leadId = (project: string, from: string, to: string, brand?: string): string =>
  `lead:${project}:${brand === undefined ? '' : `${brand}:`}${from} > ${to}`;

export interface LeadQuestions {
  readonly tests: readonly TestedHypothesis[];
  /** Lowest and highest pooled effect without each brand in turn, by id; filled when a test is evaluated. */
  readonly withoutOne: ReadonlyMap<string, readonly [number, number]>;
}

/**
 * One hypothesis for every ordered pair of sections: does a change of one come before a change of the other? Lags start
 * at one period, because moving in the same period has no direction. Held constant: the other section's mean over the other
 * brands, so that what moves the whole market leads nothing. Metrics that both sections share, and relative ones, are left out:
 * they would follow each other by arithmetic.
 */
export function leadHypotheses(ground: MarketGround, rng: Rng, subjects: readonly string[]): LeadQuestions {
  const withoutOne = new Map<string, readonly [number, number]>();
  const { market, history } = ground;
  const { project } = market;
  const end = ground.current.at(-1)!;
  const seasonLength = PERIODS_PER_YEAR[market.frequency];
  const twin = (m: number, section: string): boolean =>
    history.metrics.some(
      (each) =>
        each.section === section &&
        each.platform === history.metrics[m]!.platform &&
        each.metric === history.metrics[m]!.metric,
    );
  const seriesOf = (section: string, other: string): Series[] =>
    history.brands.map((_, b) =>
      constantSetSeries(
        history,
        b,
        (m) => history.metrics[m]!.section === section && !ground.isRelative[m] && !twin(m, other),
      ).values.slice(0, end + 1),
    );
  const tests = history.sections.flatMap((from) =>
    history.sections
      .filter((to) => to !== from)
      .map((to): TestedHypothesis => {
        const brandsOf = () => {
          const [xs, ys] = [seriesOf(from, to).map(later), seriesOf(to, from)];
          return ys.map((y, b) => {
            const others = meanOfOthers(ys, b);
            return { y, x: xs[b]!, ...(others === null ? {} : { controls: [others] }) };
          });
        };
        const base = {
          kind: 'association' as const,
          measure: `Change of ${to} per point of change of ${from} before it`,
          predictor: { section: from },
        };
        const pooled = (level: number): Evidence => {
          const {
            brands: _brands,
            confirmation,
            ...evidence
          } = associatePanel(brandsOf(), {
            unit: LEAD_UNIT,
            level,
            seasonLength,
            rng: rng.fork(leadId(project, from, to)),
          });
          if (confirmation?.leaveOneOut) withoutOne.set(leadId(project, from, to), confirmation.leaveOneOut);
          return shifted(evidence);
        };
        return {
          ...base,
          id: leadId(project, from, to),
          subject: { project, outcome: `${to} score` },
          evidence: pooled,
          children: () =>
            subjects.map((brand): TestedHypothesis => {
              const own = brandsOf()[history.brands.indexOf(brand)]!;
              return {
                ...base,
                id: leadId(project, from, to, brand),
                subject: { project, brand, outcome: `${to} score` },
                evidence: (level) =>
                  shifted(
                    associatePair(own.y, own.x, {
                      unit: LEAD_UNIT,
                      level,
                      seasonLength,
                      ...(own.controls ? { controls: own.controls } : {}),
                    }),
                  ),
              };
            }),
        };
      }),
  );
  return { tests, withoutOne };
}

/** The series one period later: its lag 0 is a lead of one period. */
const later = (series: Series): Series => series.map((_, t) => (t === 0 ? null : (series[t - 1] ?? null)));

const shifted = (evidence: Evidence): Evidence =>
  evidence.lag === undefined ? evidence : { ...evidence, lag: evidence.lag + ONE_PERIOD };

/** By period the mean of the other brands' values; null below three other brands anywhere. */
function meanOfOthers(all: readonly Series[], b: number): Series | null {
  if (all.length - 1 < MIN_OTHERS) return null;
  return all[b]!.map((_, t) => {
    const others = all.flatMap((series, i) => (i === b || series[t] == null ? [] : [series[t]!]));
    return others.length < MIN_OTHERS ? null : others.reduce((sum, value) => sum + value, 0) / others.length;
  });
}
