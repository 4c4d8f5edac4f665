/** Brands: each one's own answer first, then what the projects list of it. */
import type { ApiClient } from './client.ts';
import { type Given, originOf } from './given-rows.ts';
import type { DigicadenceApiOptions } from './options.ts';
import type { Problems } from './problems.ts';
import type { ApiProject } from './projects.ts';
import type { ApiRequest } from './requests.ts';
import { brandReader, type RowOf, roleOf } from './rows.ts';

/** Brand calls in one batch: bounds the answers in memory. */
const BRANDS_PER_BATCH = 50;

export class BrandRows {
  readonly #client: ApiClient;
  readonly #options: DigicadenceApiOptions;
  readonly #projects: readonly ApiProject[];
  readonly #problems: Problems;
  readonly #signal: AbortSignal;
  /** Brands (by project and id) whose own answer holds outcomes: only they are asked again for them. */
  readonly #withOutcomes = new Set<string>();

  constructor(
    client: ApiClient,
    options: DigicadenceApiOptions,
    projects: readonly ApiProject[],
    problems: Problems,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#options = options;
    this.#projects = projects;
    this.#problems = problems;
    this.#signal = signal;
  }

  /** `brands.csv`. */
  async *rows(): AsyncGenerator<Given> {
    const seen = new Set<string>();
    const isAsked = (brandId: string | null, project: ApiProject): boolean =>
      brandId !== null && this.#client.offers('brand') && project.brandIds.includes(brandId);
    const give = (row: RowOf<typeof brandReader>, project: ApiProject): Given | null => {
      if (seen.has(row.name)) return null;
      seen.add(row.name);
      const { ownBrands } = this.#options;
      const role = roleOf(row) ?? (ownBrands ? (ownBrands.includes(row.name) ? 'own' : 'competitor') : null);
      if (role === null)
        this.#problems.count(
          {
            origin: originOf('brand'),
            why: 'The services do not state whether they are own brands or competitors.',
            fix: 'Add ownBrands to the source, or import brands.csv.',
          },
          (count) => `The role of ${count} brand${count === 1 ? '' : 's'} is not known.`,
        );
      return [row.name, row.category ?? project.category, role];
    };
    for (const project of this.#projects) {
      for await (const { brandId, data } of this.answers(project, project.brandIds)) {
        const { answered, outcomes } = brandAnswer(data);
        if (outcomes.length > 0) this.#withOutcomes.add(JSON.stringify([project.id, brandId]));
        const fallback = project.brands.find((each) => each.brandId === brandId);
        if (data === undefined) {
          const given = fallback ? give(fallback, project) : null;
          if (given) yield given;
          continue;
        }
        const read = brandReader.read(answered);
        if ('refusal' in read) yield { refusal: read.refusal, texts: { ...read.texts, brand: read.texts.name ?? '' } };
        else {
          // The brand's own answer first; the project's listing may know what it leaves out.
          const said = roleOf(read.row) ?? (fallback ? roleOf(fallback) : null);
          const given = give(
            { ...read.row, role: said, category: read.row.category ?? fallback?.category ?? null },
            project,
          );
          if (given) yield given;
        }
      }
      for (const row of project.brands) {
        if (isAsked(row.brandId, project)) continue;
        const given = give(row, project);
        if (given) yield given;
      }
    }
  }

  /** One answer a brand; `data` is undefined for a brand whose call failed, which is told as a problem. */
  async *answers(
    project: ApiProject,
    brandIds: readonly string[],
  ): AsyncGenerator<{ readonly brandId: string; readonly data: unknown }> {
    if (!this.#client.offers('brand')) return;
    for (let at = 0; at < brandIds.length; at += BRANDS_PER_BATCH) {
      const ids = brandIds.slice(at, at + BRANDS_PER_BATCH);
      const results = await this.#client.requestAll(
        ids.map((brandId): ApiRequest => ({ operation: 'brand', values: [brandId, project.id] })),
        this.#signal,
      );
      for (const [i, { answer, error }] of results.entries()) {
        if (error)
          this.#problems.count(
            { origin: originOf('brand'), why: error.why, fix: error.fix },
            (count) => `${count} brand${count === 1 ? ' was' : 's were'} left out. ${error.what}`,
          );
        yield { brandId: ids[i] as string, data: error ? undefined : answer.data };
      }
    }
  }

  /** Ids of brands whose own answer held outcomes when their rows were given. */
  withOutcomes(project: ApiProject): string[] {
    return project.brandIds.filter((id) => this.#withOutcomes.has(JSON.stringify([project.id, id])));
  }
}

/** `{brand: {…, outcomes}}`, `{brand: {…}, outcomes}` or the bare brand. */
export function brandAnswer(data: unknown): { readonly answered: unknown; readonly outcomes: readonly unknown[] } {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  const answered = isObject(data) && 'brand' in data && isObject(data.brand) ? data.brand : data;
  const lists = [answered, data].map((each) => (isObject(each) ? each.outcomes : null));
  return { answered, outcomes: lists.find(Array.isArray) ?? [] };
}
