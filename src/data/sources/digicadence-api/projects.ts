/** The projects of a source: what their call answers, completed by what the configuration says. */
import { z } from 'zod';
import { type Frequency, isIsoDate, periodOf } from '../../../domain/period.ts';
import { AppError } from '../../../errors.ts';
import type { SourceProblem } from '../source.ts';
import type { ApiClient } from './client.ts';
import type { ProjectSettings } from './options.ts';
import { type brandReader, projectReader, type RowOf, brandReader as readBrand } from './rows.ts';

export interface ApiProject {
  readonly id: string;
  readonly name: string;
  readonly market: string | null;
  readonly category: string | null;
  readonly currency: string | null;
  readonly frequency: Frequency | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly follows: string | null;
  /** Of values without a date: the period in which the project starts. Null: start or frequency is not known. */
  readonly ownPeriod: string | null;
  /** Entries as answered, not checked yet. */
  readonly metrics: readonly unknown[];
  readonly brands: readonly RowOf<typeof brandReader>[];
  readonly brandIds: readonly string[];
}

export const PROJECT_ORIGIN = 'main: GET /api/v1/project/get-project/';

const list = z.array(z.unknown()).nullish().catch(null);
const answerSchema = z.union([
  z.looseObject({ project: z.looseObject({ metrics: list, brands: list }) }).transform(({ project }) => project),
  z.looseObject({ metrics: list, brands: list }),
]);

function merge(
  settings: ProjectSettings,
  answered: Record<string, unknown> & { metrics?: unknown[] | null | undefined; brands?: unknown[] | null | undefined },
): ApiProject | string {
  const read = projectReader.read(
    settings.name === undefined ? answered : { ...answered, project_name: settings.name },
  );
  // A field of the wrong kind that the configuration replaces does no harm, but the name is needed in any case.
  if ('refusal' in read) return read.refusal;
  const { row } = read;
  const start = settings.start ?? row.start;
  const frequency = settings.frequency ?? row.frequency;
  const brands = (answered.brands ?? []).flatMap((brand) => {
    const each = readBrand.read(typeof brand === 'string' ? { name: brand } : brand);
    return 'row' in each ? [each.row] : [];
  });
  return {
    id: settings.id,
    name: row.projectName,
    market: settings.market ?? row.market,
    category: settings.category ?? row.category,
    currency: settings.currency ?? row.currency,
    frequency,
    start,
    end: settings.end ?? row.end,
    follows: settings.follows ?? row.follows,
    ownPeriod: start !== null && frequency !== null && isIsoDate(start) ? periodOf(frequency, start) : null,
    metrics: answered.metrics ?? [],
    brands,
    brandIds: settings.brandIds ?? brands.flatMap(({ brandId }) => (brandId === null ? [] : [brandId])),
  };
}

/**
 * Asks for every configured project. One that cannot be had is told in `problems`, and the others are given.
 * @throws AppError `source` when none can be had
 */
export async function readProjects(
  client: ApiClient,
  settings: readonly ProjectSettings[],
  problems: SourceProblem[],
  signal: AbortSignal,
): Promise<ApiProject[]> {
  const results = await client.requestAll(
    settings.map(({ id }) => ({ operation: 'project' as const, query: { project_id: id } })),
    signal,
  );
  const projects: ApiProject[] = [];
  for (const [i, { answer, error }] of results.entries()) {
    const asked = settings[i] as ProjectSettings;
    const origin = `${PROJECT_ORIGIN}?project_id=${asked.id}`;
    if (error) {
      problems.push({
        origin,
        what: `Project ${asked.id} was left out. ${error.what}`,
        why: error.why,
        fix: error.fix,
      });
      continue;
    }
    const parsed = answerSchema.safeParse(answer.data);
    const project = parsed.success ? merge(asked, parsed.data) : 'the answer is not an object with a project';
    if (typeof project === 'string')
      problems.push({
        origin,
        what: `Project ${asked.id} was left out: its answer does not have the expected form.`,
        why: `${project}.`,
        fix: 'Compare the answer with docs/digicadence-api.md; what the service leaves out can stand under projects of the source.',
      });
    else projects.push(project);
  }
  if (projects.length > 0) return projects;
  const failed = results.find(({ error }) => error !== null)?.error;
  if (failed) throw failed;
  const { what, why, fix } = problems.at(-1) as SourceProblem;
  throw new AppError({ code: 'source', what, why, fix });
}

/** What a project needs before the store takes it, told once for each project. */
export function missingProjectFacts(projects: readonly ApiProject[]): SourceProblem[] {
  return projects.flatMap((project) => {
    const missing = (['market', 'category', 'currency', 'frequency', 'start'] as const).filter(
      (each) => project[each] === null,
    );
    if (missing.length === 0) return [];
    return [
      {
        origin: `${PROJECT_ORIGIN}?project_id=${project.id}`,
        what: `The services do not state ${missing.join(', ')} of the project "${project.name}".`,
        why: 'A project that the store does not know yet needs them, and values without a date need start and frequency.',
        fix: `Add ${missing.join(', ')} to the entry with id "${project.id}" under projects of the source, or import projects.csv.`,
      },
    ];
  });
}
