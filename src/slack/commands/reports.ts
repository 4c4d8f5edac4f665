/** /dc reports [category]: the catalogue, with what each report answers and whether the data are there for it. */
import { type Block, context, header, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { nearestName } from '../../reports/nearest-name.ts';
import { missingByDefault } from '../../reports/readiness.ts';
import { type AnyReport, CATEGORIES, type Category, type Missing } from '../../reports/report.ts';
import { actionButton, missingLine } from '../messages/run-message.ts';
import { CATEGORY_LABELS } from '../modals/builder-view.ts';
import { nameKey, type Vocabulary } from '../parse/vocabulary.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';
import { MENU_ACTION } from './menu-action.ts';

export const reports: Command = {
  name: 'reports',
  usage: 'reports [category]',
  help: 'Lists the reports with what they answer and whether your data suffice',
  async run({ ctx, actor, words }) {
    const vocabulary = await ctx.vocabulary.ready();
    await tell(ctx, actor, catalogueMessage(words, ctx.reports, vocabulary));
  },
};

/** The catalogue, or one category of it; an unknown category shows all with a remark. */
export function catalogueMessage(words: string, all: readonly AnyReport[], vocabulary: Vocabulary): Message {
  const category = words === '' ? null : categoryOf(words);
  const shown = all.filter((report) => category === null || report.category === category);
  const blocks: Block[] = [];
  if (words !== '' && category === null)
    blocks.push(context(`There is no category “${clip(escapeMrkdwn(oneLine(words)), 80)}”; these are all reports.`));
  for (const each of CATEGORIES) {
    const members = shown.filter((report) => report.category === each);
    if (members.length === 0) continue;
    const lacks = members.map((report) => missingByDefault(report, vocabulary.catalog));
    const ready = lacks.filter((missing) => missing.length === 0).length;
    blocks.push(header(`${CATEGORY_LABELS[each]}: ${ready} of ${members.length} ready`));
    members.forEach((report, i) => {
      blocks.push(line(report, lacks[i]!));
    });
  }
  if (shown.length === 0) blocks.push(section(emptyCategory(category)));
  return { text: `${shown.length} reports`, blocks };
}

const emptyCategory = (category: Category | null): string =>
  category === null ? 'There is no report yet.' : `There is no report under *${CATEGORY_LABELS[category]}* yet.`;

function categoryOf(words: string): Category | null {
  const key = nameKey(words).replaceAll(' ', '-');
  const byLabel = CATEGORIES.find((category) =>
    nameKey(CATEGORY_LABELS[category]).replaceAll(' ', '-').startsWith(key),
  );
  return (
    CATEGORIES.find((category) => category === key) ?? byLabel ?? (nearestName(key, CATEGORIES) as Category | null)
  );
}

/** What lacks data has no button: it is told what would help instead. */
function line(report: AnyReport, [lack]: readonly Missing[]): Block {
  const id = `\`${report.id}\``;
  const state = lack ? `○ ${missingLine(lack)} ${id}` : `● ready · ${id}`;
  const text = `*${clip(escapeMrkdwn(report.title), 100)}*\n${clip(escapeMrkdwn(report.question), 120)}\n${state}`;
  if (lack) return section(text);
  return { ...section(text), accessory: actionButton('Run', `${MENU_ACTION.run}:${report.id}`, report.id) };
}
