/**
 * Checks that every number a document says is a field of a finding or table that the sentence refers to. Used by the
 * golden tests of all reports.
 */
import { quantile } from '../../src/analytics/stats/describe.ts';
import type { ChartSpec } from '../../src/document/chart.ts';
import type { Document } from '../../src/document/document.ts';
import type { Cell, TableColumn, TableSpec } from '../../src/document/table.ts';
import { dateLabel, isIsoDate, periodLabel, rangeLabel } from '../../src/domain/period.ts';
import { LONGEST_YEARS } from '../../src/reports/shared/tables/headroom-table.ts';

export interface Unbacked {
  readonly where: string;
  readonly text: string;
  readonly number: string;
  readonly refs: readonly string[];
}

/** A sentence, or any other text with numbers, with the ids that must hold them. */
interface Spoken {
  readonly where: string;
  readonly text: string;
  readonly refs: readonly string[];
  /** What it may say beside them. */
  readonly also?: readonly number[];
}

/**
 * What methods are made of, and no data: the scale of scores; α and the limit of what is worth watching; the shortest
 * histories of trends (24) and of long lags (36); per cent of the inner band of a forecast, and power of what is detectable
 * (80); mean and spread of an index (50, 10).
 */
const CONSTANTS: readonly number[] = [0, 100, 0.05, 0.1, 24, 36, 80, 50, 10];

const NUMBER = /([<>]?\s?)([−+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))(\s?(?:M|k|bn)(?![a-z])|\s?%|(?:st|nd|rd|th)\b)?/gu;

/** Every number under a value, and every text. */
function collect(value: unknown, numbers: number[], texts: string[]): void {
  if (typeof value === 'number') numbers.push(value);
  else if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const each of value) collect(each, numbers, texts);
  else if (value !== null && typeof value === 'object')
    for (const [key, each] of Object.entries(value)) {
      // A claim cannot vouch for itself.
      if (key !== 'claim') collect(each, numbers, texts);
    }
}

function removeAll(text: string, parts: readonly string[]): string {
  let rest = text;
  for (const part of [...parts].sort((a, b) => b.length - a.length)) if (part !== '') rest = rest.replaceAll(part, '·');
  return rest;
}

/** Names and dates hold digits that are no figures: brands, projects, metrics, event labels, periods. */
function namesOf(document: Document): string[] {
  const names = [
    ...document.scope.projects,
    ...document.scope.brands,
    document.scope.period,
    ...document.scope.period.split(' – '),
    document.scope.comparison,
  ];
  if (typeof document.options.compare === 'string') names.push(document.options.compare.replace(/^project:/, ''));
  const texts: string[] = [];
  for (const finding of document.findings) {
    collect(
      [finding.subject, finding.predictor, finding.period, finding.parts, finding.test, finding.caveats],
      [],
      texts,
    );
  }
  for (const table of document.tables) collect(table.rows, [], texts);
  for (const chart of document.charts)
    if (chart.kind === 'lines') names.push(...chart.events.map(({ label }) => label), ...chart.periodLabels);
  for (const text of texts) {
    if (!isIsoDate(text)) {
      // Only whole names, never sentences: a table that repeats a claim must not hide its numbers.
      if (!text.endsWith('.')) names.push(text);
      continue;
    }
    names.push(
      periodLabel('monthly', text),
      periodLabel('quarterly', text),
      periodLabel('weekly', text),
      dateLabel(text),
    );
  }
  for (const period of names.filter(isIsoDate)) names.push(rangeLabel('monthly', { from: period, to: period }));
  return [...new Set(names)].filter((name) => /\d/.test(name));
}

/** Whether a field is what was shown. @param isShare fields that may be said in per cent, times 100 */
function isBacked({ value, half, comparator, isPercent, scale }: Shown, field: number, isShare: boolean): boolean {
  if (comparator === '<') return field < value;
  if (comparator === '>') return field > value;
  // A change may be said without its sign.
  const isValue = (candidate: number): boolean => Math.abs(Math.abs(candidate) - Math.abs(value)) <= half;
  return isValue(isPercent ? field : field / scale) || (isShare && isValue(field * 100));
}

/** A number as a text shows it. */
interface Shown {
  readonly text: string;
  readonly value: number;
  /** Half a unit of its last digit. */
  readonly half: number;
  readonly comparator: string;
  readonly isPercent: boolean;
  /** 1000 of “5 k”. */
  readonly scale: number;
}

function numbersShown(text: string, names: readonly string[]): Shown[] {
  return [...removeAll(text, names).matchAll(NUMBER)].map(([, comparator = '', shown = '', suffix = '']) => {
    const plain = shown.replace('−', '-').replaceAll(',', '');
    const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0;
    // Thousands are said in three figures: 84,100.
    const left = /,\d{3}/.test(shown) ? Math.min(/0*$/.exec(plain)![0].length, plain.replace('-', '').length - 3) : 0;
    return {
      text: shown,
      value: Number(plain),
      half: 0.5 * 10 ** (left - decimals) + 1e-9,
      comparator: comparator.trim(),
      isPercent: suffix.trim() === '%',
      scale: { M: 1e6, k: 1e3, bn: 1e9 }[suffix.trim()] ?? 1,
    };
  });
}

/** Whether a text speaks of a row: it says one of the row's names, its period, or a name up to its last word (“Marketplace score”). */
function isNamed(row: readonly Cell[], columns: readonly TableColumn[], text: string): boolean {
  return columns.some(({ type }, c) => {
    const cell = row[c];
    if (typeof cell !== 'string' || cell === '' || type === 'grade') return false;
    const names = isIsoDate(cell)
      ? [periodLabel('monthly', cell), periodLabel('quarterly', cell), periodLabel('weekly', cell), dateLabel(cell)]
      : [cell, cell.replace(/ score$/, '')];
    return names.some((name) => text.includes(name));
  });
}

/** What a column says as a whole: of texts how many rows are alike; of figures how many rows they fill, their sum, the smallest, the quartiles and the largest. */
function columnFacts({ rows, columns }: TableSpec): number[] {
  return [
    rows.length,
    ...columns.flatMap((_, c) => {
      const values = rows.map((row) => row[c]).filter((cell) => typeof cell === 'number');
      if (values.length === 0) return [...Map.groupBy(rows, (row) => row[c]).values()].map((alike) => alike.length);
      return [
        values.length,
        values.reduce((sum, each) => sum + each, 0),
        ...[0, 0.25, 0.5, 0.75, 1].map((p) => quantile(values, p)!),
      ];
    }),
  ];
}

/** Whether a row holds a number that a text shows. */
export const holdsFigure = (row: readonly Cell[], figure: string): boolean =>
  numbersShown(figure, []).some((number) =>
    row.some((cell) => typeof cell === 'number' && isBacked(number, cell, true)),
  );

/** Numbers of a text that no row of which it speaks holds; where it names none, that no single row holds together. */
function unbackedByTables(shown: readonly Shown[], text: string, tables: readonly TableSpec[]): readonly Shown[] {
  const holds = (row: readonly Cell[], { columns }: TableSpec, number: Shown): boolean =>
    row.some((cell, c) => typeof cell === 'number' && isBacked(number, cell, columns[c]!.unit === 'share'));
  const left = shown.filter(
    (number) => !tables.some((table) => columnFacts(table).some((fact) => isBacked(number, fact, false))),
  );
  // Where a sentence names rows of a table, it speaks of these.
  const named = tables.map((table) => table.rows.filter((row) => isNamed(row, table.columns, text)));
  const open = left.filter((number) => !tables.some((table, t) => named[t]!.some((row) => holds(row, table, number))));
  const single = tables.flatMap((table, t) =>
    named[t]!.length > 0 ? [] : table.rows.map((row) => open.filter((number) => !holds(row, table, number))),
  );
  return single.reduce<readonly Shown[]>((best, each) => (each.length < best.length ? each : best), open);
}

function spokenBy(document: Document, family: unknown): Spoken[] {
  const asked = askedOf(document);
  const charts = new Map(document.charts.map((chart) => [chart.id, chart]));
  const refsOf = ({ findings, table }: ChartSpec): string[] => [
    ...findings,
    ...(table === null ? [] : [`table:${table}`]),
  ];
  const spoken: Spoken[] = [
    { where: 'verdict', ...document.verdict },
    { where: 'title', text: document.title, refs: document.verdict.refs },
  ];
  for (const finding of document.findings)
    spoken.push({ where: `claim of ${finding.id}`, text: finding.claim, refs: [finding.id] });
  for (const kpi of document.kpis)
    spoken.push({
      where: `tile ${kpi.id}`,
      text: [kpi.label, kpi.text, kpi.delta?.text, kpi.comparison, kpi.gradeText].filter(Boolean).join(' | '),
      refs: kpi.refs,
    });
  for (const item of [...document.summary.drivers, ...document.summary.risks])
    spoken.push({ where: 'summary', text: `${item.text} | ${item.figure}`, refs: item.refs });
  for (const { action, effectText, finding } of document.recommendations)
    spoken.push({ where: 'recommendation', text: `${action} | ${effectText}`, refs: [finding] });
  for (const { time, finding } of document.recommendations)
    spoken.push({ where: 'time of a recommendation', text: time ?? '', refs: [finding], also: [LONGEST_YEARS] });
  for (const section of [...document.sections, ...document.appendix]) {
    const within: string[] = [];
    for (const block of section.blocks) {
      if (block.type === 'text')
        for (const sentence of block.sentences) {
          spoken.push({ where: `section ${section.id}`, ...sentence });
          within.push(...sentence.refs);
        }
      if (block.type === 'evidence') {
        spoken.push({ where: `evidence in ${section.id}`, text: block.text, refs: block.refs });
        within.push(...block.refs);
      }
      if (block.type === 'table') within.push(`table:${block.table}`);
      if (block.type === 'chart') within.push(...refsOf(charts.get(block.chart)!));
    }
    // A heading speaks of its section: what the section rests on holds its figures.
    spoken.push({ where: `heading of ${section.id}`, text: section.heading, refs: within });
  }
  for (const chart of document.charts) {
    const refs = refsOf(chart);
    const also = [...asked, ...countsDrawn(chart)];
    spoken.push({ where: `title of chart ${chart.id}`, text: chart.title, refs });
    spoken.push({ where: `subtitle of chart ${chart.id}`, text: chart.subtitle, refs, also });
    spoken.push({ where: `note of chart ${chart.id}`, text: chart.note ?? '', refs, also });
    spoken.push({ where: `alternative text of chart ${chart.id}`, text: chart.alt, refs, also: countsDrawn(chart) });
  }
  for (const { id, title, caption, notes } of document.tables) {
    // A table that a chart is drawn from speaks of the same findings.
    const drawn = document.charts.filter(({ table }) => table === id).flatMap(({ findings }) => findings);
    for (const text of [title, caption, ...notes])
      spoken.push({
        where: `words of table ${id}`,
        text,
        refs: [`table:${id}`, ...drawn],
        also: asked,
      });
  }
  const lags = document.tables.flatMap(({ columns, rows }) =>
    columns.flatMap(({ id, type }, c) => (id === 'lag' && type === 'number' ? rows.map((row) => row[c]) : [])),
  );
  const counted = [...asked, ...numbersUnder(family), ...numbersUnder(document.dataHealth), ...numbersUnder(lags)];
  for (const { heading, text } of document.method)
    spoken.push({ where: `method “${heading}”`, text, refs: [], also: counted });
  for (const { term, text } of document.definitions)
    spoken.push({ where: `definition of ${term}`, text, refs: [], also: counted });
  return spoken;
}

/** How many of everything a chart draws, and how many lines that are not mere context. */
const countsDrawn = (chart: ChartSpec): number[] => [
  ...Object.values(chart).flatMap((each: unknown) => (Array.isArray(each) ? [each.length] : [])),
  ...(chart.kind === 'lines' ? [chart.series.filter(({ emphasis }) => emphasis !== 'context').length] : []),
];

function numbersUnder(value: unknown): number[] {
  const numbers: number[] = [];
  collect(value, numbers, []);
  return numbers;
}

/** What captions, subtitles and notes on method may say beside findings and tables: what was asked for, and of how many. */
function askedOf({ options, scope, findings }: Document): number[] {
  return [
    ...CONSTANTS,
    ...numbersUnder(options),
    scope.peers,
    scope.brands.length,
    scope.projects.length,
    // Periods and histories that entered.
    ...findings.flatMap(({ n, parts }) => numbersUnder([n, parts?.histories, parts?.brands])),
  ];
}

/**
 * Every number in the document that no referenced finding or table holds; and every reference to nothing. Of a table, a
 * sentence may say what a column comes to as a whole, and figures of the rows that it names; where it names none, of one row.
 * @param family the analysis' count of questions and tests, of which the note on grades speaks
 */
export function unbackedNumbers(document: Document, family: unknown): Unbacked[] {
  const names = namesOf(document);
  const findings = new Map(document.findings.map((finding) => [finding.id, finding]));
  const tables = new Map(document.tables.map((table) => [`table:${table.id}`, table]));
  const unbacked: Unbacked[] = [];
  for (const { where, text, refs, also } of spokenBy(document, family)) {
    const fields: number[] = [...(also ?? [])];
    const referred: TableSpec[] = [];
    for (const ref of refs) {
      const table = tables.get(ref);
      if (table) referred.push(table);
      else if (findings.has(ref)) collect(findings.get(ref), fields, []);
      else unbacked.push({ where, text, number: `unknown reference ${ref}`, refs });
    }
    const shown = numbersShown(text, names).filter((number) => !fields.some((field) => isBacked(number, field, true)));
    for (const number of unbackedByTables(shown, text, referred))
      unbacked.push({ where, text, number: number.text, refs });
  }
  return unbacked;
}

/** Every value in a JSON tree that is not finite or undefined: the paths of what must not be there. */
export function badValues(value: unknown, path = '$'): string[] {
  if (value === undefined) return [`${path} is undefined`];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (Array.isArray(value)) return value.flatMap((each, i) => badValues(each, `${path}[${i}]`));
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, each]) => badValues(each, `${path}.${key}`));
  return [];
}
