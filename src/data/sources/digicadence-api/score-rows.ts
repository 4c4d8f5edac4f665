/** Projects, metrics, weights and normalised values as rows. */
import { type Given, textsOf } from './given-rows.ts';
import type { Problems } from './problems.ts';
import type { ProjectParts } from './project-parts.ts';
import { type ApiProject, PROJECT_ORIGIN } from './projects.ts';
import { metricReader, scoreReader, weightReader } from './rows.ts';

/** `projects.csv`. */
export async function* projectRows(projects: readonly ApiProject[]): AsyncGenerator<Given> {
  for (const project of projects)
    yield [
      project.name,
      project.market,
      project.category,
      project.currency,
      project.frequency,
      project.start,
      project.end,
      project.follows,
    ];
}

/** `metrics.csv`. */
export async function* metricRows(projects: readonly ApiProject[], problems: Problems): AsyncGenerator<Given> {
  const seen = new Set<string>();
  let undirected = 0;
  for (const project of projects)
    for (const entry of project.metrics) {
      const read = metricReader.read(entry);
      if ('refusal' in read) {
        yield read;
        continue;
      }
      const { metric, section, platform, direction, unit, definition } = read.row;
      const cells = [metric, section, platform, direction?.toLowerCase() ?? 'higher', unit, definition];
      // The same metric in several projects is one row; a contradiction is given, and the import refuses it with its reason.
      const key = JSON.stringify(cells);
      if (seen.has(key)) continue;
      seen.add(key);
      if (direction === null) undirected += 1;
      yield cells;
    }
  if (undirected > 0)
    problems.add({
      origin: PROJECT_ORIGIN,
      what: `The direction of ${undirected} metric${undirected === 1 ? '' : 's'} is not stated and was taken as "higher is better".`,
      why: 'The normalised values that the services give are directed already; only raw values could mean the opposite.',
      fix: 'Let the service state the direction of each metric, or import metrics.csv with a higher precedence.',
    });
}

/**
 * `weights.csv`: those of the weight service, then those of the projects where it gives none.
 * @param isOffered whether a service gives weights
 */
export async function* weightRows(parts: ProjectParts, isOffered: boolean): AsyncGenerator<Given> {
  const dated = new Set<string>();
  const levelOf = (...level: readonly (string | null)[]): string => JSON.stringify(level);
  if (isOffered)
    for await (const each of parts.rows('weights', weightReader, 'The weights')) {
      if ('refusal' in each) {
        yield { refusal: each.refusal, texts: { ...each.texts, valid_from: each.texts.validFrom ?? '' } };
        continue;
      }
      const { row, project } = each;
      dated.add(levelOf(project.name, row.section, row.platform, row.metric));
      yield [project.name, row.section, row.platform, row.metric, row.weight, row.validFrom ?? project.start];
    }
  for (const project of parts.projects)
    for (const entry of project.metrics) {
      const read = metricReader.read(entry);
      // One that does not fit is given among the metrics, with its reason.
      if ('refusal' in read || read.row.weight === null) continue;
      const { section, platform, metric, weight } = read.row;
      const level = levelOf(project.name, section, platform, metric);
      if (dated.has(level)) continue;
      dated.add(level);
      yield [project.name, section, platform, metric, weight, project.start];
    }
}

/** `scores.csv`. */
export async function* scoreRows(parts: ProjectParts): AsyncGenerator<Given> {
  for await (const each of parts.rows('normalised', scoreReader, 'The normalised values')) {
    if ('refusal' in each) {
      yield each;
      continue;
    }
    const { row, project } = each;
    if (row.normalised === null) continue;
    const period = parts.periodOf(row.period, project, 'normalised');
    if (typeof period !== 'string') yield { ...period, texts: { ...textsOf(row), project: project.name } };
    else yield [project.name, row.brand, row.section, row.platform, row.metric, period, row.raw, row.normalised];
  }
}
