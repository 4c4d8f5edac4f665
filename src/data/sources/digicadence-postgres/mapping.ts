/**
 * From what a database holds to what it means: a proposal for every column with its reason, corrected by configuration,
 * or the whole list of what is missing.
 */
import { AppError } from '../../../errors.ts';
import {
  type ForeignColumn,
  type ForeignTable,
  isDate,
  isInstant,
  isNumber,
  isText,
  isWhole,
  plainName,
} from './inventory.ts';
import { CONCEPTS, type PostgresOptions, ROLES, type Role } from './options.ts';

export interface MappedColumn {
  readonly column: ForeignColumn;
  readonly reason: string;
}

export interface MappedTable {
  readonly table: ForeignTable;
  readonly reason: string;
  readonly columns: ReadonlyMap<string, MappedColumn>;
}

export type Mapping = ReadonlyMap<Role, MappedTable>;

interface Wanted {
  /** Plain names, the surest first. */
  readonly names: readonly string[];
  readonly fits: (column: ForeignColumn) => boolean;
}

const anything = (): boolean => true;
const nameOf = (thing: string, ...more: string[]): Wanted => ({
  names: [`${thing}name`, thing, `${thing}title`, `${thing}label`, ...more],
  fits: isText,
});
const idOf = (thing: string, ...more: string[]): Wanted => ({
  names: [`${thing}id`, `id${thing}`, `${thing}key`, `${thing}fk`, `${thing}ref`, `${thing}code`, thing, ...more],
  fits: anything,
});
const own = (thing: string) => ({
  id: idOf(thing, 'id', 'key', 'code', 'pk'),
  name: nameOf(thing, 'name', 'title', 'label', 'description'),
});
const dated = (...names: string[]): Wanted => ({ names, fits: (column) => isDate(column) || isText(column) });

const WANTED: Readonly<Record<Role, Readonly<Record<string, Wanted>>>> = {
  values: {
    value: {
      names: [
        ...['normalizedvalue', 'normalisedvalue', 'normalized', 'normalised', 'normvalue', 'normval', 'norm'],
        ...['normalizedscore', 'normalisedscore', 'normscore', 'indexedvalue', 'scorevalue', 'score', 'value', 'val'],
      ],
      fits: (column) => isNumber(column) || isText(column),
    },
    raw: {
      names: [
        ...['rawvalue', 'raw', 'rawval', 'actualvalue', 'actual', 'originalvalue', 'original', 'measuredvalue'],
        ...['measured', 'observed'],
      ],
      fits: (column) => isNumber(column) || isText(column),
    },
    period: {
      names: [
        ...['period', 'periodstart', 'perioddate', 'monthstart', 'weekstart', 'quarterstart', 'date', 'reportdate'],
        ...['reportingdate', 'reportingperiod', 'reportmonth', 'measuredon', 'measurementdate', 'snapshotdate'],
        ...['valuedate', 'asof', 'asofdate', 'yearmonth', 'month', 'week', 'quarter', 'day'],
      ],
      fits: (column) =>
        isDate(column) || isText(column) || (isWhole(column) && !/^(month|week|quarter|day)$/.test(column.plain)),
    },
    year: { names: ['year', 'yr', 'reportyear'], fits: isWhole },
    month: { names: ['month', 'mon', 'monthno', 'monthnumber', 'reportmonth'], fits: isWhole },
    updated: {
      names: [
        ...['updatedat', 'modifiedat', 'lastupdated', 'lastmodified', 'updatedon', 'modifiedon', 'changedat'],
        ...['changedon', 'updatetime', 'loadedat', 'ingestedat'],
      ],
      fits: isInstant,
    },
    project: nameOf('project'),
    projectId: idOf('project'),
    brand: nameOf('brand'),
    brandId: idOf('brand'),
    metric: nameOf('metric', 'kpi', 'kpiname', 'indicator', 'indicatorname'),
    metricId: idOf('metric', 'kpiid', 'indicatorid'),
    section: nameOf('section', 'pillar', 'pillarname'),
    sectionId: idOf('section', 'pillarid'),
    platform: nameOf('platform', 'channel', 'channelname'),
    platformId: idOf('platform', 'channelid'),
  },
  brands: {
    ...own('brand'),
    category: nameOf('category'),
    categoryId: idOf('category'),
    role: { names: ['role', 'brandrole', 'brandtype', 'owncompetitor'], fits: isText },
  },
  categories: own('category'),
  metrics: {
    id: idOf('metric', 'kpiid', 'indicatorid', 'id', 'key', 'code', 'pk'),
    name: nameOf('metric', 'metricnewname', 'kpiname', 'kpi', 'indicatorname', 'indicator', 'name', 'title', 'label'),
    section: nameOf('section', 'pillar', 'pillarname'),
    sectionId: idOf('section', 'pillarid'),
    platform: nameOf('platform', 'channel', 'channelname'),
    platformId: idOf('platform', 'channelid'),
    direction: { names: ['direction', 'polarity', 'betterdirection'], fits: isText },
    unit: { names: ['unit', 'unitofmeasure', 'uom', 'units'], fits: isText },
    definition: { names: ['definition', 'description', 'metricdescription', 'metricdefinition'], fits: isText },
  },
  sections: {
    id: idOf('section', 'pillarid', 'id', 'key', 'code', 'pk'),
    name: nameOf('section', 'pillarname', 'pillar', 'name', 'title', 'label'),
  },
  platforms: {
    id: idOf('platform', 'channelid', 'id', 'key', 'code', 'pk'),
    name: nameOf('platform', 'channelname', 'channel', 'name', 'title', 'label'),
    section: nameOf('section'),
    sectionId: idOf('section'),
  },
  projects: {
    ...own('project'),
    market: { names: ['market', 'marketname', 'country', 'region'], fits: isText },
    category: nameOf('category'),
    categoryId: idOf('category'),
    currency: { names: ['currency', 'currencycode'], fits: isText },
    frequency: { names: ['frequency', 'cadence', 'periodicity'], fits: isText },
    start: dated('startdate', 'start', 'projectstart', 'validfrom', 'fromdate', 'begindate'),
    end: dated('enddate', 'end', 'projectend', 'validto', 'todate'),
    follows: { names: ['follows', 'previousproject', 'predecessor'], fits: isText },
    followsId: { names: ['followsid', 'previousprojectid', 'predecessorid', 'parentprojectid'], fits: anything },
    period: dated('period', 'perioddate', 'periodstart', 'projectdate', 'month', 'wave', 'wavedate'),
  },
  weights: {
    weight: {
      names: ['weight', 'weightage', 'weightvalue', 'weights'],
      fits: (column) => isNumber(column) || isText(column),
    },
    validFrom: dated('validfrom', 'fromdate', 'effectivefrom', 'startdate', 'since'),
    project: nameOf('project'),
    projectId: idOf('project'),
    section: nameOf('section'),
    sectionId: idOf('section'),
    platform: nameOf('platform'),
    platformId: idOf('platform'),
    metric: nameOf('metric'),
    metricId: idOf('metric'),
  },
};

/** What a table of this role is called, in plain letters. */
const TABLE_NAMES: Readonly<Record<Role, RegExp>> = {
  values: /norm|score|value|measure|fact|reading|result/,
  brands: /brand/,
  categories: /categor/,
  metrics: /metric|kpi|indicator/,
  sections: /section|pillar/,
  platforms: /platform|channel/,
  projects: /project/,
  weights: /weight/,
};

/** Concepts that a table must have to play the role at all; each entry: any one of them. */
const NEEDED: Readonly<Record<Role, readonly (readonly string[])[]>> = {
  values: [['value'], ['brand', 'brandId'], ['metric', 'metricId']],
  brands: [['name']],
  categories: [['name']],
  metrics: [['name']],
  sections: [['name']],
  platforms: [['name']],
  projects: [['name', 'id']],
  weights: [
    ['weight'],
    ['project', 'projectId'],
    ['metric', 'metricId', 'platform', 'platformId', 'section', 'sectionId'],
  ],
};

export const tableLabel = ({ schema, name }: ForeignTable): string => `${schema}.${name}`;

function proposeColumns(role: Role, table: ForeignTable): Map<string, MappedColumn> {
  const found = new Map<string, MappedColumn>();
  for (const [concept, { names, fits }] of Object.entries(WANTED[role])) {
    const candidates = names.flatMap((name) => table.columns.filter((column) => column.plain === name && fits(column)));
    // An id and a name are different columns: "brand" as a number is the id, as text the name.
    const taken = new Set([...found.values()].map(({ column }) => column.name));
    const [column, ...others] = candidates.filter((candidate) => !taken.has(candidate.name));
    if (!column) continue;
    const rivals = others.length > 0 ? `; also possible: ${others.map((each) => each.name).join(', ')}` : '';
    found.set(concept, { column, reason: `called "${column.name}", type ${column.type}${rivals}` });
  }
  return found;
}

const misses = (role: Role, columns: ReadonlyMap<string, unknown>): readonly (readonly string[])[] =>
  NEEDED[role].filter((any) => !any.some((concept) => columns.has(concept)));

/** The table that plays the role best: whole, with most of what is wanted, shortest name. */
function proposeTable(role: Role, tables: readonly ForeignTable[]): MappedTable | null {
  const candidates = tables
    .filter((table) => TABLE_NAMES[role].test(table.plain))
    .map((table) => ({ table, columns: proposeColumns(role, table) }))
    .filter(({ columns }) => misses(role, columns).length === 0)
    .filter(({ columns }) => role === 'values' || role === 'weights' || !columns.has('value'))
    .sort(
      (a, b) =>
        b.columns.size - a.columns.size ||
        a.table.plain.length - b.table.plain.length ||
        (tableLabel(a.table) < tableLabel(b.table) ? -1 : 1),
    );
  const [best, ...others] = candidates;
  if (!best) return null;
  const rivals = others.length > 0 ? `; also possible: ${others.map(({ table }) => tableLabel(table)).join(', ')}` : '';
  return { ...best, reason: `its name and ${best.columns.size} of its columns fit ${role}${rivals}` };
}

function findTable(tables: readonly ForeignTable[], label: string): ForeignTable | null {
  const exact = tables.filter((table) => tableLabel(table) === label || table.name === label);
  return exact[0] ?? tables.find((table) => table.plain === plainName(label)) ?? null;
}

const CONFIGURED = 'set in the configuration';

/** Corrects the proposal of one role. @returns problems, one sentence each */
function applyOverrides(
  role: Role,
  proposal: MappedTable | null,
  override: PostgresOptions['mapping'][string],
  tables: readonly ForeignTable[],
): { readonly mapped: MappedTable | null; readonly problems: readonly string[] } {
  if (!override) return { mapped: proposal, problems: [] };
  let table = proposal?.table ?? null;
  let reason = proposal?.reason ?? CONFIGURED;
  if (override.table !== undefined) {
    table = findTable(tables, override.table);
    reason = CONFIGURED;
    if (!table)
      return {
        mapped: null,
        problems: [`mapping.${role}.table: there is no table "${override.table}" that this role can read`],
      };
  }
  if (!table)
    return { mapped: null, problems: [`mapping.${role}: no table fits ${role}; name it as mapping.${role}.table`] };
  const columns = new Map(table === proposal?.table ? proposal.columns : proposeColumns(role, table));
  const problems: string[] = [];
  for (const [concept, name] of Object.entries(override.columns)) {
    const column = table.columns.find((each) => each.name === name);
    if (column) {
      for (const [other, mapped] of columns)
        if (mapped.column.name === name && other !== concept) columns.delete(other);
      columns.set(concept, { column, reason: CONFIGURED });
    } else problems.push(`mapping.${role}.columns.${concept}: ${tableLabel(table)} has no column "${name}"`);
  }
  return { mapped: { table, reason, columns }, problems };
}

/**
 * What every table and column means here.
 * @throws AppError `source` with everything essential that is missing, and where to state it
 */
export function proposeMapping(name: string, tables: readonly ForeignTable[], options: PostgresOptions): Mapping {
  const mapping = new Map<Role, MappedTable>();
  const problems: string[] = [];
  for (const role of ROLES) {
    // The table of values is found first; no other role may take it.
    const free = tables.filter((table) => role === 'values' || table !== mapping.get('values')?.table);
    const { mapped, problems: wrong } = applyOverrides(role, proposeTable(role, free), options.mapping[role], tables);
    problems.push(...wrong);
    if (mapped) mapping.set(role, mapped);
  }
  problems.push(...missing(mapping, options));
  if (problems.length > 0) {
    const seen = tables.map(
      (table) => `${tableLabel(table)} (${table.columns.map((column) => column.name).join(', ')})`,
    );
    throw new AppError({
      code: 'source',
      what: `The source ${name} lacks something essential; nothing was read.`,
      why: `${problems.map((problem, i) => `${i + 1}. ${problem}`).join('; ')}. This role can read: ${seen.slice(0, 30).join('; ') || 'no table at all'}.`,
      fix: 'Name tables and columns under "mapping" of this source, or the facts under "defaults"; docs/operating.md shows how.',
    });
  }
  return mapping;
}

/** Whether `thing` can be told from a row of `role`: by name, or by id and a table of its kind that has both. */
export function reaches(
  mapping: Mapping,
  role: Role,
  thing: 'project' | 'brand' | 'metric' | 'section' | 'platform' | 'category',
): boolean {
  const columns = mapping.get(role)?.columns;
  if (!columns) return false;
  if (columns.has(thing)) return true;
  const plural = (thing === 'category' ? 'categories' : `${thing}s`) as Role;
  const dimension = mapping.get(plural)?.columns;
  return columns.has(`${thing}Id`) && dimension?.has('id') === true && dimension.has('name');
}

/** How rows of the value table come to their section or platform. */
export function routeOf(mapping: Mapping, thing: 'section' | 'platform'): 'values' | 'metrics' | 'platforms' | null {
  if (reaches(mapping, 'values', thing)) return 'values';
  if (
    reaches(mapping, 'values', 'metric') &&
    mapping.get('metrics')?.columns.has('id') &&
    reaches(mapping, 'metrics', thing)
  )
    return 'metrics';
  if (
    thing === 'section' &&
    mapping.get('platforms')?.columns.has('id') &&
    reaches(mapping, 'platforms', 'section') &&
    routeOf(mapping, 'platform') !== null &&
    viaPlatformId(mapping)
  )
    return 'platforms';
  return null;
}

/** Whether the platform is reached by its id, so that its own table can be asked further. */
function viaPlatformId(mapping: Mapping): boolean {
  const route = routeOf(mapping, 'platform');
  return (route === 'values' || route === 'metrics') && mapping.get(route)?.columns.has('platform') === false;
}

function missing(mapping: Mapping, options: PostgresOptions): string[] {
  const values = mapping.get('values');
  if (!values)
    return [
      'no table holds normalised values by brand and metric: none has a column like "normalized_value" beside "brand_id" and "metric_id"',
    ];
  const found: string[] = [];
  const label = tableLabel(values.table);
  const dimension = (thing: 'brand' | 'metric', plural: Role): void => {
    if (!reaches(mapping, 'values', thing))
      found.push(
        `${label} names its ${thing} by id only, and no table gives ${plural} an id and a name (mapping.${plural})`,
      );
  };
  for (const any of misses('values', values.columns))
    found.push(`${label} has no column for ${any.join(' or ')} (mapping.values.columns)`);
  if (values.columns.has('brand') || values.columns.has('brandId')) dimension('brand', 'brands');
  if (values.columns.has('metric') || values.columns.has('metricId')) dimension('metric', 'metrics');
  for (const thing of ['section', 'platform'] as const)
    if (routeOf(mapping, thing) === null && options.defaults[thing] === undefined)
      found.push(`no column tells the ${thing} of a value (mapping.values, mapping.metrics or defaults.${thing})`);
  const hasProject = values.columns.has('project') || values.columns.has('projectId');
  if (!hasProject && options.defaults.project?.name === undefined)
    found.push(`no column of ${label} tells the project (mapping.values.columns.projectId or defaults.project.name)`);
  if (!hasPeriod(mapping) && !hasProject && options.defaults.project?.period === undefined)
    found.push(`no column of ${label} tells the period (mapping.values.columns.period or defaults.project.period)`);
  return found;
}

/** Whether the values themselves are dated; else the project is the period. */
export function hasPeriod(mapping: Mapping): boolean {
  const columns = mapping.get('values')?.columns;
  return columns?.has('period') === true || (columns?.has('year') === true && columns.has('month'));
}

/** The proposal for people: one line a column. */
export function describeMapping(mapping: Mapping): readonly {
  readonly role: Role;
  readonly table: string;
  readonly concept: string;
  readonly column: string;
  readonly reason: string;
}[] {
  return ROLES.flatMap((role) => {
    const mapped = mapping.get(role);
    if (!mapped) return [];
    const table = tableLabel(mapped.table);
    const known: readonly string[] = CONCEPTS[role];
    return [...mapped.columns]
      .sort(([a], [b]) => known.indexOf(a) - known.indexOf(b))
      .map(([concept, { column, reason }]) => ({ role, table, concept, column: column.name, reason }));
  });
}
