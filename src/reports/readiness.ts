/** Whether the data can answer a report's question: first from the catalogue alone, then from what was loaded. */
import type { Catalog, Dataset, TableName } from '../domain/dataset.ts';
import { PERIOD_NOUN, periodCount } from '../domain/period.ts';
import { type Market, resolveSelection, type Selection } from '../domain/selection.ts';
import type { AnyReport, Missing, Needs } from './report.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function brandsMissing(needs: Needs, selection: Selection): Missing[] {
  const missing: Missing[] = [];
  const subjects = selection.brands.length;
  if (subjects < needs.brands.subject)
    missing.push({
      need: `${plural(needs.brands.subject, 'brand')} to report on`,
      have: plural(subjects, 'brand'),
      fix: 'choose more brands',
    });
  const peers = Math.max(0, ...selection.markets.map((market) => market.peers.length - 1));
  if (peers < needs.brands.peers)
    missing.push({
      need: `${plural(needs.brands.peers, 'peer brand')} with scores in the same market`,
      have: plural(peers, 'peer brand'),
      fix: 'choose a project with more brands, or import scores of competitors',
    });
  return missing;
}

const historyLength = (market: Market): number =>
  periodCount(market.frequency, { from: market.firstPeriod, to: market.lastPeriod });

/**
 * What is missing for `report` on this selection, judged by names and date ranges only (before anything is loaded).
 * Empty: the report can be tried.
 */
export function checkReadiness(report: Pick<AnyReport, 'needs'>, catalog: Catalog, selection: Selection): Missing[] {
  const needs: Needs = report.needs;
  const missing = brandsMissing(needs, selection);
  const longest = [...selection.markets].sort((a, b) => historyLength(b) - historyLength(a))[0];
  const have = longest ? historyLength(longest) : 0;
  if (have < needs.periods) {
    const noun = longest ? PERIOD_NOUN[longest.frequency] : 'period';
    missing.push({
      need: `${plural(needs.periods, noun)} of scores`,
      have: plural(have, noun),
      fix: 'import earlier scores, or state in "follows" which project this one continues',
    });
  }
  const rounds = new Set(selection.markets.flatMap((market) => market.rounds));
  const known = new Set(
    catalog.projects.filter((project) => rounds.has(project.project)).flatMap((project) => project.outcomes),
  );
  return [
    ...missing,
    ...outcomesMissing(
      needs,
      (outcome) => known.has(outcome),
      '',
      known.size === 0 ? 'no outcomes' : [...known].sort().map(inWords).join(', '),
    ),
  ];
}

/** Outcomes are named as in files, "new_customers"; only what has to be imported keeps that name. */
const inWords = (outcome: string): string => outcome.replaceAll('_', ' ');

/** @param whose what is added to the need: of which brands */
function outcomesMissing(needs: Needs, isThere: (outcome: string) => boolean, whose: string, have: string): Missing[] {
  const unmet = needs.outcomes.filter((alternatives) => !alternatives.some(isThere));
  if (needs.outcomesAs !== undefined && unmet.length > 0)
    return [
      {
        need: `values of ${needs.outcomesAs}${whose}`,
        have,
        fix: `import ${[...new Set(unmet.flat())].join(' or ')} into outcomes`,
      },
    ];
  return unmet.map((alternatives) => ({
    need: `values of ${alternatives.map(inWords).join(' or ')}${whose}`,
    have,
    fix: `import ${alternatives[0]} into outcomes`,
  }));
}

/** What the default selection (current round of every market, own brands) lacks for `report`. Empty: it can be tried. */
export function missingByDefault(report: AnyReport, catalog: Catalog): readonly Missing[] {
  const resolved = resolveSelection(catalog, { projects: null, brands: null, period: null });
  return resolved.ok ? checkReadiness(report, catalog, resolved.selection) : resolved.problems;
}

/** A table that may be empty without harm: nothing happened, or nothing was stated. */
const MAY_BE_EMPTY: readonly TableName[] = ['weights', 'events', 'outcomes', 'spend'];

/**
 * The same question after loading: declared tables that hold nothing, brands without a single value, too few periods
 * that really hold scores.
 */
export function checkLoaded(report: AnyReport, data: Dataset, selection: Selection): Missing[] {
  const needs: Needs = report.needs;
  const missing: Missing[] = [];
  for (const table of needs.tables)
    if ((!MAY_BE_EMPTY.includes(table) || needs.filled?.includes(table)) && data[table].length === 0)
      missing.push({
        need: `rows in ${table}`,
        have: 'none for this selection',
        fix: `import ${table} for these projects`,
      });
  missing.push(
    ...outcomesMissing(
      needs,
      (name) => data.outcomes.some(({ outcome, values }) => outcome === name && values.some((v) => v !== null)),
      ' for the chosen brands',
      'none for this selection',
    ),
  );
  if (missing.length > 0 || !needs.tables.includes('scores')) return missing;

  let most = 0;
  let noun = 'period';
  for (const market of selection.markets) {
    const filled = new Set<string>();
    for (const cube of data.scores) {
      if (!market.rounds.includes(cube.project)) continue;
      const span = cube.periods.length;
      cube.brands.forEach((brand, b) => {
        if (!market.brands.includes(brand)) return;
        for (let m = 0; m < cube.metrics.length; m++) {
          const start = (b * cube.metrics.length + m) * span;
          for (let t = 0; t < span; t++)
            if (!Number.isNaN(cube.values[start + t]!) && cube.imputed?.[start + t] !== 1) filled.add(cube.periods[t]!);
        }
      });
    }
    if (filled.size >= most) {
      most = filled.size;
      noun = PERIOD_NOUN[market.frequency];
    }
  }
  if (most < needs.periods)
    missing.push({
      need: `${plural(needs.periods, noun)} in which a chosen brand has scores`,
      have: plural(most, noun),
      fix: 'choose other brands or projects, or import the missing scores',
    });
  return missing;
}
