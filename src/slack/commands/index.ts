/** The subcommands of /dc, and what to do with words that are none. */
import { section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { nearestName } from '../../reports/nearest-name.ts';
import { actionButton } from '../messages/run-message.ts';
import { parseRequest } from '../parse/parse-request.ts';
import { unescapeSlack } from '../parse/tokens.ts';
import { tell } from '../tell.ts';
import type { Command, CommandCall } from './command.ts';
import { helpCommand } from './help.ts';
import { MENU_ACTION, menu } from './menu.ts';
import { report } from './report.ts';
import { reports } from './reports.ts';
import { status } from './status.ts';

export const COMMANDS: readonly Command[] = [menu, report, reports, helpCommand(() => COMMANDS), status];

/** Runs the subcommand that the text names. */
export async function runCommand(call: Omit<CommandCall, 'words'>, text: string): Promise<void> {
  const line = unescapeSlack(text).trim();
  const [first = ''] = line.split(/\s/, 1);
  const rest = line.slice(first.length).trim();
  const named = COMMANDS.find((command) => command.name === first.toLowerCase());
  if (named) return named.run({ ...call, words: rest });
  // "report" may be left out: "/dc score performance for Aurora".
  const vocabulary = call.ctx.vocabulary.current();
  if (vocabulary && parseRequest(line, vocabulary).request.reports.length > 0)
    return report.run({ ...call, words: line });
  return suggest(call, first, rest);
}

async function suggest(call: Omit<CommandCall, 'words'>, word: string, rest: string): Promise<void> {
  const { ctx, actor } = call;
  const near = nearestName(
    word,
    COMMANDS.map((command) => command.name).filter((name) => name !== ''),
  );
  const meant =
    near === null
      ? ''
      : ` Did you mean \`${ctx.command} ${near}${rest === '' ? '' : ` ${escapeMrkdwn(clip(oneLine(rest), 200))}`}\`?`;
  await tell(ctx, actor, {
    text: `There is no command ${clip(escapeMrkdwn(word), 80)}`,
    blocks: [
      section(`I do not know “${clip(escapeMrkdwn(word), 80)}”.${meant}`),
      {
        type: 'actions',
        elements: [
          actionButton('New report …', MENU_ACTION.create, 'new'),
          actionButton('Help', MENU_ACTION.help, 'help'),
        ],
      },
    ],
  });
}
