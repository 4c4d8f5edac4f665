/** The tests of a sales report: links of every component and forecasts with the score, for one grading. */
import { type ForecastRace, raceForecasts } from '../../../analytics/outcome-link/forecast-race.ts';
import type { LinkMarket } from '../../../analytics/outcome-link/units.ts';
import type { TestedHypothesis } from '../../../document/grading.ts';
import type { OutcomeSeries, SpendRow } from '../../../domain/dataset.ts';
import { PERIOD_NOUN, PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import { type LinkRequest, type LinkTests, linkTestsOf } from '../../outcome-link/link-tests.ts';
import { COMPONENTS, type Component } from './analysis.ts';
import { definitionOf, NOT_HELD } from './components.ts';

export interface ComponentTests {
  readonly component: Component;
  readonly tests: LinkTests;
  readonly races: readonly ForecastRace[];
}

export const forecastId = (component: Component): string => `forecast-gain:${component}`;

/** Periods ahead of the further forecasts at detailed depth, as far as the horizon reaches. */
const FURTHER = [3, 6, 12, 24];

export function componentTests(
  markets: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
  request: Pick<LinkRequest, 'depth' | 'level' | 'subjects' | 'computed'> & {
    readonly rng: Rng;
    readonly currencies: Readonly<Record<string, string>>;
    readonly horizon: number;
  },
): readonly ComponentTests[] {
  const { depth, level, subjects, computed = [], rng, currencies, horizon } = request;
  const present = COMPONENTS.filter((component) =>
    data.outcomes.some(({ outcome, values }) => outcome === component && values.some((value) => value !== null)),
  );
  return present.map((component): ComponentTests => {
    const outcome = definitionOf(component);
    const tests = linkTestsOf(markets, data, {
      outcome,
      scale: 'log',
      computed,
      without: NOT_HELD[component],
      depth,
      level,
      rng,
      units:
        outcome.unit === 'currency'
          ? currencies
          : Object.fromEntries(Object.keys(currencies).map((project) => [project, outcome.outcome])),
      subjects,
    });
    const { link } = tests;
    const ahead =
      depth === 'pooled' ? [] : depth === 'brands' ? [1] : [1, ...FURTHER.filter((each) => each <= horizon)];
    const races =
      link === null
        ? []
        : ahead.map((each) =>
            raceForecasts(link.panel, link.regression.units, {
              season: PERIODS_PER_YEAR[link.panel.frequency],
              horizon: each,
            }),
          );
    return { component, tests, races };
  });
}

/** Does the score improve the forecast of a component one period ahead? Null at basic depth. */
export function forecastHypothesis({ component, tests, races }: ComponentTests): TestedHypothesis | null {
  const race = races[0];
  if (race === undefined || tests.link === null) return null;
  const label = definitionOf(component).label.toLowerCase();
  const noun = PERIOD_NOUN[tests.link.panel.frequency];
  return {
    id: forecastId(component),
    kind: 'difference',
    subject: { outcome: component },
    measure: `share of the squared error of a forecast of ${label} one ${noun} ahead that knowing the score takes away`,
    evidence: (level) => ({
      estimate: race.insufficient === null ? 100 * race.gain : null,
      unit: '%',
      interval: null,
      level,
      n: race.insufficient === null ? race.forecasts : 0,
      test: 'Clark–West on nested forecasts, one-sided, means over brands by period',
      p: race.insufficient === null ? race.p : null,
      ...(race.insufficient === null ? {} : { insufficient: race.insufficient }),
      caveats: [],
    }),
  };
}
