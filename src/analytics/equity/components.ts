/** Components of brand equity as observed: which ones can form a composite, and every brand's values on one scale. */
import type { OutcomeSeries } from '../../domain/dataset.ts';
import { type Period, periodIndex } from '../../domain/period.ts';
import { type LinkMarket, outcomeOf } from '../outcome-link/units.ts';

type Series = readonly (number | null)[];

/** Outcomes that together make brand equity (Keller 1993; Aaker 1996): what people know, consider, prefer and stay with. */
export const EQUITY_COMPONENTS = ['awareness', 'consideration', 'preference', 'loyalty'] as const;
export type EquityComponent = (typeof EQUITY_COMPONENTS)[number];

/** An installation's own index. */
export const EQUITY_INDEX = 'equity_index';

/** Fewer components than this do not make a composite. */
export const FEWEST_COMPONENTS = 3;
/** A component enters with this many values … */
const FEWEST_VALUES = 12;
/** … in so many of the brand histories that have the best known one. */
const COVERED = 0.5;
/** A share is kept this far (in per cent points) from 0 and 100, so that its log-odds stay finite. */
const SHARE_MARGIN = 0.01;

/** One brand of one market. */
export interface EquityUnit {
  readonly project: string;
  readonly brand: string;
  /** Running number of the first period. */
  readonly start: number;
  readonly periods: readonly Period[];
  /** As imported, in the order of the components. */
  readonly values: readonly Series[];
}

export interface EquityComponents {
  readonly components: readonly EquityComponent[];
  /** Brands with every component. */
  readonly units: readonly EquityUnit[];
  /** Components that some brand has but that do not enter, and why. */
  readonly dropped: readonly { readonly component: EquityComponent; readonly reason: string }[];
}

const count = (values: Series): number => values.filter((value) => value !== null).length;

/** Log-odds of a share in per cent; null outside 0–100. */
export function logOddsOf(share: number | null): number | null {
  if (share === null || !(share >= 0 && share <= 100)) return null;
  const kept = Math.min(100 - SHARE_MARGIN, Math.max(SHARE_MARGIN, share));
  return Math.log(kept / (100 - kept));
}

/**
 * The components that at least half of the brand histories share, and the brands that have all of them. A component that few
 * brands have would cost the composite the others.
 */
export function equityComponents(markets: readonly LinkMarket[], outcomes: readonly OutcomeSeries[]): EquityComponents {
  const all = markets.flatMap(({ project, history }) =>
    history.brands.map((brand) => ({
      project,
      brand,
      history,
      values: EQUITY_COMPONENTS.map((name) => outcomeOf(history, brand, name, outcomes)),
    })),
  );
  const known = EQUITY_COMPONENTS.map((_, c) => all.filter(({ values }) => count(values[c]!) >= FEWEST_VALUES).length);
  const most = Math.max(0, ...known);
  const isKept = known.map((histories) => histories > 0 && histories >= COVERED * most);
  const places = EQUITY_COMPONENTS.flatMap((_, c) => (isKept[c] ? [c] : []));
  return {
    components: places.map((c) => EQUITY_COMPONENTS[c]!),
    units: all
      .filter(({ values }) => places.length > 0 && places.every((c) => count(values[c]!) >= FEWEST_VALUES))
      .map(({ project, brand, history, values }) => ({
        project,
        brand,
        start: periodIndex(history.frequency, history.periods[0]!),
        periods: history.periods,
        values: places.map((c) => values[c]!),
      })),
    dropped: EQUITY_COMPONENTS.flatMap((component, c) =>
      !isKept[c] && all.some(({ values }) => count(values[c]!) > 0)
        ? [
            {
              component,
              reason:
                known[c] === 0
                  ? `no brand has ${FEWEST_VALUES} values of it`
                  : `only ${known[c]} of ${most} brand histories have it`,
            },
          ]
        : [],
    ),
  };
}
