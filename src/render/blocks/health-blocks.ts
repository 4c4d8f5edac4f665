/** "Method & data health" of a stored Document, as the blocks of a modal. */
import type { Document } from '../../document/document.ts';
import { type Block, context, section } from './block.ts';
import { clip, escapeMrkdwn, oneLine, withDateWords } from './mrkdwn.ts';

const MAX_NOTES = 20;
const PARAGRAPH_CHARS = 700;

const line = (text: string, limit = PARAGRAPH_CHARS): string => clip(escapeMrkdwn(oneLine(text)), limit);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const day = (date: string): string => line(withDateWords(date), 40);
const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;

/**
 * How far to trust the report comes first, in plain words; then what it rests on and how it was computed; formulas and
 * single cells last, for those who check.
 */
export function healthBlocks(document: Document): Block[] {
  const health = document.dataHealth;
  const score = health.score === null ? 'no score' : `${Math.round(health.score)} of 100`;
  const scored = health.dimensions.flatMap((dimension) =>
    dimension.score === null ? [] : [`${line(capital(dimension.dimension), 60)} *${Math.round(dimension.score)}*`],
  );
  const formulas = health.dimensions.map(
    (dimension) => `• *${line(capital(dimension.dimension), 60)}*: ${line(dimension.formula, 420)}`,
  );
  const markets = health.markets.slice(0, 10).map((market) => {
    const last = `${percent(market.lastPeriodCoverage)} in the last period`;
    return `• ${line(market.project, 80)}: coverage ${percent(market.coverage)}, ${last}`;
  });
  const offending = health.dimensions
    .flatMap((dimension) => dimension.offending)
    .slice(0, 10)
    .map(({ period, problem, ...cell }) => {
      const where = [cell.project, cell.brand, cell.section, cell.platform, cell.metric].filter(Boolean).join(' / ');
      return `• ${line(`${where}${period === undefined ? '' : `, ${day(period)}`}: ${problem}`, 240)}`;
    });
  const facts = [
    count(health.gapsFilled, 'short gap filled', 'short gaps filled'),
    count(health.weightChanges.length, 'change of weights inside the history', 'changes of weights inside the history'),
    count(health.quarantined, 'row held back at import', 'rows held back at import'),
  ];
  const group = (title: string, lines: readonly string[]): Block[] =>
    lines.length === 0 ? [] : [section(`*${title}*\n${clip(lines.join('\n'), 2_900)}`)];
  return [
    section(
      [
        `*Data health: ${score}*`,
        [`data as of ${day(health.dataAsOf)}`, ...facts].join(' · '),
        ...(scored.length === 0 ? [] : [scored.join(' · ')]),
      ].join('\n'),
    ),
    ...group('Markets', markets),
    ...group(
      'Notes',
      health.notes.slice(0, MAX_NOTES).map((note) => `• ${line(withDateWords(note), 300)}`),
    ),
    ...document.method
      .slice(0, MAX_NOTES)
      .map((note) =>
        section(
          `*${line(note.heading, 120)}*\n${line(note.text)}${note.source ? `\n_Source:_ ${line(note.source, 300)}` : ''}`,
        ),
      ),
    ...group(
      'Definitions',
      document.definitions.slice(0, MAX_NOTES).map((each) => `• *${line(each.term, 80)}*: ${line(each.text, 300)}`),
    ),
    ...group('How data health is measured', formulas),
    ...group('Cells to look at', offending),
    context(`Data version ${line(document.dataVersion, 80)} · seed ${document.seed}`),
  ];
}
