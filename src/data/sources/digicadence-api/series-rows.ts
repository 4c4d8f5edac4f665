/** Outcomes, spend and events: from the series that the insights service gives, outcomes from brands’ own answers too. */
import { type BrandRows, brandAnswer } from './brand-rows.ts';
import { type Given, originOf, textsOf } from './given-rows.ts';
import type { Operation } from './known-calls.ts';
import type { Problems } from './problems.ts';
import type { ProjectParts } from './project-parts.ts';
import type { ApiProject } from './projects.ts';
import {
  brandOutcomeReader,
  brandReader,
  eventReader,
  outcomeName,
  outcomeReader,
  type RowOf,
  spendReader,
} from './rows.ts';

const SERIES = ['outcomes', 'spend', 'events'] as const;
type Series = (typeof SERIES)[number];

/** In a list that mixes all, a channel makes a row spend, a label an event, anything else an outcome. */
function seriesKind(row: unknown): Series {
  if (typeof row !== 'object' || row === null) return 'outcomes';
  const keys = Object.keys(row).map((key) => key.toLowerCase().replace(/[^a-z0-9]/g, ''));
  if (keys.some((key) => key === 'channel' || key === 'channelname')) return 'spend';
  if (keys.some((key) => key === 'label' || key === 'event')) return 'events';
  return 'outcomes';
}

const seriesOf = (series: Series) => ({
  query: { series },
  lists: [series],
  siblings: SERIES.filter((each) => each !== series),
  belongs: (row: unknown) => seriesKind(row) === series,
});

export class SeriesRows {
  readonly #parts: ProjectParts;
  readonly #brands: BrandRows;
  readonly #problems: Problems;
  readonly #isOffered: boolean;
  /** `project|outcome` that the series call gave. */
  readonly #seriesOutcomes = new Set<string>();

  /** @param isOffered whether a service gives series */
  constructor(parts: ProjectParts, brands: BrandRows, problems: Problems, isOffered: boolean) {
    this.#parts = parts;
    this.#brands = brands;
    this.#problems = problems;
    this.#isOffered = isOffered;
  }

  /** `outcomes.csv`: the series, then what only brands’ own answers hold. */
  async *outcomes(): AsyncGenerator<Given> {
    if (this.#isOffered) {
      const rows = this.#parts.rows('series', outcomeReader, 'The outcomes', {
        ...seriesOf('outcomes'),
        onPage: ({ outcomes = [] }) => {
          for (const each of outcomes) this.#seriesOutcomes.add(each);
        },
      });
      for await (const each of rows) {
        if ('refusal' in each) {
          yield each;
          continue;
        }
        const { row, project, kept } = each;
        const outcome = outcomeName(row.outcome);
        const pair = JSON.stringify([project.name, outcome]);
        this.#seriesOutcomes.add(pair);
        kept.outcomes ??= [];
        if (!kept.outcomes.includes(pair)) kept.outcomes.push(pair);
        const given = this.#outcomeCells({ ...row, outcome }, row.brand, project, 'series');
        if (given) yield given;
      }
    }
    for (const project of this.#parts.projects) yield* this.#brandOutcomes(project);
  }

  #outcomeCells(
    row: RowOf<typeof brandOutcomeReader>,
    brand: string,
    project: ApiProject,
    operation: Operation,
  ): Given | null {
    if (row.value === null) return null;
    const period = this.#parts.periodOf(row.period, project, operation);
    if (typeof period !== 'string') return { ...period, texts: { ...textsOf(row), brand, project: project.name } };
    return [project.name, brand, row.outcome, row.unit, period, row.value];
  }

  /** Outcomes that only the brand's own answer holds. */
  async *#brandOutcomes(project: ApiProject): AsyncGenerator<Given> {
    const brandNames = new Map(project.brands.map((brand) => [brand.brandId, brand.name]));
    const ids = this.#brands.withOutcomes(project);
    for await (const { brandId, data } of this.#brands.answers(project, ids)) {
      const { answered, outcomes } = brandAnswer(data);
      const named = brandReader.read(answered);
      const brand = 'row' in named ? named.row.name : (brandNames.get(brandId) ?? '');
      for (const entry of outcomes) {
        const read = brandOutcomeReader.read(entry);
        if ('refusal' in read) {
          yield { refusal: read.refusal, texts: { ...read.texts, brand, project: project.name } };
          continue;
        }
        const outcome = outcomeName(read.row.outcome);
        if (this.#seriesOutcomes.has(JSON.stringify([project.name, outcome]))) {
          this.#problems.count(
            {
              origin: originOf('brand'),
              why: `The insights service gives ${outcome} of "${project.name}" too, and its values were taken.`,
              fix: 'Nothing needs to be done while both agree.',
            },
            (count) =>
              `${count} value${count === 1 ? '' : 's'} of ${outcome} from the brand data ${count === 1 ? 'was' : 'were'} left out.`,
          );
          continue;
        }
        const given = this.#outcomeCells({ ...read.row, outcome }, brand, project, 'brand');
        if (given) yield given;
      }
    }
  }

  /** `spend.csv`. */
  async *spend(): AsyncGenerator<Given> {
    for await (const each of this.#parts.rows('series', spendReader, 'The spend', seriesOf('spend'))) {
      if ('refusal' in each) {
        yield each;
        continue;
      }
      const { row, project } = each;
      if (row.amount === null) continue;
      const period = this.#parts.periodOf(row.period, project, 'series');
      if (typeof period !== 'string') yield { ...period, texts: { ...textsOf(row), project: project.name } };
      else yield [project.name, row.brand, row.channel, period, row.amount, row.impressions, row.clicks];
    }
  }

  /** `events.csv`. */
  async *events(): AsyncGenerator<Given> {
    for await (const each of this.#parts.rows('series', eventReader, 'The events', seriesOf('events')))
      yield 'refusal' in each ? each : [each.project.name, each.row.brand, each.row.date, each.row.label];
  }
}
