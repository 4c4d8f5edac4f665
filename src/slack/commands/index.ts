/** The subcommands of /dc, and what to do with words that are none. */
import type { ReportRequest } from '../../domain/request.ts';
import { section } from '../../render/blocks/block.ts';
import { breakBroadcasts, clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { nearestName } from '../../reports/nearest-name.ts';
import { LIMITS } from '../limits.ts';
import { actionButton } from '../messages/run-message.ts';
import { parseRequest } from '../parse/parse-request.ts';
import { tell } from '../tell.ts';
import type { Command, CommandCall } from './command.ts';
import { helpCommand } from './help.ts';
import { importCommand } from './import.ts';
import { menu } from './menu.ts';
import { MENU_ACTION, NO_WORDS } from './menu-action.ts';
import { quality } from './quality.ts';
import { report } from './report.ts';
import { reports } from './reports.ts';
import { status } from './status.ts';
import { suggest as suggestCommand } from './suggest.ts';

export const COMMANDS: readonly Command[] = [
  menu,
  report,
  reports,
  suggestCommand,
  helpCommand(() => COMMANDS),
  status,
  quality,
  importCommand,
];

type Call = Omit<CommandCall, 'words'>;

/** Runs the subcommand that the line names; a line that names none is a report's when it says something of one. */
export async function runCommand(call: Call, line: string): Promise<void> {
  const [first = ''] = line.split(/\s/, 1);
  const rest = line.slice(first.length).trim();
  const named = COMMANDS.find((command) => command.name === first.toLowerCase());
  if (named) return named.run({ ...call, words: rest });
  const vocabulary = call.ctx.vocabulary.current();
  const parsed = vocabulary === null ? null : parseRequest(line, vocabulary);
  // "report" may be left out: "/dc score performance for Aurora".
  if (parsed?.complete) return report.run({ ...call, words: line });
  const near = vocabulary?.exact(first).length ? null : nearestName(first, NAMES);
  if (near !== null) return suggest(call, line, first, `${near} ${rest}`.trim());
  // "/dc Aurora last 6 months": the form asks for what is missing, with what was understood in its fields.
  if (parsed && saysSomething(parsed.request)) return report.run({ ...call, words: line });
  return suggest(call, line, first, null);
}

const NAMES = COMMANDS.map((command) => command.name).filter((name) => name !== '');

const saysSomething = ({ reports, selection }: ReportRequest): boolean =>
  reports.length > 0 || selection.brands !== null || selection.projects !== null || selection.period !== null;

/** Slack allows 2,000 in a button's value; a longer line is better typed again than run in part. */
const carried = (line: string): string => (line.length <= LIMITS.buttonValue ? line : NO_WORDS);

/** @param meant the line that would make sense, if there is one */
async function suggest({ ctx, actor }: Call, line: string, word: string, meant: string | null): Promise<void> {
  const shown = clip(escapeMrkdwn(oneLine(word)), 80);
  const buttons = [
    actionButton('New report …', MENU_ACTION.create, carried(line)),
    actionButton('Help', MENU_ACTION.help, 'help'),
  ];
  if (meant !== null && meant.length <= LIMITS.buttonValue) {
    const label = clip(breakBroadcasts(`Yes, ${ctx.command} ${oneLine(meant)}`), LIMITS.buttonText);
    buttons.unshift(actionButton(label, MENU_ACTION.meant, meant, 'primary'));
  }
  const question =
    meant === null ? '' : ` Did you mean \`${clip(escapeMrkdwn(oneLine(`${ctx.command} ${meant}`)), 300)}\`?`;
  await tell(ctx, actor, {
    text: `I do not know ${shown}`,
    blocks: [section(`I do not know “${shown}”.${question}`), { type: 'actions', elements: buttons }],
  });
}
