/** A demo world whose months are weeks: the same values, four times as dense. */
import { periodAt, periodIndex } from '../../src/domain/period.ts';
import type { WorldData } from './world-dataset.ts';

/** Weeks are counted from the first period of any market, so that markets stay side by side. */
export function inWeeks({ dataset, catalog, truth }: WorldData): WorldData {
  const firstMonth = Math.min(
    ...dataset.scores.flatMap(({ periods }) => periods.slice(0, 1).map((period) => periodIndex('monthly', period))),
  );
  const firstWeek = periodIndex('weekly', periodAt('monthly', firstMonth));
  const week = (month: string): string =>
    periodAt('weekly', firstWeek + periodIndex('monthly', `${month.slice(0, 7)}-01`) - firstMonth);
  const moved = <T extends { readonly period: string }>(row: T): T => ({ ...row, period: week(row.period) });
  const weekOrNull = (month: string | null): string | null => (month === null ? null : week(month));
  return {
    dataset: {
      ...dataset,
      projects: dataset.projects.map((project) => ({
        ...project,
        frequency: 'weekly',
        start: week(project.start),
        end: weekOrNull(project.end),
      })),
      weights: dataset.weights.map((weight) => ({ ...weight, validFrom: week(weight.validFrom) })),
      scores: dataset.scores.map((cube) => ({ ...cube, periods: cube.periods.map(week) })),
      outcomes: dataset.outcomes.map((series) => ({ ...series, periods: series.periods.map(week) })),
      spend: dataset.spend.map(moved),
      events: dataset.events.map((event) => ({ ...event, date: week(event.date) })),
    },
    catalog: {
      ...catalog,
      projects: catalog.projects.map((project) => ({
        ...project,
        frequency: 'weekly',
        start: week(project.start),
        end: weekOrNull(project.end),
        firstPeriod: weekOrNull(project.firstPeriod),
        lastPeriod: weekOrNull(project.lastPeriod),
      })),
    },
    truth,
  };
}
