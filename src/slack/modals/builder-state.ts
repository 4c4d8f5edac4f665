/** What the report builder holds: read from a parsed line, from an earlier run, or from the open form. */
import { createHash } from 'node:crypto';
import { parsePeriod, periodRequestText } from '../../domain/period-words.ts';
import {
  DEFAULT_LOCALE,
  DEFAULT_SEED,
  FILE_FORMATS,
  type FileFormat,
  type ReportRequest,
} from '../../domain/request.ts';
import type { BrandRequest } from '../../domain/selection.ts';
import { clip } from '../../render/blocks/mrkdwn.ts';
import type { OptionSpec, OptionValue } from '../../reports/options.ts';
import { LIMITS } from '../limits.ts';
import type { ParsedRequest } from '../parse/parse-request.ts';
import type { Name, ReportCard, Vocabulary } from '../parse/vocabulary.ts';

export type Role = Extract<BrandRequest, { role: string }>['role'];

/** A piece of the line that still waits for an answer. */
export interface OpenQuestion {
  readonly text: string;
  readonly reason: string | null;
  readonly choices: readonly Pick<Name, 'kind' | 'value'>[];
}

export interface BuilderState {
  readonly report: string | null;
  /** Further reports of the same run. */
  readonly also: readonly string[];
  readonly projects: readonly string[];
  readonly brands: readonly string[];
  readonly roles: readonly Role[];
  /** In words; empty: the default. */
  readonly period: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly formats: readonly FileFormat[];
  /** A channel's id, `TO_ME`, or null while none is chosen. */
  readonly conversation: string | null;
  readonly seed: number;
  /** What was typed, and which parts of it are open. */
  readonly line: string;
  readonly questions: readonly OpenQuestion[];
  /** Counts up when the form itself changes an input: Slack keeps what stands in inputs whose ids stay. */
  readonly version: number;
}

/** Instead of a conversation: the direct message between the person and the app. */
export const TO_ME = 'me';

/** In direct messages of other people the app cannot speak; in its own, this is the same place. */
export const conversationOf = (channel: string | null): string | null =>
  channel?.startsWith('D') === true ? TO_ME : channel;

export const EMPTY_STATE: BuilderState = {
  report: null,
  also: [],
  projects: [],
  brands: [],
  roles: [],
  period: '',
  options: {},
  formats: ['pdf', 'png'],
  conversation: null,
  seed: DEFAULT_SEED,
  line: '',
  questions: [],
  version: 0,
};

export function stateOfRequest(request: ReportRequest, conversation: string | null): BuilderState {
  const { brands, projects, period } = request.selection;
  return {
    ...EMPTY_STATE,
    report: request.reports[0] ?? null,
    also: request.reports.slice(1),
    projects: projects ?? [],
    brands: brands !== null && 'names' in brands ? brands.names : [],
    roles: brands !== null && 'role' in brands ? [brands.role] : [],
    period: period === null ? '' : periodRequestText(period),
    options: request.options,
    formats: request.formats,
    conversation: conversationOf(conversation),
    seed: request.seed,
  };
}

export function stateOfParsed(parsed: ParsedRequest, line: string, conversation: string | null): BuilderState {
  const wish = parsed.destination;
  const channel = wish === null ? conversation : wish.kind === 'me' ? TO_ME : wish.channel;
  const questions = [
    ...joined(parsed.unknown).map(({ text, reason, suggestions }) => ({ text, reason, choices: suggestions })),
    ...parsed.ambiguous.map(({ text, choices }) => ({ text, reason: 'This name means more than one thing.', choices })),
  ];
  return {
    ...stateOfRequest(parsed.request, channel),
    line,
    questions: questions.map(({ text, reason, choices }) => ({
      text,
      reason,
      choices: choices.map(({ kind, value }) => ({ kind, value })),
    })),
  };
}

/** Unknown words side by side are one question: "revenue impact", not "revenue" and "impact". */
function joined(unknown: ParsedRequest['unknown']): ParsedRequest['unknown'] {
  const plain = (each: ParsedRequest['unknown'][number]): boolean =>
    each.reason === null && each.suggestions.length === 0;
  const result: ParsedRequest['unknown'][number][] = [];
  for (const each of unknown) {
    const last = result.at(-1);
    if (last && plain(last) && plain(each) && last.to === each.from)
      result[result.length - 1] = { ...last, to: each.to, text: `${last.text} ${each.text}` };
    else result.push(each);
  }
  return result;
}

/** What travels with the form: everything that no input holds. */
type Metadata = Pick<BuilderState, 'also' | 'line' | 'questions' | 'version' | 'seed' | 'options'> & {
  readonly formats: readonly FileFormat[];
};

/** At most 3,000 characters: long lines are shortened, then questions are dropped from the end (the line still shows them). */
export function metadataOf(state: BuilderState): string {
  const { also, version, seed, options, formats } = state;
  let line = state.line;
  let questions = state.questions.map((question) => ({
    text: clip(question.text, 120),
    reason: question.reason === null ? null : clip(question.reason, 200),
    choices: question.choices.filter((choice) => choice.value.length <= 150).slice(0, 4),
  }));
  for (;;) {
    const text = JSON.stringify({ also, line, questions, version, seed, options, formats } satisfies Metadata);
    if (text.length <= LIMITS.privateMetadata) return text;
    if (questions.length > 3) questions = questions.slice(0, -1);
    else if (line.length > 200) line = clip(line, Math.max(200, line.length - 500));
    else if (questions.length > 0) questions = questions.slice(0, -1);
    else
      return JSON.stringify({
        also: [],
        line: '',
        questions: [],
        version,
        seed,
        options: {},
        formats,
      } satisfies Metadata);
  }
}

function readMetadata(text: string): Metadata {
  const empty: Metadata = {
    also: [],
    line: '',
    questions: [],
    version: 0,
    seed: DEFAULT_SEED,
    options: {},
    formats: [],
  };
  try {
    return { ...empty, ...(JSON.parse(text) as Partial<Metadata>) };
  } catch {
    return empty;
  }
}

/** One input's value in `view.state.values`, as far as we read it. */
interface InputValue {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[] | null;
  readonly selected_conversation?: string | null;
}

export interface FormView {
  readonly private_metadata?: string;
  readonly state?: { readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

/** Block ids of the form carry the version: "brands~2". */
export const blockId = (field: string, version: number): string => `${field}~${version}`;

/** The state of the open form. */
export function stateOfView(view: FormView, vocabulary: Vocabulary | null): BuilderState {
  const metadata = readMetadata(view.private_metadata ?? '');
  const inputs = new Map<string, InputValue>();
  for (const [id, actions] of Object.entries(view.state?.values ?? {})) {
    const field = id.replace(/~\d+$/, '');
    const [input] = Object.values(actions);
    if (input !== undefined) inputs.set(field, input as InputValue);
  }
  const chosen = (field: string): string[] =>
    inputs.get(field)?.selected_options?.flatMap((option) => (option.value === undefined ? [] : [option.value])) ?? [];
  const one = (field: string): string | null => inputs.get(field)?.selected_option?.value ?? null;

  const typed = inputs.get('period-text')?.value?.trim() ?? '';
  const preset = one('period') ?? '';
  const options: Record<string, OptionValue> = { ...metadata.options };
  for (const [field, input] of inputs) {
    if (!field.startsWith('option:')) continue;
    const value = input.selected_option?.value ?? input.value ?? null;
    if (value !== null && value !== '') options[field.slice('option:'.length)] = value;
    else delete options[field.slice('option:'.length)];
  }
  const compare = one('compare');
  if (compare !== null) options.compare = nameOfValue(compare, vocabulary, 'project');
  const brandValues = chosen('brands');
  const formats = new Set<FileFormat>(['png']);
  for (const format of inputs.has('outputs') ? chosen('outputs') : metadata.formats)
    if ((FILE_FORMATS as readonly string[]).includes(format)) formats.add(format as FileFormat);
  return {
    report: one('report'),
    also: metadata.also,
    projects: chosen('projects').map((value) => nameOfValue(value, vocabulary, 'project')),
    brands: brandValues
      .filter((value) => value.startsWith(BRAND))
      .map((value) => nameOfValue(value.slice(BRAND.length), vocabulary, 'brand')),
    roles: brandValues.filter((value) => value.startsWith(ROLE)).map((value) => value.slice(ROLE.length) as Role),
    period: typed !== '' ? typed : preset,
    options,
    formats: FILE_FORMATS.filter((format) => formats.has(format)),
    conversation: chosen('to-me').includes(TO_ME) ? TO_ME : (inputs.get('where')?.selected_conversation ?? null),
    seed: metadata.seed,
    line: metadata.line,
    questions: metadata.questions,
    version: metadata.version,
  };
}

export const BRAND = 'brand:';
export const ROLE = 'role:';
const DIGEST = 'sha256:';
/** Room for a prefix inside Slack's 150 characters. */
const LONGEST_VALUE = LIMITS.optionValue - 'project:'.length;

/** A name as an option value: itself, or a digest when Slack's limit is shorter than the name. */
export function valueOfName(name: string): string {
  return name.length <= LONGEST_VALUE ? name : `${DIGEST}${createHash('sha256').update(name).digest('hex')}`;
}

function nameOfValue(value: string, vocabulary: Vocabulary | null, kind: 'brand' | 'project'): string {
  const prefix = value.startsWith('project:') ? 'project:' : '';
  const bare = value.slice(prefix.length);
  if (!bare.startsWith(DIGEST) || vocabulary === null) return value;
  const names =
    kind === 'brand'
      ? vocabulary.catalog.brands.map((each) => each.brand)
      : vocabulary.catalog.projects.map((each) => each.project);
  return prefix + (names.find((name) => valueOfName(name) === bare) ?? bare);
}

/** The request that the form describes; null while no report is chosen or the period cannot be read. */
export function requestOfState(state: BuilderState): ReportRequest | null {
  const period = state.period === '' ? null : parsePeriod(state.period);
  if (state.report === null || (state.period !== '' && period === null)) return null;
  const [role] = state.roles;
  return {
    reports: [...new Set([state.report, ...state.also])],
    selection: {
      projects: state.projects.length > 0 ? [...state.projects] : null,
      brands: state.brands.length > 0 ? { names: [...state.brands] } : role === undefined ? null : { role },
      period,
    },
    options: state.options,
    formats: [...state.formats],
    seed: state.seed,
    locale: DEFAULT_LOCALE,
  };
}

/** Answers an open question: the name enters its field, the question goes. */
export function answer(
  state: BuilderState,
  index: number,
  name: Pick<Name, 'kind' | 'value'>,
  vocabulary: Vocabulary,
): BuilderState {
  const add = (list: readonly string[], values: readonly string[]): string[] => [...new Set([...list, ...values])];
  const projects = name.kind === 'market' ? vocabulary.projectsOf(name.value) : [name.value];
  return {
    ...state,
    ...(name.kind === 'report' ? { report: name.value } : {}),
    ...(name.kind === 'brand' ? { brands: add(state.brands, [name.value]), roles: [] } : {}),
    ...(name.kind === 'project' || name.kind === 'market' ? { projects: add(state.projects, projects) } : {}),
    questions: state.questions.filter((_, i) => i !== index),
    version: state.version + 1,
  };
}

/** Options shown for the chosen report; without one, none yet. */
export function specsOf(report: ReportCard | undefined): readonly OptionSpec[] {
  return (report?.options ?? []) as readonly OptionSpec[];
}
