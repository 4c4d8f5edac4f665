/**
 * Checks that every number a document says is a field of a finding or table that the sentence refers to. Used by the
 * golden tests of all reports.
 */
import type { Document } from '../../src/document/document.ts';
import { dateLabel, isIsoDate, periodLabel, rangeLabel } from '../../src/domain/period.ts';

export interface Unbacked {
  readonly where: string;
  readonly text: string;
  readonly number: string;
}

/** A sentence, or any other text with numbers, with the ids that must hold them. */
interface Spoken {
  readonly where: string;
  readonly text: string;
  readonly refs: readonly string[];
}

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

function isBacked(shown: string, comparator: string, suffix: string, fields: readonly number[]): boolean {
  const plain = shown.replace('−', '-').replaceAll(',', '');
  const value = Number(plain);
  const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0;
  const half = 0.5 * 10 ** -decimals + 1e-9;
  const scale = { M: 1e6, k: 1e3, bn: 1e9 }[suffix.trim()] ?? 1;
  return fields.some((field) => {
    if (comparator.startsWith('<')) return field < value;
    if (comparator.startsWith('>')) return field > value;
    // A share may be said in per cent; a change may be said without its sign.
    const candidates = suffix.trim() === '%' ? [field, field * 100] : [field / scale, field * 100];
    return candidates.some((candidate) => Math.abs(Math.abs(candidate) - Math.abs(value)) <= half);
  });
}

function spokenBy(document: Document): Spoken[] {
  const spoken: Spoken[] = [
    { where: 'verdict', ...document.verdict },
    { where: 'title', text: document.title, refs: document.verdict.refs },
  ];
  for (const finding of document.findings)
    spoken.push({ where: `claim of ${finding.id}`, text: finding.claim, refs: [finding.id] });
  for (const kpi of document.kpis)
    spoken.push({
      where: `tile ${kpi.id}`,
      text: [kpi.text, kpi.delta?.text, kpi.comparison, kpi.gradeText].filter(Boolean).join(' | '),
      refs: kpi.refs,
    });
  for (const item of [...document.summary.drivers, ...document.summary.risks])
    spoken.push({ where: 'summary', text: `${item.text} | ${item.figure}`, refs: item.refs });
  for (const { action, effectText, finding } of document.recommendations)
    spoken.push({ where: 'recommendation', text: `${action} | ${effectText}`, refs: [finding] });
  for (const section of [...document.sections, ...document.appendix])
    for (const block of section.blocks) {
      if (block.type === 'text')
        for (const sentence of block.sentences) spoken.push({ where: `section ${section.id}`, ...sentence });
      if (block.type === 'evidence')
        spoken.push({ where: `evidence in ${section.id}`, text: block.text, refs: block.refs });
    }
  for (const chart of document.charts)
    spoken.push({
      where: `chart ${chart.id}`,
      text: chart.title,
      refs: [...chart.findings, ...(chart.table === null ? [] : [`table:${chart.table}`])],
    });
  return spoken;
}

/** Every number in the document that no referenced finding or table holds; and every reference to nothing. */
export function unbackedNumbers(document: Document): Unbacked[] {
  const names = namesOf(document);
  const findings = new Map(document.findings.map((finding) => [finding.id, finding]));
  const tables = new Map(document.tables.map((table) => [`table:${table.id}`, table]));
  const unbacked: Unbacked[] = [];
  for (const { where, text, refs } of spokenBy(document)) {
    const fields: number[] = [];
    for (const ref of refs) {
      const source = findings.get(ref) ?? tables.get(ref)?.rows;
      if (source === undefined) unbacked.push({ where, text, number: `unknown reference ${ref}` });
      else collect(source, fields, []);
    }
    for (const [, comparator = '', shown = '', suffix = ''] of removeAll(text, names).matchAll(NUMBER))
      if (!isBacked(shown, comparator, suffix, fields)) unbacked.push({ where, text, number: shown });
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
