/** The queries behind each file of the import format. Every identifier comes from the database's own catalogue, quoted. */
import { quoteIdentifier } from '../../store/encode.ts';
import type { ForeignTable } from './inventory.ts';
import { hasPeriod, type MappedTable, type Mapping, reaches, routeOf } from './mapping.ts';
import type { Role } from './options.ts';

export type Thing = 'project' | 'brand' | 'metric' | 'section' | 'platform' | 'category';

/** One name, quoted; other than in our own SQL, it may hold a dot. */
export const quoteName = (name: string): string =>
  quoteIdentifier(name.replaceAll('.', '\u0000')).replaceAll('\u0000', '.');
export const tableSql = ({ schema, name }: ForeignTable): string => `${quoteName(schema)}.${quoteName(name)}`;
const pluralOf = (thing: Thing): Role => (thing === 'category' ? 'categories' : `${thing}s`);

/** One query's FROM clause, grown by the names that it has to look up. */
export interface Naming {
  /** FROM and the joins gathered so far. */
  from(): string;
  /** A mapped column of the base table as text; null when there is none. */
  own(concept: string): string | null;
  /** The name of a thing; 'NULL' when nothing tells it. An id without a name comes as "id 17". */
  name(thing: Thing): string;
  /** A column of the table that the thing's id leads to. */
  of(thing: Thing, concept: string): string | null;
}

/** @param mapping whose `base` table the query reads as `v` */
export function createNaming(mapping: Mapping, base: Role): Naming {
  const joins: string[] = [];
  const joined = new Map<string, string>();
  const tableOf = (role: Role): MappedTable => {
    const mapped = mapping.get(role);
    if (!mapped) throw new Error(`no table was mapped to ${role}`);
    return mapped;
  };
  const columnOf = (role: Role, concept: string): { readonly name: string; readonly type: string } | null =>
    mapping.get(role)?.columns.get(concept)?.column ?? null;
  const sql = (alias: string, role: Role, concept: string): string | null => {
    const column = columnOf(role, concept);
    return column && `${alias}.${quoteName(column.name)}`;
  };
  /** Alias of the thing's table, joined by the id that `role` (as `alias`) carries; null when there is no such way. */
  const follow = (thing: Thing, role: Role, alias: string): string | null => {
    const plural = pluralOf(thing);
    const target = mapping.get(plural);
    const [from, to] = [columnOf(role, `${thing}Id`), columnOf(plural, 'id')];
    if (!target || !from || !to) return null;
    const key = `${alias}.${thing}`;
    const known = joined.get(key);
    if (known) return known;
    const next = `j${joined.size + 1}`;
    joined.set(key, next);
    const cast = from.type === to.type ? '' : '::text';
    joins.push(
      `LEFT JOIN ${tableSql(target.table)} ${next} ON ${next}.${quoteName(to.name)}${cast} = ${alias}.${quoteName(from.name)}${cast}`,
    );
    return next;
  };
  /** Where the thing is told: the base itself, or the table of another thing on the way. */
  const place = (thing: Thing): { readonly role: Role; readonly alias: string } | null => {
    if (reaches(mapping, base, thing)) return { role: base, alias: 'v' };
    if (base !== 'values' || (thing !== 'section' && thing !== 'platform')) return null;
    const route = routeOf(mapping, thing);
    if (route === 'metrics') {
      const alias = follow('metric', base, 'v');
      return alias === null ? null : { role: 'metrics', alias };
    }
    if (route === 'platforms') {
      const platform = place('platform');
      const alias = platform && follow('platform', platform.role, platform.alias);
      return alias ? { role: 'platforms', alias } : null;
    }
    return null;
  };
  return {
    from: () => `FROM ${tableSql(tableOf(base).table)} v ${joins.join(' ')}`,
    own: (concept) => sql('v', base, concept),
    name(thing) {
      const at = place(thing);
      if (!at) return 'NULL::text';
      const direct = sql(at.alias, at.role, thing);
      if (direct) return `${direct}::text`;
      const alias = follow(thing, at.role, at.alias);
      const [name, id] = [alias && sql(alias, pluralOf(thing), 'name'), sql(at.alias, at.role, `${thing}Id`)];
      return name ? `coalesce(${name}::text, 'id ' || ${id}::text)` : 'NULL::text';
    },
    of(thing, concept) {
      const at = place(thing) ?? { role: base, alias: 'v' };
      const alias = follow(thing, at.role, at.alias);
      return alias && sql(alias, pluralOf(thing), concept);
    },
  };
}

const asText = (sql: string | null): string => (sql === null ? 'NULL::text' : `${sql}::text`);

/** A timestamp that sorts as text and keeps its microseconds. */
const INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US';

/** project id, project, brand, section, platform, metric, period, raw, value, updated */
export function scoresQuery(mapping: Mapping, overlapMinutes: number, since: string | null) {
  const naming = createNaming(mapping, 'values');
  const updated = naming.own('updated');
  const period = hasPeriod(mapping)
    ? (naming.own('period') ?? `${asText(naming.own('year'))} || '-' || lpad(${asText(naming.own('month'))}, 2, '0')`)
    : (naming.of('project', 'period') ?? naming.of('project', 'start'));
  const columns = [
    asText(naming.own('projectId')),
    naming.name('project'),
    naming.name('brand'),
    naming.name('section'),
    naming.name('platform'),
    naming.name('metric'),
    hasPeriod(mapping) && naming.own('period') === null ? (period ?? 'NULL') : asText(period),
    asText(naming.own('raw')),
    asText(naming.own('value')),
    updated === null ? 'NULL::text' : `to_char(${updated}, '${INSTANT}')`,
  ];
  const changed =
    updated === null || since === null
      ? ''
      : ` WHERE ${updated} >= $1::timestamp - interval '1 minute' * ${overlapMinutes} OR ${updated} IS NULL`;
  return {
    sql: `SELECT ${columns.join(', ')} ${naming.from()}${changed}`,
    values: changed === '' ? [] : [since],
    incremental: updated !== null,
  };
}

/** brand, category, role */
export function brandsQuery(mapping: Mapping): string {
  if (!mapping.has('brands')) {
    const naming = createNaming(mapping, 'values');
    const brand = naming.name('brand');
    return `SELECT DISTINCT ${brand}, NULL::text, NULL::text ${naming.from()}`;
  }
  const naming = createNaming(mapping, 'brands');
  const columns = [asText(naming.own('name')), naming.name('category'), asText(naming.own('role'))];
  return `SELECT ${columns.join(', ')} ${naming.from()}`;
}

/** section, platform, metric, direction, unit, definition; from the metrics alone where they say it all */
export function metricsQuery(mapping: Mapping): string {
  const routes = [routeOf(mapping, 'section'), routeOf(mapping, 'platform')];
  if (mapping.has('metrics') && routes.every((route) => route === 'metrics' || route === null)) {
    const naming = createNaming(mapping, 'metrics');
    const columns = [naming.name('section'), naming.name('platform'), asText(naming.own('name'))];
    const facts = ['direction', 'unit', 'definition'].map((concept) => asText(naming.own(concept)));
    return `SELECT ${[...columns, ...facts].join(', ')} ${naming.from()}`;
  }
  const naming = createNaming(mapping, 'values');
  const columns = [naming.name('section'), naming.name('platform'), naming.name('metric')];
  const facts = ['direction', 'unit', 'definition'].map((concept) => asText(naming.of('metric', concept)));
  return `SELECT DISTINCT ${[...columns, ...facts].join(', ')} ${naming.from()}`;
}

/** id, name, market, category, currency, frequency, start, end, follows, follows id */
export function projectsQuery(mapping: Mapping): string {
  if (!mapping.has('projects')) {
    const naming = createNaming(mapping, 'values');
    const [id, name] = [asText(naming.own('projectId')), asText(naming.own('project'))];
    const rest = Array.from({ length: 8 }, () => 'NULL::text').join(', ');
    return `SELECT DISTINCT ${id}, ${name}, ${rest} ${naming.from()}`;
  }
  const naming = createNaming(mapping, 'projects');
  const start = naming.own('start') ?? (hasPeriod(mapping) ? null : naming.own('period'));
  const columns = [
    asText(naming.own('id')),
    asText(naming.own('name')),
    asText(naming.own('market')),
    naming.name('category'),
    asText(naming.own('currency')),
    asText(naming.own('frequency')),
    asText(start),
    asText(naming.own('end')),
    asText(naming.own('follows')),
    asText(naming.own('followsId')),
  ];
  return `SELECT ${columns.join(', ')} ${naming.from()}`;
}

/** project id, project, section, platform, metric, weight, valid from */
export function weightsQuery(mapping: Mapping): string {
  const naming = createNaming(mapping, 'weights');
  const columns = [
    asText(naming.own('projectId')),
    naming.name('project'),
    naming.name('section'),
    naming.name('platform'),
    naming.name('metric'),
    asText(naming.own('weight')),
    asText(naming.own('validFrom') ?? naming.of('project', 'start')),
  ];
  return `SELECT ${columns.join(', ')} ${naming.from()}`;
}

/** Ids that occur twice would multiply the rows that refer to them. */
export function duplicateQueries(mapping: Mapping): readonly { readonly role: Role; readonly sql: string }[] {
  return [...mapping].flatMap(([role, { table, columns }]) => {
    const id = columns.get('id');
    if (!id) return [];
    const name = quoteName(id.column.name);
    return [
      { role, sql: `SELECT ${name}::text AS id FROM ${tableSql(table)} GROUP BY ${name} HAVING count(*) > 1 LIMIT 3` },
    ];
  });
}
