/** The messages of one run: progress, result, what is missing, and what failed. Each is one message from first to last. */
import type { Document } from '../../document/document.ts';
import { runLabel } from '../../document/run-label.ts';
import { dateLabel, periodEnd, rangeLabel } from '../../domain/period.ts';
import { periodRequestText } from '../../domain/period-words.ts';
import type { ReportRequest } from '../../domain/request.ts';
import type { PeriodRequest } from '../../domain/selection.ts';
import type { Explanation } from '../../errors.ts';
import type { RunRecord } from '../../ports.ts';
import { type Block, type Button, context, type Message, plain, section } from '../../render/blocks/block.ts';
import {
  type BlockOptions,
  documentBlocks,
  headline,
  RESULT_ACTIONS,
  resultActions,
} from '../../render/blocks/document-blocks.ts';
import { clip, escapeMrkdwn, oneLine, withDateWords } from '../../render/blocks/mrkdwn.ts';
import type { OptionSpec } from '../../reports/options.ts';
import type { Missing, RunOutcome } from '../../reports/report.ts';
import type { ReportCard } from '../parse/vocabulary.ts';

/** Sent with every announcement, so that it can be found again. */
export const RUN_EVENT = 'digi_cadence_run';

const safe = (text: string, limit = 300): string => clip(escapeMrkdwn(oneLine(text)), limit);

/** A mention that notifies nobody but the person; other ids are shown as text. */
export const person = (id: string | null): string =>
  id === null ? 'somebody' : /^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : safe(id, 60);

/** Titles of the requested reports; an id stands for itself when the report is gone. */
export function reportTitles(request: ReportRequest, reports: readonly ReportCard[]): string {
  const titles = request.reports.map((id) => reports.find((report) => report.id === id)?.title ?? id);
  const shown = titles.slice(0, 3).join(', ');
  return titles.length > 3 ? `${shown} and ${titles.length - 3} more` : shown;
}

/** What was asked for, in one line: "Aurora, Zephyr · IN-Skincare · last 12 months · executive, no charts". */
export function requestLine(request: ReportRequest, reports: readonly ReportCard[]): string {
  const { brands, projects, period } = request.selection;
  const who =
    brands === null
      ? 'all own brands'
      : 'names' in brands
        ? namesLine(brands.names)
        : { own: 'all own brands', competitor: 'all competitors', all: 'all brands' }[brands.role];
  const where = projects === null ? 'every current project' : namesLine(projects);
  const options = optionWords(request, reports);
  return [who, where, periodWords(period), ...(options === '' ? [] : [options])].map((part) => safe(part)).join(' · ');
}

/** Options that are not at their defaults, as they are typed: "executive, confidence 0.9, no charts". */
function optionWords({ reports: ids, options }: ReportRequest, reports: readonly ReportCard[]): string {
  const specs = reports
    .filter(({ id }) => ids.includes(id))
    .flatMap((report) => report.options as readonly OptionSpec[]);
  return Object.entries(options)
    .flatMap(([name, value]) => {
      const spec = specs.find((each) => each.name === name);
      // The form sends every option, as text.
      if (spec && String(spec.initial) === String(value)) return [];
      if (spec?.type === 'flag') return [String(value) === 'true' ? `with ${name}` : `no ${name}`];
      if (spec?.type === 'choice') return [String(value)];
      return [`${name === 'compare' ? 'against' : name} ${value}`];
    })
    .join(', ');
}

/** "Jul 2025 – Sep 2025", "last 12 months", "5 Jan 2026 – 7 Feb 2026". */
function periodWords(period: PeriodRequest | null): string {
  if (period?.kind === 'last' && period.count === 1) return `last ${period.unit}`;
  if (period?.kind !== 'range') return periodRequestText(period);
  const { from, to } = period;
  if (from.endsWith('-01') && periodEnd('monthly', monthOf(to)) === to)
    return rangeLabel('monthly', { from, to: monthOf(to) });
  return from === to ? dateLabel(from) : `${dateLabel(from)} – ${dateLabel(to)}`;
}

const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;

const namesLine = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;

const runName = (run: RunRecord): string => safe(runLabel(run.id), 60);

const STAGE_BAR = 10;

/** The progress line: stage and share in words beside the bar. */
export function progressMessage(run: RunRecord, reports: readonly ReportCard[]): Message {
  const title = safe(reportTitles(run.request, reports), 200);
  const filled = Math.round(Math.min(1, Math.max(0, run.share)) * STAGE_BAR);
  const bar = `${'▰'.repeat(filled)}${'▱'.repeat(STAGE_BAR - filled)}`;
  const stage = run.state === 'queued' ? 'queued' : `${safe(run.stage, 80)}, ${Math.round(run.share * 100)} %`;
  return {
    text: clip(`${title}: ${stage}`, 600),
    blocks: [
      section(`⏳ *${title}*\n${bar} ${stage}`),
      context(`${requestLine(run.request, reports)} · asked by ${person(run.requestedBy)} · ${runName(run)}`),
    ],
  };
}

export interface ResultMessage extends Message {
  readonly thread: readonly Message[];
}

/** The result: one report in full, or one paragraph for each of several. */
export function resultMessage(run: RunRecord, options: BlockOptions, reports: readonly ReportCard[]): ResultMessage {
  const outcomes = run.outcomes ?? [];
  const stamp = { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
  const [first] = outcomes;
  if (outcomes.length === 1 && first?.status === 'ready') return documentBlocks(first.document, stamp, options);

  const blocks: Block[] = [];
  const thread: Message[] = [];
  const documents = outcomes.flatMap((outcome) => (outcome.status === 'ready' ? [outcome.document] : []));
  for (const outcome of outcomes.slice(0, MAX_OUTCOMES)) blocks.push(...paragraph(outcome, reports));
  if (outcomes.length > MAX_OUTCOMES) blocks.push(context(`and ${outcomes.length - MAX_OUTCOMES} more in the PDF`));
  for (const document of documents)
    thread.push(...documentBlocks(document, stamp, { ...options, actions: false }).thread);
  if (options.actions) blocks.push(resultActions(run.id, options.pageUrl));
  const asOf = documents[0]?.scope.dataAsOf;
  blocks.push(
    context(
      [requestLine(run.request, reports), ...(asOf ? [`data as of ${safe(asOf, 40)}`] : []), runName(run)].join(' · '),
    ),
  );
  return {
    text: clip(`${reportTitles(run.request, reports)}: ${documents.length} of ${outcomes.length} ready`, 600),
    blocks,
    thread,
  };
}

/** Keeps a run of all reports inside one message's budget; the PDF holds everything. */
const MAX_OUTCOMES = 8;

function paragraph(outcome: RunOutcome, reports: readonly ReportCard[]): Block[] {
  const title = reports.find((report) => report.id === outcome.report)?.title ?? outcome.report;
  if (outcome.status === 'ready') return [section(`_${safe(title, 120)}_`), ...headline(outcome.document)];
  return [section(`_${safe(title, 120)}_\nNot available: ${outcome.missing.slice(0, 2).map(missingLine).join('; ')}`)];
}

/** "needs …; available: …. Do this." */
export const missingLine = ({ need, have, fix }: Missing): string =>
  `needs ${wordy(need)}; available: ${wordy(have)}. ${capital(wordy(fix))}.`;

const wordy = (text: string): string => safe(withDateWords(text), 160);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Nothing is broken, but the data cannot support an answer: what is needed, what there is, what helps. */
export function unavailableMessage(
  run: RunRecord,
  missing: readonly Missing[],
  reports: readonly ReportCard[],
): Message {
  const title = safe(reportTitles(run.request, reports), 200);
  const lines = missing.slice(0, 8).map((each) => `• ${capital(missingLine(each))}`);
  return {
    text: clip(`${title}: not available with these data`, 600),
    blocks: [
      section(`*${title}: the data cannot answer this yet*\n${clip(lines.join('\n'), 2_400)}`),
      {
        type: 'actions',
        elements: [
          actionButton('Other brands', RESULT_ACTIONS.otherBrands, run.id),
          actionButton('Other period', RESULT_ACTIONS.otherPeriod, run.id),
        ],
      },
      context(`${requestLine(run.request, reports)} · ${runName(run)}`),
    ],
  };
}

export const actionButton = (text: string, action: string, value: string, style?: Button['style']): Button => ({
  type: 'button',
  text: plain(text),
  action_id: action,
  value,
  ...(style ? { style } : {}),
});

/** Sends the report to the person instead of the place that refused it. */
export const SEND_TO_ME = 'result:to-me';

/** What failed, why, and what to do; for the person who asked. */
export function failureMessage(run: RunRecord, error: Explanation, reports: readonly ReportCard[]): Message {
  const title = safe(reportTitles(run.request, reports), 200);
  const elements = [actionButton('Try again', RESULT_ACTIONS.retry, run.id, 'primary')];
  if (error.code === 'slack') elements.push(actionButton('Send it to me', SEND_TO_ME, run.id));
  return {
    text: clip(`${title} failed: ${escapeMrkdwn(oneLine(error.what))}`, 600),
    blocks: [
      section(`⚠️ *${title} failed*\n${problemText(error)}`),
      { type: 'actions', elements },
      context(`${requestLine(run.request, reports)}${placeOf(run)} · ${runName(run)}`),
    ],
  };
}

/** A failure is often told elsewhere: where the report was to go. */
const placeOf = ({ destination }: RunRecord): string =>
  destination.kind === 'slack' && /^[CG][A-Z0-9]+$/.test(destination.channel) ? ` · for <#${destination.channel}>` : '';

/** An explanation as text: what, why, what to do. */
export function problemText(error: Explanation): string {
  return [`${safe(error.what, 600)} ${safe(error.why, 900)}`.trim(), safe(error.fix, 600)].filter(Boolean).join('\n');
}

/** Above files that could not be posted beside their result. */
export const filesForYou = (channel: string): string =>
  `The files of the report that you asked for in <#${channel}>: I can post files only in channels that I am a member of.`;

/** Beside a result in a workspace that takes no files. */
export function filesRefusedMessage(why: string, pageUrl: string | null): Message {
  const page = pageUrl === null ? '' : ' “Full report” above opens the same pages in the browser.';
  const line = `📎 The PDF and the pictures could not be posted. ${safe(why, 300)}${page}`;
  return { text: line, blocks: [context(line)] };
}

/** Beside a result whose files went elsewhere: where they are, and how they come here next time. */
export function filesElsewhereMessage(user: string): Message {
  const line = `📎 The files went to ${person(user)} as a direct message, because I am not a member of this channel.`;
  const remedy = 'Type /invite and the app’s name to get them here next time.';
  return { text: `${line} ${remedy}`, blocks: [context(`${line}\n${remedy}`)] };
}

/** What the channel sees of a failure: a quiet line. */
export function quietMessage(run: RunRecord, reports: readonly ReportCard[]): Message {
  const line = `${safe(reportTitles(run.request, reports), 200)} could not be made; ${person(run.requestedBy)} was told why.`;
  return { text: clip(line, 600), blocks: [context(line)] };
}

/** The first finished document of a run. */
export function firstDocument(run: RunRecord): Document | null {
  const outcome = run.outcomes?.find((each) => each.status === 'ready');
  return outcome?.status === 'ready' ? outcome.document : null;
}
