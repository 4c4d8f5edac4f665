/** "Method & data health" of a stored Document, as the blocks of a modal. */
import type { Document } from '../../document/document.ts';
import { type Block, context, section } from './block.ts';
import { clip, escapeMrkdwn, oneLine } from './mrkdwn.ts';

const MAX_NOTES = 20;
const PARAGRAPH_CHARS = 700;

const line = (text: string, limit = PARAGRAPH_CHARS): string => clip(escapeMrkdwn(oneLine(text)), limit);
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Data health first (it decides how far to trust the rest), then method with sources, then definitions. */
export function healthBlocks(document: Document): Block[] {
  const health = document.dataHealth;
  const score = health.score === null ? 'no score' : `${Math.round(health.score)} of 100`;
  const dimensions = health.dimensions.map((dimension) => {
    const value = dimension.score === null ? 'does not apply' : `${Math.round(dimension.score)}`;
    return `• ${line(dimension.dimension, 60)}: *${value}* (${line(dimension.formula, 200)})`;
  });
  const markets = health.markets.slice(0, 10).map((market) => {
    const last = `${percent(market.lastPeriodCoverage)} in the last period`;
    return `• ${line(market.project, 80)}: coverage ${percent(market.coverage)}, ${last}`;
  });
  const offending = health.dimensions
    .flatMap((dimension) => dimension.offending)
    .slice(0, 10)
    .map((cell) => {
      const where = [cell.project, cell.brand, cell.section, cell.platform, cell.metric, cell.period].filter(Boolean);
      return `• ${line(`${where.join(' / ')}: ${cell.problem}`, 240)}`;
    });
  const facts = [
    `${health.gapsFilled} short gaps filled`,
    `${health.weightChanges.length} weight changes inside the history`,
    `${health.quarantined} rows in quarantine`,
  ];
  const group = (title: string, lines: readonly string[]): Block[] =>
    lines.length === 0 ? [] : [section(`*${title}*\n${clip(lines.join('\n'), 2_900)}`)];
  return [
    section(`*Data health: ${score}*\n${[`data as of ${line(health.dataAsOf, 40)}`, ...facts].join(' · ')}`),
    ...group('Dimensions', dimensions),
    ...group('Markets', markets),
    ...group('Cells to look at', offending),
    ...group(
      'Notes',
      health.notes.slice(0, MAX_NOTES).map((note) => `• ${line(note, 300)}`),
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
    context(`Data version ${line(document.dataVersion, 80)} · seed ${document.seed}`),
  ];
}
