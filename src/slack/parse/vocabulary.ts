/** The names that a typed line can mean: reports, brands, projects and markets, with exact and forgiving lookup. */
import type { Catalog } from '../../domain/dataset.ts';
import { currentProjects } from '../../domain/selection.ts';
import { editDistance } from '../../reports/nearest-name.ts';
import type { AnyReport } from '../../reports/report.ts';

/** What Slack needs to know of a report. */
export type ReportCard = Pick<AnyReport, 'id' | 'title' | 'category' | 'question' | 'options'> &
  Partial<Pick<AnyReport, 'adds' | 'needs'>>;

export type NameKind = 'report' | 'brand' | 'project' | 'market';

export interface Name {
  readonly kind: NameKind;
  /** What goes into the request: a report id, a brand, a project; a market's name stands for its current projects. */
  readonly value: string;
  /** What people see. */
  readonly label: string;
}

export interface Vocabulary {
  readonly reports: readonly ReportCard[];
  readonly catalog: Catalog;
  /** Words of the longest name. */
  readonly longest: number;
  /** Names that are spelt like `text`, ignoring case, accents and punctuation; spelt exactly so, only those. */
  exact(text: string): readonly Name[];
  /** Names within the typo bound, nearest first. */
  similar(text: string): readonly Name[];
  /** Projects of a market or category. */
  projectsOf(market: string): readonly string[];
}

interface Entry {
  readonly name: Name;
  readonly spelling: string;
  readonly key: string;
  readonly letters: number;
}

/** Typos forgiven: none in up to 3 letters, then 1 (to 6), 2 (to 11), 3. */
export function typoBound(length: number): number {
  if (length <= 3) return 0;
  if (length <= 6) return 1;
  return length <= 11 ? 2 : 3;
}

/** Case, accents and punctuation removed: "L’Oréal Paris" → "loreal paris". */
export function nameKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}&+]+/gu, ' ')
    .trim();
}

/** Words that titles share and people leave out. */
const FILLERS = /\b(?:dynamic|analysis|the|strategy|insights?|modell?ing)\b/g;

/** Builds the lookup once per catalogue: about 60 ms for 10,000 brands. */
export function createVocabulary(reports: readonly ReportCard[], catalog: Catalog): Vocabulary {
  const entries: Entry[] = [];
  const taken = new Set<string>();
  const add = (kind: NameKind, value: string, label: string, spelling: string): void => {
    const key = nameKey(spelling);
    const identity = JSON.stringify([kind, value, spelling]);
    if (key === '' || taken.has(identity)) return;
    taken.add(identity);
    entries.push({ name: { kind, value, label }, spelling, key, letters: letterSet(key) });
  };
  for (const report of reports)
    for (const alias of reportAliases(report)) add('report', report.id, report.title, alias);
  for (const { brand } of catalog.brands) add('brand', brand, brand, brand);
  for (const { project } of catalog.projects) add('project', project, project, project);
  const current = currentProjects(catalog.projects);
  const markets = new Map<string, string[]>();
  for (const project of current)
    for (const word of [project.market, project.category])
      if (word !== '') markets.set(word, [...(markets.get(word) ?? []), project.project]);
  for (const market of markets.keys()) add('market', market, market, market);

  const byKey = new Map<string, Entry[]>();
  const byLength = new Map<number, Entry[]>();
  for (const entry of entries) {
    const same = byKey.get(entry.key);
    if (same) same.push(entry);
    else byKey.set(entry.key, [entry]);
    const bucket = byLength.get(entry.key.length);
    if (bucket) bucket.push(entry);
    else byLength.set(entry.key.length, [entry]);
  }

  return {
    reports,
    catalog,
    longest: Math.max(1, ...entries.map((entry) => entry.key.split(' ').length)),
    exact(text) {
      const found = byKey.get(nameKey(text)) ?? [];
      const literal = found.filter((entry) => entry.spelling === text);
      return unique(literal.length > 0 ? literal : found);
    },
    similar(text) {
      const key = nameKey(text);
      const bound = typoBound(key.length);
      if (bound === 0 || key.length > 120) return [];
      const letters = letterSet(key);
      const hits: { entry: Entry; distance: number }[] = [];
      for (let length = key.length - bound; length <= key.length + bound; length++)
        for (const entry of byLength.get(length) ?? []) {
          // Every edit changes at most two members of the letter set: a cheap lower bound before the real distance.
          if (popCount(letters ^ entry.letters) > 2 * bound) continue;
          const distance = editDistance(key, entry.key);
          if (distance <= bound) hits.push({ entry, distance });
        }
      hits.sort((a, b) => a.distance - b.distance || (a.entry.key < b.entry.key ? -1 : 1));
      return unique(hits.map(({ entry }) => entry));
    },
    projectsOf: (market) => markets.get(market) ?? [],
  };
}

function reportAliases(report: ReportCard): string[] {
  const id = report.id.replaceAll('-', ' ');
  const title = nameKey(report.title).replace(FILLERS, ' ').replace(/\s+/g, ' ').trim();
  return [report.id, report.title, title, id.replace(/^dc /, ''), title.replace(/^dc /, '')];
}

function unique(entries: readonly Entry[]): Name[] {
  const seen = new Map<string, Name>();
  for (const { name } of entries)
    if (!seen.has(`${name.kind}:${name.value}`)) seen.set(`${name.kind}:${name.value}`, name);
  return [...seen.values()];
}

/** Which letters and digits occur, as a bit set of 26 + 5. */
function letterSet(key: string): number {
  let set = 0;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    set |= code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << (26 + (code % 5));
  }
  return set;
}

function popCount(value: number): number {
  let rest = value >>> 0;
  let count = 0;
  for (; rest !== 0; rest &= rest - 1) count++;
  return count;
}
