/**
 * The forgiving parser: a typed line → a report request. Words come in any order; names are found with typos; every
 * token is either understood, a filler, or reported as unknown or ambiguous, so that nothing typed is lost. Pure.
 */
import { MAX_PERIOD_WORDS, parsePeriod, periodRequestText } from '../../domain/period-words.ts';
import {
  DEFAULT_LOCALE,
  DEFAULT_SEED,
  FILE_FORMATS,
  type FileFormat,
  type ReportRequest,
} from '../../domain/request.ts';
import type { BrandRequest, Comparison, PeriodRequest } from '../../domain/selection.ts';
import type { OptionSpec, OptionValue } from '../../reports/options.ts';
import { COMMON_OPTIONS } from '../../reports/options.ts';
import { resolveOptions } from '../../reports/resolve-options.ts';
import { type Token, tokenise } from './tokens.ts';
import { type Name, type NameKind, nameKey, type Vocabulary } from './vocabulary.ts';

/** A stretch of tokens: first index, and the index after the last. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Understood extends Stretch {
  readonly as:
    | 'report'
    | 'brand'
    | 'project'
    | 'period'
    | 'comparison'
    | 'option'
    | 'output'
    | 'destination'
    | 'filler';
  /** In words: "brand Aurora", "last 12 months". */
  readonly meaning: string;
}

export interface Unknown extends Stretch {
  readonly text: string;
  readonly suggestions: readonly Name[];
  /** Why, when it is more than an unknown word: a wrong option value. */
  readonly reason: string | null;
}

export interface Ambiguous extends Stretch {
  readonly text: string;
  readonly choices: readonly Name[];
}

export interface ParsedRequest {
  /** What was understood; `reports` is empty when none was named. */
  readonly request: ReportRequest;
  /** Where the result should go, if the line says so. */
  readonly destination: { readonly kind: 'channel'; readonly channel: string } | { readonly kind: 'me' } | null;
  readonly understood: readonly Understood[];
  readonly unknown: readonly Unknown[];
  readonly ambiguous: readonly Ambiguous[];
  readonly tokens: readonly Token[];
  /** True when the request can run as it is. */
  readonly complete: boolean;
}

/** What a Slack report brings unless the line says otherwise. */
export const SLACK_FORMATS: readonly FileFormat[] = ['pdf', 'png'];

const FILLER = new Set(
  'a an the for of in on at by and & with to from about over during please show me give get run make create send report reports brand brands project projects market markets my our us -'.split(
    ' ',
  ),
);

const OUTPUTS: ReadonlyMap<string, FileFormat> = new Map(
  Object.entries({
    pdf: 'pdf',
    csv: 'csv',
    xlsx: 'xlsx',
    xls: 'xlsx',
    excel: 'xlsx',
    spreadsheet: 'xlsx',
    png: 'png',
    images: 'png',
  }),
);

const PREVIOUS_YEAR =
  /^(?:(?:the )?(?:last|previous|prior|preceding) year|year ago|a year ago|yoy|ly|py|year on year|year over year|previous-year)$/;
const PREVIOUS_PERIOD =
  /^(?:(?:the )?(?:last|previous|prior|preceding) (?:period|months?|quarter|weeks?)|previous-period|pop|period over period|before)$/;
const COMPARE_WORDS = /^(?:vs\.?|v\.?|versus|against|compare|compared|comparing|comparison)$/i;

/** Looking for typos is the costly part; a line with more strange words than this is not a request. */
const MAX_TYPO_LOOKUPS = 40;
const MAX_SUGGESTIONS = 5;

class Reading {
  readonly tokens: readonly Token[];
  readonly vocabulary: Vocabulary;
  readonly understood: Understood[] = [];
  readonly unknown: Unknown[] = [];
  readonly ambiguous: Ambiguous[] = [];
  readonly reports: string[] = [];
  readonly brands: string[] = [];
  role: Extract<BrandRequest, { role: string }>['role'] | null = null;
  readonly projects: string[] = [];
  period: PeriodRequest | null = null;
  readonly options: Record<string, OptionValue> = {};
  readonly formats = new Set<FileFormat>(SLACK_FORMATS);
  destination: ParsedRequest['destination'] = null;
  typoLookups = 0;

  constructor(tokens: readonly Token[], vocabulary: Vocabulary) {
    this.tokens = tokens;
    this.vocabulary = vocabulary;
  }

  /** Options of the named reports, else of every report, else the common ones. */
  specs(): readonly OptionSpec[] {
    const { reports } = this.vocabulary;
    const named = reports.filter((report) => this.reports.includes(report.id));
    const all = (named.length > 0 ? named : reports).flatMap((report) => report.options as readonly OptionSpec[]);
    const byName = new Map([...COMMON_OPTIONS, ...all].map((spec) => [spec.name, spec as OptionSpec]));
    return [...byName.values()];
  }

  /** Words from `from` on, joined; null when the stretch crosses a comma, a quote or a `name=`, unless it is one token. */
  phrase(from: number, count: number): string | null {
    const part = this.tokens.slice(from, from + count);
    if (part.length < count) return null;
    if (count > 1 && part.some((token, i) => token.quoted || token.name !== null || (token.comma && i < count - 1)))
      return null;
    return part.map((token) => token.text).join(' ');
  }

  take(from: number, to: number, as: Understood['as'], meaning: string): number {
    this.understood.push({ from, to, as, meaning });
    return to;
  }
}

/**
 * Reads the words after "report". Report names are looked for first (their options decide what other words mean), then
 * the rest from left to right, the longest known phrase first.
 */
export function parseRequest(line: string, vocabulary: Vocabulary): ParsedRequest {
  const tokens = tokenise(line);
  // Two passes: the first finds the reports, the second reads everything with their options at hand.
  const scout = read(tokens, vocabulary, []);
  const reading = scout.reports.length === 0 ? scout : read(tokens, vocabulary, scout.reports);
  const { reports, brands, projects, role } = reading;
  const request: ReportRequest = {
    reports: [...new Set(reports)],
    selection: {
      projects: projects.length > 0 ? [...new Set(projects)] : null,
      brands: brands.length > 0 ? { names: [...new Set(brands)] } : role === null ? null : { role },
      period: reading.period,
    },
    options: reading.options,
    formats: FILE_FORMATS.filter((format) => reading.formats.has(format)),
    seed: DEFAULT_SEED,
    locale: DEFAULT_LOCALE,
  };
  return {
    request,
    destination: reading.destination,
    understood: reading.understood,
    unknown: reading.unknown,
    ambiguous: reading.ambiguous,
    tokens,
    complete: request.reports.length > 0 && reading.unknown.length === 0 && reading.ambiguous.length === 0,
  };
}

function read(tokens: readonly Token[], vocabulary: Vocabulary, known: readonly string[]): Reading {
  const reading = new Reading(tokens, vocabulary);
  reading.reports.push(...known);
  let at = 0;
  while (at < tokens.length) at = readNext(reading, at);
  return reading;
}

/** Reads at least one token; each rule returns the index after what it took, or null. */
function readNext(reading: Reading, at: number): number {
  const token = reading.tokens[at];
  if (!token) return at + 1;
  if (token.name !== null) return readNamed(reading, at, token);
  if (token.quoted) return readQuoted(reading, at, token) ?? giveUp(reading, at, at + 1, null);
  return (
    readDestination(reading, at) ??
    readComparison(reading, at) ??
    readExactName(reading, at) ??
    readOutput(reading, at) ??
    readOption(reading, at) ??
    readPeriod(reading, at) ??
    readRole(reading, at) ??
    readKeyword(reading, at) ??
    readFiller(reading, at) ??
    readMisspelt(reading, at) ??
    giveUp(reading, at, at + 1, null)
  );
}

function readDestination(reading: Reading, at: number): number | null {
  const token = reading.tokens[at];
  const channel = /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(token?.text ?? '');
  if (channel?.[1]) {
    reading.destination = { kind: 'channel', channel: channel[1] };
    return reading.take(at, at + 1, 'destination', 'in that channel');
  }
  for (const [words, count] of [
    ['to me', 2],
    ['in a dm', 3],
    ['dm me', 2],
    ['by dm', 2],
    ['dm', 1],
    ['privately', 1],
  ] as const)
    if (reading.phrase(at, count)?.toLowerCase() === words) {
      reading.destination = { kind: 'me' };
      return reading.take(at, at + count, 'destination', 'as a direct message');
    }
  return null;
}

/** "vs last year", "compared with the previous period", "against IN-Skincare-2024", "vs Zephyr". */
function readComparison(reading: Reading, at: number): number | null {
  const first = reading.phrase(at, 1) ?? '';
  if (!COMPARE_WORDS.test(first)) {
    if (!/^(?:yoy|pop)$/i.test(first)) return null;
    return setComparison(reading, at, at + 1, /^y/i.test(first) ? 'previous-year' : 'previous-period');
  }
  let next = at + 1;
  if (/^(?:to|with|against|vs\.?)$/i.test(reading.phrase(next, 1) ?? '')) next++;
  for (let count = 3; count >= 1; count--) {
    const words = reading.phrase(next, count)?.toLowerCase();
    if (words === undefined) continue;
    if (PREVIOUS_YEAR.test(words)) return setComparison(reading, at, next + count, 'previous-year');
    if (PREVIOUS_PERIOD.test(words)) return setComparison(reading, at, next + count, 'previous-period');
  }
  const project = longestName(reading, next, ['project']);
  const single = project?.names[0];
  if (project && single && project.names.length === 1) {
    const brandToo = reading.vocabulary.exact(project.text).some((name) => name.kind === 'brand');
    if (!brandToo) return setComparison(reading, at, next + project.count, `project:${single.value}`);
  }
  // "compare Aurora vs Zephyr": brands side by side; the word itself adds nothing.
  return reading.take(at, next, 'filler', 'compare');
}

function setComparison(reading: Reading, from: number, to: number, comparison: Comparison): number {
  const option = reading.specs().find((spec) => spec.type === 'comparison')?.name ?? 'compare';
  reading.options[option] = comparison;
  return reading.take(from, to, 'comparison', `compared with ${comparison.replace('project:', '').replace('-', ' ')}`);
}

/** The longest phrase at `at` that is spelt like a known name; market words of up to three letters need their case. */
function longestName(
  reading: Reading,
  at: number,
  kinds: readonly NameKind[] | null,
): { names: readonly Name[]; count: number; text: string } | null {
  for (let count = Math.min(reading.vocabulary.longest + 1, reading.tokens.length - at); count >= 1; count--) {
    const text = reading.phrase(at, count);
    if (text === null) continue;
    const names = reading.vocabulary
      .exact(text)
      .filter(
        (name) =>
          (kinds === null || kinds.includes(name.kind)) &&
          (text.length > 3 || name.kind === 'report' || name.label === text),
      );
    if (names.length > 0) return { names, count, text };
  }
  return null;
}

/** A name, unless a longer option, output or period starts here, or the word also means one of those. */
function readExactName(reading: Reading, at: number): number | null {
  const found = longestName(reading, at, null);
  if (!found) return null;
  const literal = found.names.some((name) => name.label === found.text || name.value === found.text);
  if (!literal) {
    const other = otherMeaning(reading, at);
    if (other > found.count) return null;
    if (other === found.count && found.names.every((name) => name.kind !== 'report'))
      return ambiguous(reading, at, at + found.count, found.text, found.names);
  }
  return takeNames(reading, at, at + found.count, found.text, found.names);
}

/** How many tokens at `at` could be an option, output or period instead of a name. */
function otherMeaning(reading: Reading, at: number): number {
  const word = reading.phrase(at, 1)?.toLowerCase() ?? '';
  const period = longestPeriod(reading, at);
  if (period) return period.count;
  if (OUTPUTS.get(word) || choiceOf(reading, word)) return 1;
  return 0;
}

function takeNames(reading: Reading, from: number, to: number, text: string, names: readonly Name[]): number {
  const preferred = prefer(names);
  if (preferred === null) return ambiguous(reading, from, to, text, names);
  return apply(reading, from, to, preferred);
}

/** One name, or null when people must choose. A project named like its market or category means the project. */
function prefer(names: readonly Name[]): Name | null {
  const [only] = names;
  if (names.length === 1 && only) return only;
  const withoutMarkets = names.filter((name) => name.kind !== 'market');
  return withoutMarkets.length === 1 ? (withoutMarkets[0] ?? null) : null;
}

function apply(reading: Reading, from: number, to: number, name: Name): number {
  if (name.kind === 'report') {
    reading.reports.push(name.value);
    return reading.take(from, to, 'report', name.label);
  }
  if (name.kind === 'brand') {
    reading.brands.push(name.value);
    return reading.take(from, to, 'brand', name.label);
  }
  const projects = name.kind === 'market' ? reading.vocabulary.projectsOf(name.value) : [name.value];
  reading.projects.push(...projects);
  return reading.take(from, to, 'project', projects.join(', '));
}

function ambiguous(reading: Reading, from: number, to: number, text: string, choices: readonly Name[]): number {
  reading.ambiguous.push({ from, to, text, choices: choices.slice(0, MAX_SUGGESTIONS) });
  return to;
}

/** "pdf", "no pdf", "without charts", "charts", "csv". */
function readOutput(reading: Reading, at: number): number | null {
  const first = reading.phrase(at, 1)?.toLowerCase() ?? '';
  const negated = /^(?:no|without|w\/o|skip)$/.test(first);
  const at2 = negated ? at + 1 : at;
  const word = reading.phrase(at2, 1)?.toLowerCase() ?? '';
  const format = OUTPUTS.get(word);
  if (format) {
    if (negated) reading.formats.delete(format);
    else reading.formats.add(format);
    return reading.take(at, at2 + 1, 'output', `${negated ? 'no ' : ''}${format.toUpperCase()}`);
  }
  if (/^(?:charts?|graphs?|pictures?)$/.test(word) && reading.specs().some((spec) => spec.name === 'charts')) {
    reading.options.charts = !negated;
    if (negated) reading.formats.delete('png');
    else reading.formats.add('png');
    return reading.take(at, at2 + 1, 'output', negated ? 'no charts' : 'charts');
  }
  const flag = negated ? reading.specs().find((spec) => spec.type === 'flag' && spec.name === word) : undefined;
  if (!flag) return null;
  reading.options[flag.name] = false;
  return reading.take(at, at2 + 1, 'option', `no ${flag.label}`);
}

function choiceOf(reading: Reading, word: string): { spec: OptionSpec; value: string; label: string } | null {
  for (const spec of reading.specs())
    if (spec.type === 'choice')
      for (const choice of spec.choices)
        if (choice.words.some((each) => each.toLowerCase() === word))
          return { spec, value: choice.value, label: choice.label };
  return null;
}

/** A choice's word ("detailed"), "name value" ("confidence 90%"), or a flag's name. */
function readOption(reading: Reading, at: number): number | null {
  const word = reading.phrase(at, 1)?.toLowerCase() ?? '';
  const spec = reading.specs().find((each) => each.name === word || nameKey(each.label) === nameKey(word));
  if (spec) {
    const value = reading.tokens[at + 1];
    if (value && value.name === null) {
      const checked = checkOption(spec, value.text);
      if (checked !== null) {
        reading.options[spec.name] = checked;
        return reading.take(at, at + 2, 'option', `${spec.label}: ${value.text}`);
      }
    }
    if (spec.type === 'flag') {
      reading.options[spec.name] = true;
      return reading.take(at, at + 1, 'option', spec.label);
    }
  }
  const choice = choiceOf(reading, word);
  if (choice) {
    reading.options[choice.spec.name] = choice.value;
    return reading.take(at, at + 1, 'option', `${choice.spec.label}: ${choice.label}`);
  }
  if (spec) {
    const value = reading.tokens[at + 1];
    const text = value && value.name === null ? `${word} ${value.text}` : word;
    return giveUp(reading, at, text === word ? at + 1 : at + 2, optionProblem(spec, value?.text ?? ''));
  }
  return null;
}

/** The value of an option written as text; a bare project name is a comparison too. Null: not a value of it. */
function checkOption(spec: OptionSpec, text: string): OptionValue | null {
  const checked = resolveOptions([spec], { [spec.name]: text });
  return checked.ok ? ((checked.values as Record<string, OptionValue>)[spec.name] ?? null) : null;
}

function optionProblem(spec: OptionSpec, text: string): string {
  const checked = resolveOptions([spec], { [spec.name]: text });
  return checked.ok ? '' : checked.problems.map((problem) => problem.message).join(' ');
}

const NAMED_LISTS: ReadonlyMap<string, NameKind> = new Map(
  Object.entries({
    brand: 'brand',
    brands: 'brand',
    project: 'project',
    projects: 'project',
    report: 'report',
    reports: 'report',
    market: 'market',
    markets: 'market',
  }),
);

/** `brands="A, B"`, `period=2024`, `depth=basic`. */
function readNamed(reading: Reading, at: number, token: Token): number {
  const name = (token.name ?? '').toLowerCase();
  const kind = NAMED_LISTS.get(name);
  if (kind) return readNameList(reading, at, token, kind);
  if (name === 'period') {
    const period = parsePeriod(token.text);
    if (!period) return giveUp(reading, at, at + 1, `"${token.text}" is not a period.`);
    reading.period = period;
    return reading.take(at, at + 1, 'period', periodRequestText(period));
  }
  const spec = reading.specs().find((each) => each.name === name);
  if (!spec) return giveUp(reading, at, at + 1, `There is no option "${name}".`);
  const project =
    spec.type === 'comparison'
      ? reading.vocabulary.exact(token.text).find((each) => each.kind === 'project')
      : undefined;
  const value = checkOption(spec, project ? `project:${project.value}` : token.text);
  if (value === null) return giveUp(reading, at, at + 1, optionProblem(spec, token.text));
  reading.options[spec.name] = value;
  return reading.take(at, at + 1, spec.type === 'comparison' ? 'comparison' : 'option', `${spec.label}: ${token.text}`);
}

function readNameList(reading: Reading, at: number, token: Token, kind: NameKind): number {
  const whole = reading.vocabulary.exact(token.text).filter((name) => name.kind === kind);
  const parts = whole.length > 0 ? [token.text] : splitList(token.text);
  const chosen: Name[] = [];
  for (const part of parts) {
    const exact = reading.vocabulary.exact(part).filter((name) => name.kind === kind);
    const [only] = exact;
    if (exact.length === 1 && only) chosen.push(only);
    else if (exact.length > 1) return ambiguous(reading, at, at + 1, part, exact);
    else return giveUp(reading, at, at + 1, `"${part}" is not a known ${kind}.`, similarOf(reading, part, [kind]));
  }
  if (chosen.length === 0) return giveUp(reading, at, at + 1, `No ${kind} is named.`);
  for (const name of chosen.slice(0, -1)) applyQuietly(reading, name);
  const last = chosen.at(-1);
  if (last) apply(reading, at, at + 1, last);
  return at + 1;
}

function applyQuietly(reading: Reading, name: Name): void {
  if (name.kind === 'report') reading.reports.push(name.value);
  else if (name.kind === 'brand') reading.brands.push(name.value);
  else reading.projects.push(...(name.kind === 'market' ? reading.vocabulary.projectsOf(name.value) : [name.value]));
}

const splitList = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function longestPeriod(reading: Reading, at: number): { period: PeriodRequest; count: number } | null {
  for (let count = MAX_PERIOD_WORDS; count >= 1; count--) {
    const text = reading.phrase(at, count);
    const period = text === null ? null : parsePeriod(text);
    if (period) return { period, count };
  }
  return null;
}

function readPeriod(reading: Reading, at: number): number | null {
  const found = longestPeriod(reading, at);
  if (!found) return null;
  const to = at + found.count;
  // Two periods in one line contradict each other; the second is not silently dropped.
  if (reading.period !== null && JSON.stringify(reading.period) !== JSON.stringify(found.period))
    return giveUp(reading, at, to, `A period was given already: ${periodRequestText(reading.period)}.`);
  reading.period = found.period;
  return reading.take(at, to, 'period', periodRequestText(found.period));
}

/** "all own brands", "competitors", "all brands", "peers". */
function readRole(reading: Reading, at: number): number | null {
  for (let count = 3; count >= 1; count--) {
    const words = reading.phrase(at, count)?.toLowerCase() ?? '';
    const match =
      /^(?:all )?(?:(own|our|my|competitor|rival|peer)(?: brands)?|(competitors|rivals|peers)|(all|every)(?: brands?)?)$/.exec(
        words,
      );
    if (!match) continue;
    if (words === 'my' || words === 'our' || (words === 'all' && count === 1)) continue;
    const word = match[1] ?? match[2] ?? match[3] ?? '';
    const role = /^(?:own|our|my)$/.test(word) ? 'own' : /^(?:all|every)$/.test(word) ? 'all' : 'competitor';
    reading.role = role;
    return reading.take(
      at,
      at + count,
      'brand',
      role === 'own' ? 'all own brands' : role === 'all' ? 'all brands' : 'all competitors',
    );
  }
  return null;
}

/** "brand Aurora", "project IN-Skincare": the keyword settles what an otherwise ambiguous name means. */
function readKeyword(reading: Reading, at: number): number | null {
  const kind = NAMED_LISTS.get(reading.phrase(at, 1)?.toLowerCase() ?? '');
  if (!kind || kind === 'report') return null;
  const found = longestName(reading, at + 1, [kind]);
  const [only] = found?.names ?? [];
  if (!found || !only || found.names.length > 1) return null;
  reading.take(at, at + 1, 'filler', kind);
  return apply(reading, at + 1, at + 1 + found.count, only);
}

function readFiller(reading: Reading, at: number): number | null {
  const word = reading.phrase(at, 1)?.toLowerCase() ?? '';
  return FILLER.has(word) ? reading.take(at, at + 1, 'filler', word) : null;
}

/** A quoted name, spelt as it is known; null when it is none. */
function readQuoted(reading: Reading, at: number, token: Token): number | null {
  const exact = reading.vocabulary.exact(token.text);
  return exact.length > 0 ? takeNames(reading, at, at + 1, token.text, exact) : null;
}

/**
 * Words with a typo. A single near name is *suggested*, not taken: in a board paper the wrong brand is worse than one
 * click; a report is taken when it is the only one near, because its title heads the answer.
 */
function readMisspelt(reading: Reading, at: number): number | null {
  for (let count = Math.min(4, reading.vocabulary.longest, reading.tokens.length - at); count >= 1; count--) {
    const text = reading.phrase(at, count);
    if (text === null || reading.typoLookups >= MAX_TYPO_LOOKUPS) continue;
    const names = similarOf(reading, text, null);
    const [only] = names;
    if (names.length === 1 && only?.kind === 'report') return apply(reading, at, at + count, only);
    if (names.length > 0) return giveUp(reading, at, at + count, null, names);
  }
  return null;
}

function similarOf(reading: Reading, text: string, kinds: readonly NameKind[] | null): readonly Name[] {
  if (reading.typoLookups >= MAX_TYPO_LOOKUPS) return [];
  reading.typoLookups++;
  return reading.vocabulary
    .similar(text)
    .filter((name) => kinds === null || kinds.includes(name.kind))
    .slice(0, MAX_SUGGESTIONS);
}

function giveUp(
  reading: Reading,
  from: number,
  to: number,
  reason: string | null,
  suggestions?: readonly Name[],
): number {
  const text = reading.tokens
    .slice(from, to)
    .map((token) => (token.name === null ? token.text : `${token.name}=${token.text}`))
    .join(' ');
  const near = suggestions ?? (reason === null && to === from + 1 ? similarOf(reading, text, null) : []);
  reading.unknown.push({ from, to, text, suggestions: near, reason });
  return to;
}
