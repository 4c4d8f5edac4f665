/** /dc help [topic]. */
import { type Block, context, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { nearestName } from '../../reports/nearest-name.ts';
import type { AnyReport } from '../../reports/report.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';
import { type ExampleNames, exampleNames } from './examples.ts';

type Topic = (command: string, reports: readonly AnyReport[], names: ExampleNames) => readonly string[];

/** Angle brackets are markup in Slack. */
const code = (text: string): string => `\`${text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '&amp;')}\``;

const TOPICS: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  [
    'report',
    (command, _, names) => [
      '*Asking for a report*',
      `${code(`${command} report dc-score-performance`)}: the name alone is enough`,
      code(
        `${command} report dc-score-performance for ${names.brands.join(', ')} in ${names.project} last 12 months vs last year`,
      ),
      'Words come in any order. Put names with commas into quotes. Without words the form opens.',
      'Without brands: all own brands. Without a project: the current one of every market. Without a period: the last 12 periods with data.',
    ],
  ],
  [
    'periods',
    () => [
      '*Periods*',
      `${code('last 12 months')} ${code('past 6 weeks')} ${code('12m')} ${code('YTD')} ${code('YTD from April')}`,
      `${code('Q3 2025')} ${code('H1 2025')} ${code('2024')} ${code('Jan-Jun 2024')} ${code('2024-01..2024-06')} ${code('FY 2025 from April')}`,
      `Comparisons: ${code('vs last year')} ${code('vs previous period')} ${code('vs <project>')}`,
    ],
  ],
  [
    'options',
    (_, reports) => [
      '*Options*: a word, “name value” or name=value',
      ...[...new Map(reports.flatMap((report) => report.options).map((spec) => [spec.name, spec])).values()]
        .slice(0, 25)
        .map((spec) => `• ${code(spec.name)}: ${escapeMrkdwn(spec.help)}`),
    ],
  ],
  [
    'files',
    () => [
      '*Files*',
      `PDF and charts come by themselves: ${code('no pdf')} or ${code('no charts')} leaves them out, ${code('csv')} and ${code('xlsx')} add tables.`,
    ],
  ],
]);

export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    usage: 'help [topic]',
    help: `Explains; topics: ${[...TOPICS.keys()].join(', ')}`,
    async run({ ctx, actor, words }) {
      await tell(ctx, actor, helpMessage(words, commands(), ctx.command, ctx.reports, ctx.vocabulary.current()));
    },
  };
}

export function helpMessage(
  words: string,
  commands: readonly Command[],
  command: string,
  reports: readonly AnyReport[],
  vocabulary: Vocabulary | null,
): Message {
  const wanted = words.toLowerCase();
  const known = TOPICS.get(wanted) ?? TOPICS.get(nearestName(wanted, [...TOPICS.keys()]) ?? '');
  if (known) {
    const lines = known(command, reports, exampleNames(vocabulary));
    return { text: `Help on ${wanted}`, blocks: [section(clip(lines.join('\n'), 2_900))] };
  }
  const lines = commands
    .filter((each) => each.name !== '')
    .map((each) => `• ${code(`${command} ${each.usage}`)}\n   ${escapeMrkdwn(each.help)}`);
  const blocks: Block[] = [section(clip(`*Digi-Cadence*\n${lines.join('\n')}`, 2_900))];
  if (words !== '') blocks.unshift(context(`There is no topic “${clip(escapeMrkdwn(oneLine(words)), 80)}”.`));
  blocks.push(context(`Topics: ${[...TOPICS.keys()].join(', ')}`));
  return { text: 'What Digi-Cadence can do here', blocks };
}
