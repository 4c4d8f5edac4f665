/** /dc suggest [for … in …]: what is worth running now and why, and what the other reports lack. */
import { LOOK_BACK_RUNS, pastRunsOf } from '../../delivery/past-runs.ts';
import { resolveSelection, type SelectionRequest } from '../../domain/selection.ts';
import type { RunSummary } from '../../ports.ts';
import { type Block, header, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import type { AnyReport } from '../../reports/report.ts';
import { type Suggestion, type Suggestions, suggest as suggestReports } from '../../reports/suggest.ts';
import { actionButton } from '../messages/run-message.ts';
import { parseRequest } from '../parse/parse-request.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';
import { MENU_ACTION } from './menu-action.ts';

const EVERYTHING: SelectionRequest = { projects: null, brands: null, period: null };
/** A message holds 50 blocks; nobody reads more suggestions than this. */
const MOST_SUGGESTED = 8;
const MOST_LACKING = 10;

/** What is worth running on a selection; null when the selection itself has no data. */
export function suggestionsFor(
  reports: readonly AnyReport[],
  vocabulary: Vocabulary,
  request: SelectionRequest,
  recent: readonly RunSummary[],
): Suggestions | null {
  const resolved = resolveSelection(vocabulary.catalog, request);
  if (!resolved.ok) return null;
  return suggestReports(reports, vocabulary.catalog, resolved.selection, pastRunsOf(recent));
}

export const suggest: Command = {
  name: 'suggest',
  usage: 'suggest [for … in …]',
  help: 'Says which reports are worth running now and why',
  async run({ ctx, actor, words }) {
    const [vocabulary, recent] = await Promise.all([
      ctx.vocabulary.ready(),
      ctx.reporting.recent(LOOK_BACK_RUNS, actor.user),
    ]);
    const parsed = words === '' ? null : parseRequest(words, vocabulary);
    const request = parsed?.request.selection ?? EVERYTHING;
    const isDefault = request.brands === null && request.projects === null && request.period === null;
    await tell(
      ctx,
      actor,
      suggestMessage(suggestionsFor(ctx.reports, vocabulary, request, recent), {
        line: isDefault ? null : words,
        command: ctx.command,
      }),
    );
  },
};

export interface Asked {
  /** The words that choose brands and projects; null: the defaults. */
  readonly line: string | null;
  readonly command: string;
}

export function suggestMessage(suggestions: Suggestions | null, { line, command }: Asked): Message {
  if (suggestions === null || suggestions.suggested.length + suggestions.unavailable.length === 0)
    return {
      text: 'Nothing to suggest',
      blocks: [section('There are no scores for this selection yet. Import data, or choose other brands or projects.')],
    };
  const { suggested, unavailable } = suggestions;
  const blocks: Block[] = [];
  const [news, same] = [suggested.filter(({ isNews }) => isNews), suggested.filter(({ isNews }) => !isNews)];
  if (news.length > 0) blocks.push(header('Worth running'));
  for (const each of news.slice(0, MOST_SUGGESTED)) blocks.push(suggestionLine(each, { line, command }));
  // One reason for all of them is said once.
  if (same.length > 0)
    blocks.push(
      header(`Nothing new since your last run${line === null ? '' : ' on this selection'}`),
      section(
        [
          ...same.slice(0, MOST_SUGGESTED).map(({ title }) => `· ${clip(escapeMrkdwn(oneLine(title)), 100)}`),
          ...(same.length > MOST_SUGGESTED ? [`… and ${same.length - MOST_SUGGESTED} more`] : []),
        ].join('\n'),
      ),
    );
  if (unavailable.length > 0) {
    const lines = unavailable.slice(0, MOST_LACKING).map(({ title, missing: [first] }) => {
      const lack = first ? `needs ${first.need}; has ${first.have}` : 'not ready';
      return `○ ${clip(escapeMrkdwn(title), 90)}: ${clip(escapeMrkdwn(oneLine(lack)), 160)}`;
    });
    const more = unavailable.length - lines.length;
    blocks.push(
      header('Not ready'),
      section(`${lines.join('\n')}${more > 0 ? `\n… and ${more} more: \`${command} reports\`` : ''}`),
    );
  }
  return {
    text: news.length === 0 ? 'Nothing new since your last runs' : `${news.length} reports are worth running`,
    blocks,
  };
}

/** One suggestion with its reasons and a button; a chosen selection runs by the words that chose it. */
export function suggestionLine({ report, title, reasons }: Suggestion, { line, command }: Asked): Block {
  const text = `*${clip(escapeMrkdwn(title), 100)}*\n${clip(escapeMrkdwn(oneLine(reasons.join(' '))), 400)}`;
  if (line === null)
    return { ...section(text), accessory: actionButton('Run', `${MENU_ACTION.run}:${report}`, report) };
  return section(`${text}\n\`${clip(escapeMrkdwn(oneLine(`${command} report ${report} ${line}`)), 300)}\``);
}
