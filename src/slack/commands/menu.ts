/** /dc without words: new report, what could be worth running, the last runs, help. */
import type { RunSummary } from '../../ports.ts';
import { type Block, context, header, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn } from '../../render/blocks/mrkdwn.ts';
import type { AnyReport } from '../../reports/report.ts';
import { actionButton, reportTitles, requestLine } from '../messages/run-message.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';
import { exampleNames } from './examples.ts';
import { MENU_ACTION, NO_WORDS } from './menu-action.ts';
import { suggestionLine, suggestionsFor } from './suggest.ts';

const EVERYTHING = { projects: null, brands: null, period: null } as const;
const SUGGESTED = 3;
const RECENT = 3;
/** Runs looked through for different requests. */
const LOOK_BACK = 20;

export const menu: Command = {
  name: '',
  usage: '',
  help: 'Shows the quick menu',
  async run({ ctx, actor }) {
    const [vocabulary, recent] = await Promise.all([
      ctx.vocabulary.ready(),
      ctx.reporting.recent(LOOK_BACK, actor.user),
    ]);
    await tell(ctx, actor, menuMessage(ctx.reports, vocabulary, recent, ctx.command));
  },
};

export function menuMessage(
  reports: readonly AnyReport[],
  vocabulary: Vocabulary,
  recent: readonly RunSummary[],
  command: string,
): Message {
  const suggestions = suggestionsFor(reports, vocabulary, EVERYTHING, recent);
  const worth = suggestions?.suggested.filter(({ isNews }) => isNews).slice(0, SUGGESTED) ?? [];
  const blocks: Block[] = [
    {
      type: 'actions',
      elements: [
        actionButton('New report …', MENU_ACTION.create, NO_WORDS, 'primary'),
        actionButton('Help', MENU_ACTION.help, 'help'),
      ],
    },
  ];
  if (worth.length > 0) blocks.push(header('Worth running'));
  for (const each of worth) blocks.push(suggestionLine(each, { line: null, command }));
  const last = distinct(recent).slice(0, RECENT);
  if (last.length > 0) blocks.push(header('Your last reports'));
  for (const run of last)
    blocks.push({
      ...section(
        `*${clip(escapeMrkdwn(reportTitles(run.request, reports)), 150)}*\n${requestLine(run.request, reports)} · ${stateWords(run)}`,
      ),
      accessory: actionButton('Run again', `${MENU_ACTION.again}:${run.id}`, run.id),
    });
  blocks.push(
    context(
      `Or type: \`${command} report dc-score-performance for ${escapeMrkdwn(exampleNames(vocabulary).brands[0])} last 12 months\``,
    ),
  );
  return { text: 'Digi-Cadence: new report, suggestions, your last reports', blocks };
}

/** A run's state for people: "done", "running, 40 %", "failed", and whether a later load corrected what it had read. */
export function stateWords(run: RunSummary): string {
  if (run.state === 'running') return `running, ${Math.round(run.share * 100)} %`;
  if (run.state !== 'ready') return run.state;
  if (run.outcomes?.every((outcome) => outcome.status === 'unavailable')) return 'not enough data';
  return run.outdated ? 'done; outdated, its data were corrected since' : 'done';
}

/** The newest run of each request. */
function distinct(runs: readonly RunSummary[]): RunSummary[] {
  const newest = new Map<string, RunSummary>();
  for (const run of runs) {
    const key = JSON.stringify(run.request);
    if (!newest.has(key)) newest.set(key, run);
  }
  return [...newest.values()];
}
