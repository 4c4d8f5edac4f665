/** The catalogue: what the store knows without reading values, kept in memory for the current data version. */
import type { Brand, Catalog, CatalogProject, Project } from '../domain/dataset.ts';
import { byKeys, compareText } from './order.ts';
import { readDataVersion, readSnapshot } from './snapshot.ts';
import type { Database, Queryable } from './store/database.ts';

export interface ProjectRow extends Project {
  readonly id: number;
}

const PROJECTS_SQL = `
  SELECT p.project_id AS id, p.project, p.market, c.category, p.currency, p.frequency, p.start_date AS start,
         p.end_date AS "end", f.project AS follows
  FROM digicadence.projects p
  JOIN digicadence.categories c USING (category_id)
  LEFT JOIN digicadence.projects f ON f.project_id = p.follows_id`;

/** Projects by name, sorted; all of them without names. */
export async function readProjects(queryable: Queryable, names?: readonly string[]): Promise<ProjectRow[]> {
  const rows = names
    ? await queryable.query<ProjectRow>(`${PROJECTS_SQL} WHERE p.project = ANY($1)`, [names])
    : await queryable.query<ProjectRow>(PROJECTS_SQL);
  return rows.sort(byKeys((row) => row.project));
}

export interface BrandRow extends Brand {
  readonly id: number;
}

/** Brands by id, sorted by name; all of them without ids. */
export async function readBrands(queryable: Queryable, ids?: readonly number[]): Promise<BrandRow[]> {
  const sql = `SELECT b.brand_id AS id, b.brand, c.category, b.role
    FROM digicadence.brands b JOIN digicadence.categories c USING (category_id)`;
  const rows = ids
    ? await queryable.query<BrandRow>(`${sql} WHERE b.brand_id = ANY($1)`, [ids])
    : await queryable.query<BrandRow>(sql);
  return rows.sort(byKeys((row) => row.brand));
}

interface Coverage {
  readonly project: number;
  readonly brands: readonly string[];
  readonly first: string;
  readonly last: string;
}

async function readCatalog(queryable: Queryable): Promise<Catalog> {
  const dataVersion = await readDataVersion(queryable);
  const projects = await readProjects(queryable);
  const brands = await readBrands(queryable);
  const coverage = await queryable.query<Coverage>(
    `SELECT c.project_id AS project, array_agg(b.brand) AS brands, min(c.first_period) AS first, max(c.last_period) AS last
     FROM digicadence.score_coverage c JOIN digicadence.brands b USING (brand_id) GROUP BY c.project_id`,
  );
  const outcomes = await queryable.query<{ project: number; outcomes: readonly string[] }>(
    `SELECT c.project_id AS project, array_agg(o.outcome) AS outcomes
     FROM digicadence.outcome_coverage c JOIN digicadence.outcomes o USING (outcome_id) GROUP BY c.project_id`,
  );
  const sections = await queryable.query<{ section: string }>('SELECT section FROM digicadence.sections');
  const coverageOf = new Map(coverage.map((row) => [row.project, row]));
  const outcomesOf = new Map(outcomes.map((row) => [row.project, row.outcomes]));
  return {
    dataVersion,
    projects: projects.map(({ id, ...project }): CatalogProject => {
      const covered = coverageOf.get(id);
      return {
        ...project,
        brands: [...(covered?.brands ?? [])].sort(compareText),
        firstPeriod: covered?.first ?? null,
        lastPeriod: covered?.last ?? null,
        outcomes: [...(outcomesOf.get(id) ?? [])].sort(compareText),
      };
    }),
    brands: brands.map(({ id, ...brand }) => brand),
    sections: sections.map((row) => row.section).sort(compareText),
  };
}

/** The catalogue of the current data version; read once for each version, however many ask. */
export function createCatalogReader(database: Database): () => Promise<Catalog> {
  let known: { readonly version: string; readonly catalog: Promise<Catalog> } | undefined;
  return async () => {
    const version = await readDataVersion(database);
    if (known?.version === version) return known.catalog;
    const catalog = readSnapshot(database, readCatalog);
    const entry = { version, catalog };
    known = entry;
    catalog.catch(() => {
      if (known === entry) known = undefined;
    });
    return catalog;
  };
}

/** Without case, accents and width: "loreal" finds "L’Oréal". */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .trim();
}

/**
 * Rows whose name contains `query`, best first: the whole name, its beginning, the beginning of a word, anywhere; within
 * these by name. Works on the catalogue in memory, so that `%` and `_` are characters like others and case and accents
 * mean the same on every database.
 */
export function searchNames<T>(rows: readonly T[], name: (row: T) => string, query: string, limit: number): T[] {
  const wanted = fold(query);
  const rank = (folded: string): number => {
    if (folded === wanted) return 0;
    const first = folded.indexOf(wanted);
    if (first <= 0) return first === 0 ? 1 : 4;
    for (let at = first; at > 0; at = folded.indexOf(wanted, at + 1))
      if (!/[\p{L}\p{N}]/u.test(folded.charAt(at - 1))) return 2;
    return 3;
  };
  return rows
    .map((row) => ({ row, rank: rank(fold(name(row))) }))
    .filter((found) => found.rank < 4)
    .sort((a, b) => a.rank - b.rank || compareText(name(a.row), name(b.row)))
    .slice(0, limit)
    .map((found) => found.row);
}
