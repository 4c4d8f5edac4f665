/** The Document as JSON with a stable order of keys: a database may have reordered them on the way. */
import type { Document } from '../document/document.ts';

const TOP_LEVEL: readonly (keyof Document)[] = [
  'schema',
  'report',
  'title',
  'verdict',
  'scope',
  'language',
  'locale',
  'dataVersion',
  'seed',
  'options',
  'kpis',
  'summary',
  'findings',
  'recommendations',
  'sections',
  'charts',
  'tables',
  'method',
  'definitions',
  'dataHealth',
  'appendix',
];

function ordered(value: unknown, first: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, []));
  if (typeof value !== 'object' || value === null) return value;
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item, [])]),
  );
}

/** UTF-8, indented by two, ends with a line break. Equal documents give equal bytes. */
export function documentJson(document: Document): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(ordered(document, TOP_LEVEL), null, 2)}\n`);
}
