/**
 * Selections: what a person asked to look at (names, maybe nothing), and what that means on the data that exist
 * (projects with their rounds, brands, windows). Resolution is pure and never reads a clock.
 */
import type { Brand, Catalog, CatalogProject } from './dataset.ts';
import { PERIODS_PER_YEAR, type Period, type PeriodRange, periodIndex, periodOf, shiftPeriod } from './period.ts';

/** A period as asked for: relative to the last period with data, or absolute. */
export type PeriodRequest =
  | { readonly kind: 'last'; readonly count: number; readonly unit: 'week' | 'month' | 'quarter' | 'year' | 'period' }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'year-to-date'; readonly fiscalStartMonth: number };

/** Which brands: names, or a role; null means the default (all own brands). */
export type BrandRequest = { readonly names: readonly string[] } | { readonly role: 'own' | 'competitor' | 'all' };

export interface SelectionRequest {
  /** Null: the current round of every market. */
  readonly projects: readonly string[] | null;
  readonly brands: BrandRequest | null;
  /** Null: the last 12 periods with data. */
  readonly period: PeriodRequest | null;
}

/** What is meant when nothing was chosen. */
export const EVERYTHING: SelectionRequest = { projects: null, brands: null, period: null };

/** `previous-period`, `previous-year`, or `project:<name>`. */
export type Comparison = 'previous-period' | 'previous-year' | `project:${string}`;

/** One market of the resolved selection: a project with the earlier rounds that it continues. */
export interface Market {
  /** The current (selected) project. */
  readonly project: string;
  /** The chain of rounds from the oldest to `project`. */
  readonly rounds: readonly string[];
  /** Earlier rounds that were chosen by name beside `project`: part of this market's series, not markets of their own. */
  readonly joined?: readonly string[];
  readonly market: string;
  readonly category: string;
  readonly currency: string;
  readonly frequency: CatalogProject['frequency'];
  /** Subject brands of this market: the selection's brands that have scores here. */
  readonly brands: readonly string[];
  /** Every brand with scores here: the peer set. */
  readonly peers: readonly string[];
  readonly firstPeriod: Period;
  readonly lastPeriod: Period;
  readonly window: PeriodRange;
  /** What the window is compared with; `project` differs from the market's own when comparing with a project. */
  readonly comparison: { readonly project: string; readonly range: PeriodRange };
}

export interface Selection {
  readonly markets: readonly Market[];
  /** Subject brands over all markets, with role and category. */
  readonly brands: readonly Brand[];
  readonly comparison: Comparison;
}

/** A name that the catalog does not hold, or a wish that the data cannot meet; `fix` says what to do. */
export interface SelectionProblem {
  readonly need: string;
  readonly have: string;
  readonly fix: string;
}

export type SelectionResult =
  | { readonly ok: true; readonly selection: Selection }
  | { readonly ok: false; readonly problems: readonly SelectionProblem[] };

const DEFAULT_WINDOW = 12;

/** Projects that no other project continues: the current round of every market. */
export function currentProjects(projects: readonly CatalogProject[]): CatalogProject[] {
  const followed = new Set(projects.map((project) => project.follows).filter((name) => name !== null));
  return projects.filter((project) => !followed.has(project.project) && project.lastPeriod !== null);
}

/** The chain of rounds that ends in `project`, oldest first. A cycle in `follows` ends the chain. */
export function roundsOf(projects: readonly CatalogProject[], project: CatalogProject): CatalogProject[] {
  const byName = new Map(projects.map((each) => [each.project, each]));
  const chain: CatalogProject[] = [];
  for (let at: CatalogProject | undefined = project; at && !chain.includes(at); ) {
    chain.unshift(at);
    at = at.follows === null ? undefined : byName.get(at.follows);
  }
  return chain;
}

/**
 * Chosen projects by market: each latest round with the chosen rounds that lie before it. An earlier round beside a later
 * one is one market, whose history would count twice otherwise; a project named twice is named once.
 */
function chosenMarkets(
  projects: readonly CatalogProject[],
  chosen: readonly CatalogProject[],
): { readonly project: CatalogProject; readonly rounds: readonly CatalogProject[]; readonly joined: string[] }[] {
  const chains = new Map(chosen.map((project) => [project, roundsOf(projects, project)]));
  // What goes is taken out at once, so that of two rounds that name each other one stays.
  for (const [project] of chains)
    if ([...chains].some(([later, rounds]) => later !== project && rounds.includes(project))) chains.delete(project);
  return [...chains].map(([project, rounds]) => ({
    project,
    rounds,
    joined: rounds.filter((round) => round !== project && chosen.includes(round)).map((round) => round.project),
  }));
}

function lastWindow(project: CatalogProject, last: Period, request: PeriodRequest | null): PeriodRange {
  const { frequency } = project;
  if (request?.kind === 'range') return { from: request.from, to: request.to };
  if (request?.kind === 'year-to-date') {
    const month = Number(last.slice(5, 7));
    const year = Number(last.slice(0, 4)) - (month < request.fiscalStartMonth ? 1 : 0);
    return { from: `${year}-${String(request.fiscalStartMonth).padStart(2, '0')}-01`, to: last };
  }
  const perYear = PERIODS_PER_YEAR[frequency];
  const perUnit = { period: 1, year: perYear, quarter: perYear / 4, month: perYear / 12, week: perYear / 52 };
  const count = request ? Math.max(1, Math.round(request.count * perUnit[request.unit])) : DEFAULT_WINDOW;
  return { from: shiftPeriod(frequency, last, 1 - count), to: last };
}

function comparisonRange(project: CatalogProject, window: PeriodRange, comparison: Comparison): PeriodRange {
  const { frequency } = project;
  const length = periodIndex(frequency, window.to) - periodIndex(frequency, window.from) + 1;
  const back = comparison === 'previous-year' ? PERIODS_PER_YEAR[frequency] : length;
  return { from: shiftPeriod(frequency, window.from, -back), to: shiftPeriod(frequency, window.to, -back) };
}

/**
 * What the request means on these data. Defaults: the current round of every market, all own brands, the last 12
 * periods with data, counted from the last period with data of each market. Several rounds of one market are that market
 * in its latest chosen round (`joined` names the others).
 * @returns the selection, or every problem found (unknown project or brand, no data in the window)
 */
export function resolveSelection(
  catalog: Catalog,
  request: SelectionRequest,
  comparison: Comparison = 'previous-period',
): SelectionResult {
  const problems: SelectionProblem[] = [];
  const chosen: CatalogProject[] = [];
  for (const name of request.projects ?? []) {
    const project = catalog.projects.find((each) => each.project === name);
    if (!project) {
      const known = catalog.projects.map((each) => each.project).join(', ');
      problems.push({ need: `project "${name}"`, have: `projects: ${known || 'none'}`, fix: 'choose a known project' });
    } else if (project.lastPeriod === null) {
      problems.push({
        need: `scores in project "${name}"`,
        have: 'a project without scores',
        fix: 'import scores for it, or choose another project',
      });
    } else chosen.push(project);
  }
  if (request.projects === null) chosen.push(...currentProjects(catalog.projects));
  if (chosen.length === 0 && problems.length === 0)
    problems.push({ need: 'a project with scores', have: 'none', fix: 'import data first: dc import DIR' });

  const compareWith = comparison.startsWith('project:') ? comparison.slice('project:'.length) : null;
  const otherProject = catalog.projects.find((each) => each.project === compareWith);
  if (compareWith !== null && !otherProject?.lastPeriod)
    problems.push({
      need: `comparison project "${compareWith}" with scores`,
      have: otherProject ? 'a project without scores' : 'no project of that name',
      fix: 'choose another project to compare with',
    });

  const wanted = request.brands ?? { role: 'own' as const };
  if ('names' in wanted)
    for (const name of wanted.names)
      if (!catalog.brands.some((each) => each.brand === name))
        problems.push({
          need: `brand "${name}"`,
          have: 'no brand of that name',
          fix: 'check the spelling, or import it',
        });
  const isSubject = (brand: Brand): boolean =>
    'names' in wanted ? wanted.names.includes(brand.brand) : wanted.role === 'all' || wanted.role === brand.role;

  const markets: Market[] = [];
  for (const { project, rounds, joined } of chosenMarkets(catalog.projects, chosen)) {
    const last = project.lastPeriod;
    if (last === null) continue;
    const brands = catalog.brands
      .filter((brand) => isSubject(brand) && rounds.some((round) => round.brands.includes(brand.brand)))
      .map((brand) => brand.brand);
    if (brands.length === 0) continue;
    const first =
      rounds
        .map((round) => round.firstPeriod)
        .filter((period) => period !== null)
        .sort()[0] ?? last;
    const window = lastWindow(project, last, request.period);
    const { frequency } = project;
    if (periodIndex(frequency, window.to) < periodIndex(frequency, window.from)) {
      problems.push({
        need: 'a period that ends after it starts',
        have: `${window.from} to ${window.to}`,
        fix: 'swap the two dates',
      });
      continue;
    }
    if (
      periodIndex(frequency, window.from) > periodIndex(frequency, last) ||
      periodIndex(frequency, window.to) < periodIndex(frequency, first)
    ) {
      problems.push({
        need: `scores of ${project.project} between ${window.from} and ${window.to}`,
        have: `scores from ${first} to ${last}`,
        fix: 'choose a period inside that range',
      });
      continue;
    }
    // A wish that reaches past the data ("this year") means the part that exists, so that its comparison has equal length.
    const held = {
      from: periodOf(frequency, window.from < first ? first : window.from),
      to: periodOf(frequency, window.to > last ? last : window.to),
    };
    markets.push({
      project: project.project,
      rounds: rounds.map((round) => round.project),
      ...(joined.length > 0 ? { joined } : {}),
      market: project.market,
      category: project.category,
      currency: project.currency,
      frequency,
      brands,
      peers: [...new Set(rounds.flatMap((round) => round.brands))].sort(),
      firstPeriod: first,
      lastPeriod: last,
      window: held,
      comparison: {
        project: compareWith ?? project.project,
        range: compareWith === null ? comparisonRange(project, held, comparison) : held,
      },
    });
  }
  if (markets.length === 0 && problems.length === 0)
    problems.push({
      need: 'scores of the chosen brands in the chosen projects',
      have: 'none of these brands has scores there',
      fix: 'choose other brands or projects',
    });
  if (problems.length > 0) return { ok: false, problems };
  const shown = new Set(markets.flatMap((market) => market.brands));
  return {
    ok: true,
    selection: { markets, brands: catalog.brands.filter((brand) => shown.has(brand.brand)), comparison },
  };
}
