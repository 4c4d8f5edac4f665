/** The report builder as a Slack view: pure, from its state and the vocabulary. */

import { periodCount } from '../../domain/period.ts';
import { parsePeriod } from '../../domain/period-words.ts';
import { type Comparison, resolveSelection, type SelectionResult } from '../../domain/selection.ts';
import { type Block, context, type Option, type OptionGroup, plain, section } from '../../render/blocks/block.ts';
import { breakBroadcasts, clip, escapeMrkdwn, oneLine, withDateWords } from '../../render/blocks/mrkdwn.ts';
import type { OptionSpec, OptionValue } from '../../reports/options.ts';
import { checkReadiness } from '../../reports/readiness.ts';
import { CATEGORIES, type Category, type Missing } from '../../reports/report.ts';
import { resolveOptions } from '../../reports/resolve-options.ts';
import { LIMITS } from '../limits.ts';
import { missingLine } from '../messages/run-message.ts';
import type { ReportCard, Vocabulary } from '../parse/vocabulary.ts';
import type { UsualTimes } from '../usual-times.ts';
import {
  BRAND,
  type BuilderState,
  blockId,
  metadataOf,
  ROLE,
  type Role,
  requestOfState,
  specsOf,
  TO_ME,
  valueOfName,
} from './builder-state.ts';

export const BUILDER_CALLBACK = 'report-builder';
export const BUILDER_ACTION = {
  report: 'builder:report',
  projects: 'builder:projects',
  brands: 'builder:brands',
  period: 'builder:period',
  periodText: 'builder:period-text',
  compare: 'builder:compare',
  option: 'builder:option',
  outputs: 'builder:outputs',
  where: 'builder:where',
  toMe: 'builder:to-me',
  /** Followed by question and choice: "builder:mean:0:1". */
  mean: 'builder:mean',
} as const;

export const CATEGORY_LABELS: Readonly<Record<Category, string>> = {
  'dc-score': 'DC score intelligence',
  outcome: 'Business outcome',
  predictive: 'Predictive',
  executive: 'Executive',
};

export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  own: 'All own brands',
  competitor: 'All competitors',
  all: 'All brands',
};

/** Blocks of modals: those of messages, and inputs, whose elements vary too much to be worth a type each. */
export type ViewBlock = Block | InputBlock;

interface InputBlock {
  readonly type: 'input';
  readonly block_id: string;
  readonly label: ReturnType<typeof plain>;
  readonly element: Readonly<Record<string, unknown>>;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  readonly hint?: ReturnType<typeof plain>;
}

export interface ModalView {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly title: ReturnType<typeof plain>;
  readonly submit?: ReturnType<typeof plain>;
  readonly close: ReturnType<typeof plain>;
  readonly private_metadata?: string;
  readonly blocks: readonly ViewBlock[];
}

/** Opened at once when nothing is at hand yet; replaced by the form when it is. */
export function loadingView(title: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'loading',
    title: plain(clip(title, LIMITS.modalTitle)),
    close: plain('Close'),
    blocks: [section('⏳ One moment, reading your data …')],
  };
}

const PERIOD_PRESETS = ['last 3 months', 'last 6 months', 'last 12 months', 'last 24 months', 'year to date'];
const COMPARISONS: readonly [Comparison, string][] = [
  ['previous-period', 'The period before'],
  ['previous-year', 'The same period a year before'],
];

const NEVER_RUN: UsualTimes = new Map();
const MOST_MISSING = 5;

export interface FormExtras {
  readonly usual?: UsualTimes;
  /** The field that the person came to change; the first one without. */
  readonly focus?: 'brands' | 'period';
}

/** The whole form. Every list is bounded, whatever the size of the catalogue: names are searched, not listed. */
export function builderView(state: BuilderState, vocabulary: Vocabulary, more: FormExtras = {}): ModalView {
  const report = vocabulary.reports.find((each) => each.id === state.report);
  const id = (field: string): string => blockId(field, state.version);
  const blocks: ViewBlock[] = [...typedLine(state, vocabulary)];
  const resolved = resolvedOf(state, vocabulary);
  const missingOf = (each: ReportCard): readonly Missing[] =>
    each.needs && resolved?.ok ? checkReadiness({ needs: each.needs }, vocabulary.catalog, resolved.selection) : [];
  const optionOf = (each: ReportCard): Option => reportOption(each, missingOf(each));
  const chosenReport = report ? { initial_option: optionOf(report) } : {};
  blocks.push({
    type: 'input',
    block_id: id('report'),
    label: plain('Report'),
    dispatch_action: true,
    element: {
      type: 'static_select',
      action_id: BUILDER_ACTION.report,
      placeholder: plain('What do you want to know?'),
      option_groups: reportGroups(vocabulary.reports, optionOf),
      ...chosenReport,
    },
  });
  // Up here it is in sight from the first moment; under the last field nobody would scroll to it.
  const question = report ? `${clip(escapeMrkdwn(oneLine(report.question)), 400)}\n` : '';
  blocks.push(context(`${question}${estimateLine(state, vocabulary, more.usual)}`));
  const missing = report ? missingOf(report).slice(0, MOST_MISSING) : [];
  if (missing.length > 0)
    blocks.push(
      section(['*○ The data cannot answer this yet*', ...missing.map((each) => `• ${missingLine(each)}`)].join('\n')),
    );
  const focusOn = (field: FormExtras['focus']) => (more.focus === field ? { focus_on_load: true } : {});
  if (state.also.length > 0) blocks.push(context(`Together with: ${clip(escapeMrkdwn(state.also.join(', ')), 600)}`));
  blocks.push(
    {
      type: 'input',
      block_id: id('brands'),
      label: plain('Brands'),
      optional: true,
      dispatch_action: true,
      hint: plain('Empty: all own brands'),
      element: {
        type: 'multi_external_select',
        action_id: BUILDER_ACTION.brands,
        min_query_length: 0,
        placeholder: plain('Search brands'),
        ...focusOn('brands'),
        ...initial([...state.roles.map(roleOption), ...state.brands.map(brandOption)]),
      },
    },
    {
      type: 'input',
      block_id: id('projects'),
      label: plain('Projects'),
      optional: true,
      dispatch_action: true,
      hint: plain('Empty: the current project of every market'),
      element: {
        type: 'multi_external_select',
        action_id: BUILDER_ACTION.projects,
        min_query_length: 0,
        placeholder: plain('Search projects'),
        ...initial(state.projects.map(projectOption)),
      },
    },
    ...periodInputs(state, id, focusOn('period')),
    {
      type: 'input',
      block_id: id('compare'),
      label: plain('Compare with'),
      optional: true,
      element: {
        type: 'external_select',
        action_id: BUILDER_ACTION.compare,
        min_query_length: 0,
        placeholder: plain('Period before, year before or a project'),
        ...comparisonInitial(state.options.compare),
      },
    },
    ...specsOf(report)
      .filter((spec) => spec.type !== 'comparison')
      .slice(0, MAX_OPTIONS)
      .map((spec) => optionInput(spec, state.options[spec.name], id(`option:${spec.name}`), report?.adds)),
    {
      type: 'input',
      block_id: id('outputs'),
      label: plain('Files'),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: BUILDER_ACTION.outputs,
        options: OUTPUT_OPTIONS,
        ...initial(OUTPUT_OPTIONS.filter((option) => (state.formats as readonly string[]).includes(option.value))),
      },
    },
    {
      type: 'input',
      block_id: id('where'),
      label: plain('Where'),
      optional: true,
      element: {
        type: 'conversations_select',
        action_id: BUILDER_ACTION.where,
        ...(state.conversation === null ? { default_to_current_conversation: true } : {}),
        ...(state.conversation === null || state.conversation === TO_ME
          ? {}
          : { initial_conversation: state.conversation }),
        filter: { include: ['public', 'private', 'mpim'] },
      },
    },
    {
      type: 'input',
      block_id: id('to-me'),
      label: plain('Or privately'),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: BUILDER_ACTION.toMe,
        options: TO_ME_OPTIONS,
        ...initial(state.conversation === TO_ME ? TO_ME_OPTIONS : []),
      },
    },
  );
  return {
    type: 'modal',
    callback_id: BUILDER_CALLBACK,
    title: plain('New report'),
    submit: plain('Run'),
    close: plain('Cancel'),
    private_metadata: metadataOf(state),
    blocks,
  };
}

/** Beyond the twelve or so options of any report; keeps the view under 100 blocks in any case. */
const MAX_OPTIONS = 40;

const TO_ME_OPTIONS: readonly Option[] = [{ text: plain('Only to me, as a direct message'), value: TO_ME }];

const OUTPUT_OPTIONS: readonly Option[] = [
  { text: plain('PDF'), value: 'pdf' },
  { text: plain('CSV tables'), value: 'csv' },
  { text: plain('XLSX workbook'), value: 'xlsx' },
];

function initial(options: readonly Option[]): { readonly initial_options?: readonly Option[] } {
  return options.length === 0 ? {} : { initial_options: options.slice(0, LIMITS.selectOptions) };
}

/** The line as it was typed, and what of it is still open, with what it may have meant. */
function typedLine(state: BuilderState, vocabulary: Vocabulary): Block[] {
  const blocks: Block[] = [];
  if (state.line !== '') blocks.push(context(`You typed: ${clip(escapeMrkdwn(oneLine(state.line)), 1_500)}`));
  state.questions.slice(0, 8).forEach((question, i) => {
    const unknown =
      question.choices.length > 0
        ? 'I do not know this; without an answer it is left out. Did you mean:'
        : 'I do not know this. Choose below what you meant; it is left out otherwise.';
    const why = question.reason ?? unknown;
    blocks.push(section(`*“${clip(escapeMrkdwn(oneLine(question.text)), 200)}”*: ${clip(escapeMrkdwn(why), 400)}`));
    if (question.choices.length > 0)
      blocks.push({
        type: 'actions',
        block_id: `question~${state.version}~${i}`,
        elements: question.choices.slice(0, 4).map((choice, j) => ({
          type: 'button',
          text: plain(clip(`${labelOf(choice, vocabulary)} (${choice.kind})`, LIMITS.buttonText)),
          action_id: `${BUILDER_ACTION.mean}:${i}:${j}`,
          value: JSON.stringify({ question: i, kind: choice.kind, value: choice.value }),
        })),
      });
  });
  return blocks;
}

function labelOf(choice: { kind: string; value: string }, vocabulary: Vocabulary): string {
  const title =
    choice.kind === 'report' ? vocabulary.reports.find((report) => report.id === choice.value)?.title : undefined;
  return clip(breakBroadcasts(oneLine(title ?? choice.value)), 55);
}

const optionText = (text: string): ReturnType<typeof plain> =>
  plain(clip(breakBroadcasts(oneLine(text)), LIMITS.optionText) || '–');

/** What the report answers, or what it lacks on the chosen brands and markets. */
const reportOption = (report: ReportCard, [lack]: readonly Missing[]): Option => ({
  text: optionText(report.title),
  value: report.id,
  description: plain(
    clip(breakBroadcasts(oneLine(lack ? `○ needs ${lack.need}` : report.question)), LIMITS.optionDescription),
  ),
});

export const brandOption = (brand: string): Option => ({
  text: optionText(brand),
  value: `${BRAND}${valueOfName(brand)}`,
});
export const roleOption = (role: Role): Option => ({ text: plain(ROLE_LABELS[role]), value: `${ROLE}${role}` });
export const projectOption = (project: string): Option => ({ text: optionText(project), value: valueOfName(project) });

export function comparisonOptions(projects: readonly string[]): Option[] {
  return [
    ...COMPARISONS.map(([value, label]) => ({ text: plain(label), value })),
    ...projects.map((project) => ({ text: optionText(project), value: `project:${valueOfName(project)}` })),
  ];
}

function comparisonInitial(value: OptionValue | undefined): { readonly initial_option?: Option } {
  if (typeof value !== 'string') return {};
  const project = value.startsWith('project:') ? value.slice('project:'.length) : null;
  const option = comparisonOptions(project === null ? [] : [project]).find((each) =>
    project === null ? each.value === value : each.value.startsWith('project:'),
  );
  return option ? { initial_option: option } : {};
}

function reportGroups(reports: readonly ReportCard[], optionOf: (report: ReportCard) => Option): OptionGroup[] {
  return CATEGORIES.map((category) => ({
    label: plain(CATEGORY_LABELS[category]),
    options: reports
      .filter((report) => report.category === category)
      .slice(0, LIMITS.selectOptions)
      .map(optionOf),
  })).filter((group) => group.options.length > 0);
}

function periodInputs(state: BuilderState, id: (field: string) => string, focus: object): ViewBlock[] {
  const readable = state.period !== '' && parsePeriod(state.period) !== null;
  const presets = [...PERIOD_PRESETS, ...(readable && !PERIOD_PRESETS.includes(state.period) ? [state.period] : [])];
  const options = presets.map((words) => ({ text: optionText(words), value: clip(words, LIMITS.optionValue) }));
  const chosen = options.find((option) => readable && option.value === state.period);
  return [
    {
      type: 'input',
      block_id: id('period'),
      label: plain('Period'),
      optional: true,
      dispatch_action: true,
      hint: plain('Empty: the last 12 periods with data'),
      element: {
        type: 'static_select',
        action_id: BUILDER_ACTION.period,
        placeholder: plain('Last 12 periods with data'),
        options,
        ...focus,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    {
      type: 'input',
      block_id: id('period-text'),
      label: plain('Another period'),
      optional: true,
      hint: plain('For example: Q3 2025, 2024-01..2024-06, Jan-Jun 2024, FY 2025. It wins over the list above.'),
      element: {
        type: 'plain_text_input',
        action_id: BUILDER_ACTION.periodText,
        max_length: 80,
        ...(state.period !== '' && !readable ? { initial_value: clip(state.period, 80) } : {}),
      },
    },
  ];
}

/** What each choice of this report adds: "Basic: … · Standard: …"; the help of the option where the report does not say. */
function hintOf(spec: OptionSpec, adds: ReportCard['adds']): string {
  const said: Readonly<Record<string, string>> | undefined =
    spec.name === 'depth' ? adds?.depth : spec.name === 'extent' ? adds?.extent : undefined;
  if (said === undefined || spec.type !== 'choice') return clip(spec.help, 200);
  const lines = spec.choices.flatMap(({ value, label }) => (said[value] ? [`${label}: ${said[value]}`] : []));
  return clip(oneLine([spec.help, ...lines].join(' · ')), LIMITS.inputHint);
}

function optionInput(
  spec: OptionSpec,
  given: OptionValue | undefined,
  id: string,
  adds: ReportCard['adds'],
): ViewBlock {
  const checked = given === undefined ? null : resolveOptions([spec], { [spec.name]: given });
  const value = checked?.ok ? (checked.values as Record<string, OptionValue>)[spec.name] : given;
  const base = {
    type: 'input' as const,
    block_id: clip(id, LIMITS.identifier),
    label: plain(clip(spec.label, 150)),
    optional: true,
    hint: plain(hintOf(spec, adds)),
  };
  const select = (options: readonly Option[], chosen: string) => {
    const option = options.find((each) => each.value === chosen);
    return {
      type: 'static_select',
      action_id: BUILDER_ACTION.option,
      options,
      ...(option ? { initial_option: option } : {}),
    };
  };
  if (spec.type === 'choice') {
    const options = spec.choices
      .slice(0, LIMITS.selectOptions)
      .map((choice) => ({ text: optionText(choice.label), value: choice.value }));
    return { ...base, element: select(options, String(value ?? spec.initial)) };
  }
  if (spec.type === 'flag') {
    const options = [
      { text: plain('On'), value: 'true' },
      { text: plain('Off'), value: 'false' },
    ];
    return { ...base, element: select(options, String(value ?? spec.initial)) };
  }
  if (spec.type === 'number' && spec.among) {
    const unit = spec.unit === '' ? '' : ` ${spec.unit}`;
    const options = spec.among.map((each) => ({ text: optionText(`${each}${unit}`), value: String(each) }));
    return { ...base, element: select(options, String(value ?? spec.initial)) };
  }
  const text = String(value ?? spec.initial);
  if (spec.type === 'number')
    return {
      ...base,
      element: {
        type: 'number_input',
        action_id: BUILDER_ACTION.option,
        is_decimal_allowed: true,
        min_value: String(spec.min),
        max_value: String(spec.max),
        initial_value: text,
      },
    };
  return {
    ...base,
    element: {
      type: 'plain_text_input',
      action_id: BUILDER_ACTION.option,
      ...(spec.type === 'text' ? { max_length: Math.min(spec.maxLength, LIMITS.inputInitial) } : {}),
      ...(text === '' ? {} : { initial_value: clip(text, LIMITS.inputInitial) }),
    },
  };
}

/** What the choice means on the data; null while its period cannot be read. */
function resolvedOf(state: BuilderState, vocabulary: Vocabulary): SelectionResult | null {
  const request = requestOfState({ ...state, report: state.report ?? '–' });
  if (request === null) return null;
  const compare = state.options.compare;
  const comparison = typeof compare === 'string' ? (compare as Comparison) : 'previous-period';
  return resolveSelection(vocabulary.catalog, request.selection, comparison);
}

/** What the choice covers: "Covers 2 of 12 brands in 1 market, 12 months · about 2,300 scores to read · usually takes 6 s". */
export function estimateLine(state: BuilderState, vocabulary: Vocabulary, usual: UsualTimes = NEVER_RUN): string {
  const resolved = resolvedOf(state, vocabulary);
  if (resolved === null) return 'This period cannot be read yet.';
  if (!resolved.ok) {
    const [problem] = resolved.problems;
    return problem
      ? clip(escapeMrkdwn(withDateWords(`Needs ${problem.need}; available: ${oneLine(problem.have)}`)), 600)
      : '';
  }
  const { markets, brands } = resolved.selection;
  const peers = new Set(markets.flatMap((market) => market.peers)).size;
  const [first] = markets;
  const periods = markets.map((market) => periodCount(market.frequency, market.window));
  const history = markets.reduce(
    (sum, market) =>
      sum + market.peers.length * periodCount(market.frequency, { from: market.firstPeriod, to: market.lastPeriod }),
    0,
  );
  const rows = history * Math.max(1, vocabulary.catalog.sections.length);
  const longest = Math.max(...periods);
  const unit = first ? { weekly: 'week', monthly: 'month', quarterly: 'quarter' }[first.frequency] : 'period';
  const where = `${markets.length} ${markets.length === 1 ? 'market' : 'markets'}`;
  const usualMs = state.also.length === 0 && state.report !== null ? usual.get(state.report) : undefined;
  return [
    `Covers ${brands.length} of ${peers} brands in ${where}, ${longest} ${unit}${longest === 1 ? '' : 's'}`,
    `about ${rows.toLocaleString('en-GB')} scores to read`,
    ...(usualMs === undefined ? [] : [`usually takes ${durationText(usualMs)}`]),
    ...markets.flatMap(({ project, joined = [] }) =>
      joined.length === 0
        ? []
        : [
            clip(
              escapeMrkdwn(
                oneLine(`${[...joined, project].join(' and ')} are rounds of one market and count as ${project}`),
              ),
              400,
            ),
          ],
    ),
  ].join(' · ');
}

/** "under a second", "6 s", "3 min". */
function durationText(ms: number): string {
  if (ms < 1_000) return 'under a second';
  return ms < 90_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
