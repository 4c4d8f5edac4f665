/** Names known to the store, with the ids and properties that rows are checked against. */
import type { Frequency } from '../../domain/period.ts';
import type { Queryable } from '../store/database.ts';
import { quote, Refusal, type Row } from './row.ts';

export interface KnownProject {
  readonly id: number;
  readonly frequency: Frequency;
  readonly currency: string;
}

export interface KnownOutcome {
  readonly id: number;
  readonly unit: string;
}

/** Ids of a section (platform and metric null), of a platform (metric null), or of a metric. */
export interface KnownLevel {
  readonly section: number;
  readonly platform: number | null;
  readonly metric: number | null;
}

export interface References {
  readonly projects: ReadonlyMap<string, KnownProject>;
  readonly brands: ReadonlyMap<string, number>;
  readonly outcomes: ReadonlyMap<string, KnownOutcome>;
  readonly levels: ReadonlyMap<string, KnownLevel>;
}

const levelKey = (section: string, platform: string | null, metric: string | null): string =>
  JSON.stringify([section, platform, metric]);

export async function readReferences(store: Queryable): Promise<References> {
  const projects = await store.query<{ id: number; project: string; frequency: Frequency; currency: string }>(
    'SELECT project_id AS id, project, frequency, currency FROM digicadence.projects',
  );
  const brands = await store.query<{ id: number; brand: string }>(
    'SELECT brand_id AS id, brand FROM digicadence.brands',
  );
  const outcomes = await store.query<{ id: number; outcome: string; unit: string }>(
    'SELECT outcome_id AS id, outcome, unit FROM digicadence.outcomes',
  );
  const levels = await store.query<{
    section_id: number;
    section: string;
    platform_id: number | null;
    platform: string | null;
    metric_id: number | null;
    metric: string | null;
  }>(
    `SELECT section_id, section, platform_id, platform, metric_id, metric
     FROM digicadence.sections LEFT JOIN digicadence.platforms USING (section_id)
     LEFT JOIN digicadence.metrics USING (platform_id)`,
  );
  const byLevel = new Map<string, KnownLevel>();
  for (const row of levels) {
    const section = row.section_id;
    byLevel.set(levelKey(row.section, null, null), { section, platform: null, metric: null });
    if (row.platform === null) continue;
    byLevel.set(levelKey(row.section, row.platform, null), { section, platform: row.platform_id, metric: null });
    if (row.metric === null) continue;
    byLevel.set(levelKey(row.section, row.platform, row.metric), {
      section,
      platform: row.platform_id,
      metric: row.metric_id,
    });
  }
  return {
    projects: new Map(projects.map(({ id, project, frequency, currency }) => [project, { id, frequency, currency }])),
    brands: new Map(brands.map(({ id, brand }) => [brand, id])),
    outcomes: new Map(outcomes.map(({ id, outcome, unit }) => [outcome, { id, unit }])),
    levels: byLevel,
  };
}

/** The project that the row names. @throws Refusal `orphan` */
export function projectOf(row: Row, { projects }: References): KnownProject {
  const name = row.text('project');
  const known = projects.get(name);
  if (!known) throw new Refusal('orphan', `project ${quote(name)} is unknown; add it to projects.csv`);
  return known;
}

/** Id of the brand that the row names. @throws Refusal `orphan` */
export function brandOf(row: Row, { brands }: References): number {
  const name = row.text('brand');
  const known = brands.get(name);
  if (known === undefined) throw new Refusal('orphan', `brand ${quote(name)} is unknown; add it to brands.csv`);
  return known;
}

/** The section, platform or metric that the row names. @throws Refusal */
export function levelOf(row: Row, { levels }: References): KnownLevel {
  const section = row.text('section');
  const platform = row.optionalText('platform');
  const metric = row.optionalText('metric');
  if (platform === null && metric !== null)
    throw new Refusal('invalid', `metric ${quote(metric)} stands without its platform`);
  const known = levels.get(levelKey(section, platform, metric));
  if (known) return known;
  const named = [section, platform, metric].filter((part) => part !== null).map(quote);
  const kind = ['section', 'platform', 'metric'][named.length - 1];
  throw new Refusal('orphan', `${kind} ${named.join(' › ')} is unknown; add it to metrics.csv`);
}
