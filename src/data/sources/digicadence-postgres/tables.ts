/** The files of the import format, read from a mapped database: one lazily streamed table each. */
import type { SourceRecord, TableSource } from '../../import/table-source.ts';
import { directionCell, isMissing, numberCell, periodCell, periodInName, roleCell } from '../foreign-cells.ts';
import type { SourceProblem } from '../source.ts';
import { hasPeriod, type Mapping, reaches, tableLabel } from './mapping.ts';
import type { PostgresOptions, ProjectFacts, Role } from './options.ts';
import { brandsQuery, metricsQuery, projectsQuery, scoresQuery, weightsQuery } from './queries.ts';
import type { ValueStyle } from './sample.ts';
import type { ForeignSession } from './session.ts';

type Row = readonly (string | null)[];

export interface Reading {
  readonly session: ForeignSession;
  readonly mapping: Mapping;
  readonly options: PostgresOptions;
  readonly style: ValueStyle;
  readonly since: string | null;
  problem(problem: SourceProblem): void;
  /** Tells the latest change time read. */
  seen(updated: string): void;
}

/** A file that can be given, or why it cannot. */
export interface PlannedTable {
  readonly file: string;
  readonly origin: string;
  readonly rows: number | null;
  /** Null: it can be given. */
  readonly lacks: Omit<SourceProblem, 'origin'> | null;
}

const originOf = (mapping: Mapping, role: Role): string => {
  const mapped = mapping.get(role) ?? mapping.get('values');
  return mapped ? tableLabel(mapped.table) : '';
};

/** Facts of a project from the configuration: by id, by name, or for all. */
function factsOf(options: PostgresOptions, id: string | null, name: string | null): ProjectFacts {
  return {
    ...options.defaults.project,
    ...(name === null ? {} : options.projects[name]),
    ...(id === null ? {} : options.projects[id]),
  };
}

/** Which files this database gives, and what keeps it from giving the others. */
export function planTables(mapping: Mapping, options: PostgresOptions): readonly PlannedTable[] {
  const rows = (role: Role): number | null => mapping.get(role)?.table.rows ?? null;
  const columns = (role: Role) => mapping.get(role)?.columns;
  const lack = (what: string, why: string, fix: string): PlannedTable['lacks'] => ({ what, why, fix });
  const facts = [options.defaults.project ?? {}, ...Object.values(options.projects)];
  const projectLacks = (['market', 'category', 'currency', 'frequency', 'start'] as const).filter((fact) => {
    const told =
      fact === 'category'
        ? reaches(mapping, 'projects', 'category') || options.defaults.category !== undefined
        : columns('projects')?.has(fact) === true ||
          (fact === 'start' && !hasPeriod(mapping) && columns('projects')?.has('period') === true);
    return !told && !facts.some((each) => each[fact] !== undefined);
  });
  const knowsRoles = columns('brands')?.has('role') === true || options.ownBrands !== undefined;
  const knowsCategory = reaches(mapping, 'brands', 'category') || options.defaults.category !== undefined;
  const knowsDirection = columns('metrics')?.has('direction') === true || options.defaults.direction !== undefined;
  const planned: PlannedTable[] = [
    {
      file: 'projects.csv',
      origin: originOf(mapping, 'projects'),
      rows: rows('projects'),
      lacks:
        projectLacks.length === 0
          ? null
          : lack(
              'Its projects were not taken; values of projects that we do not know yet go to quarantine.',
              `Nothing says their ${projectLacks.join(', ')}.`,
              'State it under "defaults.project" or "projects" of this source, or import projects.csv once.',
            ),
    },
    {
      file: 'brands.csv',
      origin: originOf(mapping, 'brands'),
      rows: rows('brands'),
      lacks:
        knowsRoles && knowsCategory
          ? null
          : lack(
              'Its brands were not taken; values of brands that we do not know yet go to quarantine.',
              [
                knowsRoles ? '' : 'Nothing says which brands are own.',
                knowsCategory ? '' : 'Nothing says their category.',
              ]
                .filter((sentence) => sentence !== '')
                .join(' '),
              'State "ownBrands" and "defaults.category" of this source, or import brands.csv once.',
            ),
    },
    {
      file: 'metrics.csv',
      origin: originOf(mapping, 'metrics'),
      rows: rows('metrics'),
      lacks: knowsDirection
        ? null
        : lack(
            'Its metrics were not taken; values of metrics that we do not know yet go to quarantine.',
            'Nothing says whether higher or lower raw values are better.',
            'State "defaults.direction" of this source, or import metrics.csv once.',
          ),
    },
  ];
  if (mapping.has('weights')) {
    const dated = columns('weights')?.has('validFrom') === true || columns('projects')?.has('start') === true;
    planned.push({
      file: 'weights.csv',
      origin: originOf(mapping, 'weights'),
      rows: rows('weights'),
      lacks: dated
        ? null
        : lack(
            'Its weights were not taken.',
            'No column says from when they hold, nor when their project starts.',
            'Name such a column as mapping.weights.columns.validFrom.',
          ),
    });
  }
  planned.push({ file: 'scores.csv', origin: originOf(mapping, 'values'), rows: rows('values'), lacks: null });
  return planned;
}

/** Turns rows into records; `read` returns cells, a refusal, or null to leave the row out. */
async function* records(
  header: readonly string[],
  rows: AsyncIterable<Row>,
  read: (row: Row) => readonly string[] | { readonly refusal: string; readonly cells: readonly string[] } | null,
): AsyncGenerator<SourceRecord> {
  yield { line: 1, cells: header };
  let line = 1;
  for await (const row of rows) {
    line += 1;
    const cells = read(row);
    if (cells === null) continue;
    yield 'refusal' in cells ? { line, ...cells } : { line, cells };
  }
}

const cell = (text: string | null | undefined): string => text?.trim() ?? '';
const dateCell = (text: string | null | undefined): string => {
  const trimmed = cell(text);
  return trimmed === '' ? '' : (periodCell(trimmed) ?? trimmed);
};

function readProjects({ session, mapping, options }: Reading): AsyncGenerator<SourceRecord> {
  const header = ['project', 'market', 'category', 'currency', 'frequency', 'start', 'end', 'follows'];
  const names = new Map<string, string>();
  async function* rows(): AsyncGenerator<Row> {
    // Rounds refer to each other by id: all of a handful of projects are needed before the first can be told.
    const all: Row[] = [];
    for await (const row of session.stream(projectsQuery(mapping), [])) all.push(row);
    for (const [id, name] of all) {
      const known = factsOf(options, id ?? null, name ?? null).name ?? name;
      if (id && known) names.set(id, known);
    }
    yield* all;
  }
  return records(
    header,
    rows(),
    ([id = null, name = null, market, category, currency, frequency, start, end, follows, followsId]) => {
      const facts = factsOf(options, id, name);
      const project = facts.name ?? cell(name);
      const first =
        facts.start ??
        (dateCell(start) ||
          (project === '' ? '' : (facts.period ?? (hasPeriod(mapping) ? '' : (periodInName(project) ?? '')))));
      const cells = [
        project,
        facts.market ?? cell(market),
        facts.category ?? (cell(category) || (options.defaults.category ?? '')),
        facts.currency ?? cell(currency).toUpperCase(),
        facts.frequency ?? cell(frequency).toLowerCase(),
        first,
        facts.end ?? dateCell(end),
        facts.follows ?? (cell(follows) || (names.get(cell(followsId)) ?? '')),
      ];
      return project === ''
        ? { cells, refusal: `project ${cell(id)} has no name; add it to "projects" of the source` }
        : cells;
    },
  );
}

function readBrands({ session, mapping, options }: Reading): AsyncGenerator<SourceRecord> {
  const own = options.ownBrands && new Set(options.ownBrands);
  return records(['brand', 'category', 'role'], session.stream(brandsQuery(mapping), []), ([brand, category, role]) => [
    cell(brand),
    cell(category) || (options.defaults.category ?? ''),
    own ? (own.has(cell(brand)) ? 'own' : 'competitor') : roleCell(cell(role)),
  ]);
}

function readMetrics({ session, mapping, options }: Reading): AsyncGenerator<SourceRecord> {
  const header = ['metric', 'section', 'platform', 'direction', 'unit', 'definition'];
  const { defaults } = options;
  return records(
    header,
    session.stream(metricsQuery(mapping), []),
    ([section, platform, metric, direction, unit, definition]) => [
      cell(metric),
      cell(section) || (defaults.section ?? ''),
      cell(platform) || (defaults.platform ?? ''),
      cell(direction) === '' ? (defaults.direction ?? '') : directionCell(cell(direction)),
      cell(unit),
      cell(definition),
    ],
  );
}

function readWeights({ session, mapping, options, style }: Reading): AsyncGenerator<SourceRecord> {
  const header = ['project', 'section', 'platform', 'metric', 'weight', 'valid_from'];
  return records(
    header,
    session.stream(weightsQuery(mapping), []),
    ([id = null, name = null, section, platform, metric, weight, from]) => [
      factsOf(options, id, name).name ?? cell(name),
      cell(section),
      cell(platform),
      cell(metric),
      numberCell(cell(weight), style.raw, false),
      dateCell(from),
    ],
  );
}

const scaled = (text: string, factor: 1 | 100): string => {
  if (factor === 1 || text === '' || !Number.isFinite(Number(text))) return text;
  // Twelve digits: .57 × 100 is 57, not 56.99999999999999.
  return String(Number((Number(text) * factor).toPrecision(12)));
};

async function* readScores(reading: Reading): AsyncGenerator<SourceRecord> {
  const { session, mapping, options, style, since } = reading;
  const header = ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'];
  const { sql, values } = scoresQuery(mapping, options.overlapMinutes, since);
  const dated = hasPeriod(mapping);
  const projects = new Map<string, { readonly project: string; readonly period: string }>();
  let missing = 0;
  const projectOf = (id: string | null, name: string | null, period: string | null) => {
    const key = `${id}\n${name}\n${dated ? '' : period}`;
    const known = projects.get(key);
    if (known) return known;
    const facts = factsOf(options, id, name);
    const project = facts.name ?? cell(name);
    const own = dated ? '' : (facts.period ?? (dateCell(period) || (periodInName(project) ?? '')));
    const found = { project, period: own };
    projects.set(key, found);
    return found;
  };
  yield* records(header, session.stream(sql, values), (row) => {
    const [id = null, name = null, brand, section, platform, metric, period = null, raw, value = null, updated] = row;
    if (updated) reading.seen(updated);
    if (isMissing(value)) {
      missing += 1;
      return null;
    }
    const at = projectOf(id, name, period);
    const cells = [
      at.project,
      cell(brand),
      cell(section) || (options.defaults.section ?? ''),
      cell(platform) || (options.defaults.platform ?? ''),
      cell(metric),
      dated ? dateCell(period) : at.period,
      isMissing(raw ?? null) ? '' : numberCell(cell(raw), style.raw, false),
      scaled(numberCell(cell(value), style.value, true), style.factor),
    ];
    if (at.project === '')
      return { cells, refusal: `project ${cell(id)} has no name; add it to "projects" of the source` };
    if (!dated && at.period === '')
      return { cells, refusal: `project ${at.project} has no period; add it to "projects" of the source` };
    return cells;
  });
  if (missing > 0)
    reading.problem({
      origin: originOf(mapping, 'values'),
      what: `${missing.toLocaleString('en')} rows hold no value and were left out.`,
      why: 'Their value is NULL or blank there: a missing cell is a missing row here.',
      fix: 'Nothing, if they were not measured; else have them filled in there.',
    });
}

const READERS: Readonly<Record<string, (reading: Reading) => AsyncGenerator<SourceRecord>>> = {
  'projects.csv': readProjects,
  'brands.csv': readBrands,
  'metrics.csv': readMetrics,
  'weights.csv': readWeights,
  'scores.csv': readScores,
};

/** @param end called once the last table was read, or a reader stopped early */
export function openTables(
  planned: readonly PlannedTable[],
  reading: Reading,
  end: () => Promise<void>,
): TableSource[] {
  let left = planned.length;
  return planned.map(({ file, origin }) => ({
    file,
    origin,
    async *records() {
      const reader = READERS[file];
      let complete = false;
      try {
        if (reader) yield* reader(reading);
        complete = true;
      } finally {
        left -= 1;
        if (!complete || left === 0) await end();
      }
    },
  }));
}
