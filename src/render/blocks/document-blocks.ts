/**
 * Document → Slack message: verdict, KPI line, up to five findings, one or two charts, buttons, context line; the rest of
 * page 1 goes into a thread message. Pure; within Slack's limits by construction.
 */

import type { ChartSpec } from '../../document/chart.ts';
import type { Document, Kpi, RunStamp } from '../../document/document.ts';
import { runLabel } from '../../document/run-label.ts';
import type { Grade } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { pictureAlt } from '../charts/picture-alt.ts';
import { tieStatistics } from '../html/numbers.ts';
import { type Actions, type Block, type Button, context, type Message, plain, section } from './block.ts';
import { LIMITS } from './limits.ts';
import { breakBroadcasts, clip, escapeMrkdwn, oneLine } from './mrkdwn.ts';
import { chartTable, nativeChart } from './native-chart.ts';

/** ● supported, ◐ suggestive, ○ none, – insufficient; facts and forecasts carry a small dot, they are not tested. */
export const GRADE_MARKS: Readonly<Record<Grade, string>> = {
  supported: '●',
  suggestive: '◐',
  none: '○',
  insufficient: '–',
};
const UNTESTED_MARK = '·';

/** Words of the result's buttons, and the ids under which slack/ listens to them; the value is the run id. */
export const RESULT_ACTIONS = {
  otherBrands: 'result:other-brands',
  otherPeriod: 'result:other-period',
  data: 'result:data',
  method: 'result:method',
  page: 'result:page',
  retry: 'result:retry',
} as const;

/** How charts appear: uploaded images, Slack's chart block, its table, one line of text, or not at all. */
export type ChartForm = 'images' | 'native' | 'table' | 'text' | 'none';

export interface BlockOptions {
  readonly charts: ChartForm;
  /** Uploaded charts in order of importance; at most two are shown. */
  readonly images: readonly { readonly chart: string; readonly fileId: string }[];
  /** Address of the report page; null without one. */
  readonly pageUrl: string | null;
  /** Buttons act on a stored run; false for messages that stand alone. */
  readonly actions: boolean;
}

export interface DocumentMessages extends Message {
  /** What follows in the thread where no PDF can be posted: drivers, risks, actions. */
  readonly thread: readonly Message[];
}

const MAX_FINDINGS = 5;
/** Of one measure: five brands in the same sentence are a table, not a message. */
const MAX_OF_ONE_MEASURE = 2;
/** Lines that all findings take together on a desktop, where a line holds about so many characters. */
const FINDING_LINES = 8;
const LINE_CHARS = 88;
const MAX_CHARTS = 2;
/** A claim is said whole; only names of absurd length are cut. */
const FINDING_CHARS = 400;
const VERDICT_CHARS = 400;
const KPI_CHARS = 110;
/** Slack allows 2,000; two charts must fit the message's budget. */
const ALT_CHARS = 900;

/** The result message of one document. */
export function documentBlocks(document: Document, stamp: RunStamp, options: BlockOptions): DocumentMessages {
  const blocks: Block[] = [...headline(document)];
  const findings = topFindings(document);
  if (findings.length > 0) blocks.push(section(findings.map(findingLine).join('\n')));
  const legend = legendLine(findings);
  if (legend !== '') blocks.push(context(legend));
  blocks.push(...charts(document, options));
  if (options.actions) blocks.push(resultActions(stamp.runId, options.pageUrl));
  blocks.push(context(contextLine(document, stamp)));
  return { text: fallbackText(document), blocks, thread: details(document) };
}

/** Bold verdict and KPI line. */
export function headline(document: Document): Block[] {
  const candidates = [document.verdict.text, document.title, document.report.title].map(oneLine);
  const verdict = candidates.find((text) => text !== '') ?? document.report.id;
  const lines = [`*${clip(escapeMrkdwn(verdict), VERDICT_CHARS)}*`];
  const kpis = document.kpis.slice(0, 5).map(kpiText);
  if (kpis.length > 0) lines.push(kpis.join(' · '));
  return [section(lines.join('\n'))];
}

/** "DC score *65.1* ▲ +3.3 (p = .004)": arrow, sign and number together, so that nothing hangs on colour. */
function kpiText(kpi: Kpi): string {
  const parts = [`${escapeMrkdwn(oneLine(kpi.label))} *${escapeMrkdwn(oneLine(kpi.text))}*`];
  if (kpi.delta) {
    const arrow = kpi.delta.better === true ? '▲\u00a0' : kpi.delta.better === false ? '▼\u00a0' : '';
    parts.push(`${arrow}${escapeMrkdwn(oneLine(kpi.delta.text))}`);
  }
  if (kpi.gradeText !== '') parts.push(`(${escapeMrkdwn(tieStatistics(oneLine(kpi.gradeText)))})`);
  return clip(parts.join(' '), KPI_CHARS);
}

/**
 * Insights first, in the order of their weight, then facts and forecasts in the document's order; what the verdict already
 * says is left out, and so is what tells the story of an insight again. Supported findings that are no insight are such
 * repetitions; suggestive ones belong to the "worth watching" table only. Without any of these, what was looked for and
 * not found.
 * A claim that would pass the lines of all is left out rather than cut, since its end may hold the caveat.
 */
export function topFindings(document: Document): readonly Finding[] {
  const said = new Set(document.verdict.refs);
  const fresh = document.findings.filter((finding) => !said.has(finding.id) && finding.claim.trim() !== '');
  const repeated = new Set(document.insights.flatMap(({ also }) => also));
  const candidates = [
    ...document.insights.flatMap((insight) => fresh.find(({ id }) => id === insight.finding) ?? []),
    ...fresh.filter(({ id, grade }) => grade === null && !repeated.has(id)),
  ];
  const chosen: Finding[] = [];
  const ofMeasure = new Map<string, number>();
  let lines = 0;
  for (const finding of candidates) {
    const measure = `${finding.kind}: ${finding.measure}`;
    const same = ofMeasure.get(measure) ?? 0;
    const own = Math.ceil(Math.min(finding.claim.length, FINDING_CHARS) / LINE_CHARS);
    if (chosen.length === MAX_FINDINGS || same === MAX_OF_ONE_MEASURE || lines + own > FINDING_LINES) continue;
    chosen.push(finding);
    ofMeasure.set(measure, same + 1);
    lines += own;
  }
  if (chosen.length > 0) return chosen;
  return fresh.filter((finding) => finding.grade === 'none' || finding.grade === 'insufficient').slice(0, 2);
}

const markOf = (grade: Grade | null): string => (grade === null ? UNTESTED_MARK : GRADE_MARKS[grade]);

function findingLine(finding: Finding): string {
  return `${markOf(finding.grade)} ${clip(escapeMrkdwn(oneLine(finding.claim)), FINDING_CHARS)}`;
}

function charts(document: Document, options: BlockOptions): Block[] {
  if (options.charts === 'none') return [];
  const byId = new Map(document.charts.map((chart) => [chart.id, chart]));
  if (options.charts === 'images')
    return options.images.slice(0, MAX_CHARTS).flatMap(({ chart, fileId }) => {
      const spec = byId.get(chart);
      return spec ? [image(spec, fileId)] : [];
    });
  const headlineChart = byId.get(document.summary.headline ?? '') ?? document.charts[0];
  if (!headlineChart) return [];
  if (options.charts === 'native') {
    const native = nativeChart(headlineChart);
    if (native) return [native];
  }
  const title = `*${clip(escapeMrkdwn(oneLine(headlineChart.title)), 200)}*`;
  const table = options.charts === 'text' ? null : chartTable(document, headlineChart);
  if (table) return [section(title), table];
  return [section(`${title}\n${clip(escapeMrkdwn(oneLine(headlineChart.alt)), 600)}`)];
}

/** Without a title of its own: the picture states its finding in its first line, as its alternative text does. */
function image(chart: ChartSpec, fileId: string): Block {
  return {
    type: 'image',
    slack_file: { id: fileId },
    alt_text: clip(breakBroadcasts(oneLine(pictureAlt(chart))), ALT_CHARS) || 'Chart',
  };
}

/** Buttons of a result; each carries the run id. */
export function resultActions(runId: string, pageUrl: string | null): Actions {
  const button = (text: string, action: string, extra: Partial<Button> = {}): Button => ({
    type: 'button',
    text: plain(text),
    action_id: action,
    value: clip(runId, LIMITS.buttonValue),
    ...extra,
  });
  return {
    type: 'actions',
    elements: [
      button('Other brands', RESULT_ACTIONS.otherBrands),
      button('Other period', RESULT_ACTIONS.otherPeriod),
      button('Data (CSV)', RESULT_ACTIONS.data),
      button('Method & data health', RESULT_ACTIONS.method),
      ...(pageUrl !== null && pageUrl.length <= LIMITS.buttonUrl
        ? [button('Full report', RESULT_ACTIONS.page, { url: pageUrl })]
        : []),
    ],
  };
}

/** Words beside the marks that the findings carry; facts need none. */
const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  supported: 'supported: more than chance would explain',
  suggestive: 'suggestive: worth watching',
  none: 'tested, nothing beyond chance',
  insufficient: 'not enough data to test',
};

function legendLine(findings: readonly Finding[]): string {
  const grades = new Set(findings.map((finding) => finding.grade));
  return [...grades]
    .flatMap((grade) => (grade === null ? [] : [`${GRADE_MARKS[grade]} ${GRADE_WORDS[grade]}`]))
    .join('   ');
}

function contextLine(document: Document, stamp: RunStamp): string {
  const { scope } = document;
  const parts = [scope.label, `${scope.period} vs ${scope.comparison}`, `data as of ${scope.dataAsOf}`];
  const line = [...parts.map((part) => clip(escapeMrkdwn(oneLine(part)), 300)), escapeMrkdwn(runLabel(stamp.runId))];
  return clip(line.join(' · '), LIMITS.contextText);
}

/** For notifications and screen readers: the report and its verdict. */
export function fallbackText(document: Document): string {
  const text = `${document.report.title}: ${document.verdict.text || document.title}`;
  return clip(escapeMrkdwn(oneLine(text)), 600);
}

/** Drivers, risks and recommended actions of page 1, as one thread message; none when there is nothing to say. */
function details(document: Document): Message[] {
  const { drivers, risks } = document.summary;
  const item = (text: string, figure: string, mark: string): string =>
    clip(`${mark} ${escapeMrkdwn(oneLine(text))}${figure === '' ? '' : ` — ${escapeMrkdwn(oneLine(figure))}`}`, 300);
  const list = (title: string, lines: readonly string[]): Block[] =>
    lines.length === 0 ? [] : [section(`*${title}*\n${lines.join('\n')}`)];
  const blocks = [
    ...list(
      'What moved',
      drivers.slice(0, 3).map((each) => item(each.text, each.figure, markOf(each.grade))),
    ),
    ...list(
      'Risks',
      risks.slice(0, 3).map((each) => item(each.text, each.figure, markOf(each.grade))),
    ),
    ...list(
      'Actions',
      document.recommendations
        .slice(0, 3)
        .map((each, i) => item(each.action, [each.effectText, each.time].filter(Boolean).join(', '), `${i + 1}.`)),
    ),
  ];
  if (blocks.length === 0) return [];
  return [
    { text: clip(`${escapeMrkdwn(oneLine(document.report.title))}: what moved, risks and actions`, 600), blocks },
  ];
}
