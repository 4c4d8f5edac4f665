/** How sales are said: money with its sign, changes in their effects, components that follow and those that do not. */
import { joinNames } from '../../../document/words.ts';
import { PERIOD_NOUN } from '../../../domain/period.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { ComponentAnalysis, RevenueChange, SalesAnalysis } from './analysis.ts';

const sign = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '');

/** "−£1.20 M". */
export const signedMoney = (value: number, currency: string, words: Wording): string =>
  `${sign(value)}${words.formats.currency(Math.abs(value), currency)}`;

/** "−3.1 %", to one decimal: shares of the same revenue are compared with each other. */
export function signedShare(value: number, words: Wording): string {
  const size = words.formats.decimal(Math.abs(value), 1);
  return `${Number(size.replace(/\D/g, '')) === 0 ? '' : sign(value)}${size}\u00a0%`;
}

export interface Effect {
  readonly name: 'volume' | 'price' | 'mix' | 'market mix' | 'new brands' | 'brands gone';
  /** Revenue a period. */
  readonly value: number;
  /** Per cent of revenue before. */
  readonly share: number;
}

/** The effects that can be there: mix from two brands, market mix from two markets, comings and goings where they are. */
export function effectsOf({ effects, brands, brand, project }: RevenueChange): Effect[] {
  const { volume, price, itemMix, groupMix, entered, left, before } = effects;
  const share = (value: number): number => (before > 0 ? (100 * value) / before : 0);
  const all: [Effect['name'], number, boolean][] = [
    ['volume', volume, true],
    ['price', price, true],
    ['mix', itemMix, brand === null && brands > 1],
    ['market mix', groupMix, project === null],
    ['new brands', entered, entered !== 0],
    ['brands gone', left, left !== 0],
  ];
  return all.filter(([, , isThere]) => isThere).map(([name, value]) => ({ name, value, share: share(value) }));
}

export const largestEffect = (change: RevenueChange): Effect =>
  [...effectsOf(change)].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))[0]!;

/** What a change is of: "Aurora in India", "India", "all markets in GBP"; null: the only market with all its brands. */
export function ownerOf({ project, brand, currency }: RevenueChange, analysis: SalesAnalysis, words: Wording): string {
  if (project === null) return `all markets in ${currency}`;
  const market = marketOf(analysis, project);
  return brand === null ? words.marketName(market) : words.brand(market, brand);
}

export const marketOf = ({ markets }: Pick<SalesAnalysis, 'markets'>, project: string): MarketFacts =>
  markets.find((market) => market.project === project)!;

/** A market that a change is of, or one of them. */
export const anyMarketOf = (change: RevenueChange, analysis: SalesAnalysis): MarketFacts =>
  change.project === null
    ? analysis.markets.find(({ project }) => analysis.currencies[project] === change.currency)!
    : marketOf(analysis, change.project);

/** The largest change of every currency: all its markets, else each market, else each brand. */
export function topChanges({ changes, markets }: Pick<SalesAnalysis, 'changes' | 'markets'>): RevenueChange[] {
  const currencies = [...new Set(changes.map(({ currency }) => currency))];
  return currencies.flatMap((currency) => {
    const own = changes.filter((each) => each.currency === currency);
    const all = own.filter(({ project }) => project === null);
    if (all.length > 0) return all;
    return markets.flatMap(({ project }) => {
      const here = own.filter((each) => each.project === project);
      const whole = here.filter(({ brand }) => brand === null);
      return whole.length > 0 ? whole : here;
    });
  });
}

export const periodNounOf = ({ markets }: Pick<SalesAnalysis, 'markets'>): string =>
  PERIOD_NOUN[markets[0]?.frequency ?? 'monthly'];

/** A component with the part of the score that the report leads with. */
export interface Follower {
  readonly component: ComponentAnalysis;
  readonly part: LinkPredictorAnalysis;
}

export interface Lead {
  readonly section: string;
  /** Components that follow or go with this section, in their order. */
  readonly followers: readonly Follower[];
}

/** The section that most components go with (then: the larger effect); null when none does. */
export function leadOf({ components }: Pick<SalesAnalysis, 'components'>): Lead | null {
  const leads = new Map<string, Follower[]>();
  for (const component of components)
    for (const part of linkedOf(component.link)) {
      const section = part.predictor.section ?? part.label;
      leads.set(section, [...(leads.get(section) ?? []), { component, part }]);
    }
  const size = (followers: readonly Follower[]): number => Math.abs(followers[0]!.part.perPoint ?? 0);
  const best = [...leads].sort(([a, x], [b, y]) => y.length - x.length || size(y) - size(x) || (a < b ? -1 : 1))[0];
  return best ? { section: best[0], followers: best[1] } : null;
}

/** Components that were tested and go with no part of the score. */
export const silentOf = ({ components }: Pick<SalesAnalysis, 'components'>): ComponentAnalysis[] =>
  components.filter(({ link }) => link.insufficient === null && linkedOf(link).length === 0);

export const namesOf = (components: readonly { readonly label: string }[]): string =>
  joinNames(components.map(({ label }) => label));

/** "units are", "price is". */
export const isPlural = (components: readonly { readonly label: string }[]): boolean =>
  components.length > 1 || /s$/.test(components[0]?.label ?? '');

/** The component whose link is shown in full: the first that leads, else the first that could be tested. */
export const mainComponent = (analysis: SalesAnalysis): ComponentAnalysis | null =>
  leadOf(analysis)?.followers[0]?.component ??
  analysis.components.find(({ link }) => link.insufficient === null) ??
  analysis.components[0] ??
  null;
