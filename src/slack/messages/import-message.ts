/** The messages of a file's import: how it is read, what became of it. */

import type { FileImport, ImportedTable } from '../../ports.ts';
import { type Block, context, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { LIMITS } from '../limits.ts';
import { actionButton } from './run-message.ts';

export const IMPORT_ACTION = {
  store: 'import:store',
  cancel: 'import:cancel',
  dayFirst: 'import:day-first',
  monthFirst: 'import:month-first',
} as const;

/** What a button of the preview carries: the file, and how its dates were read. */
export interface PendingImport {
  readonly file: string;
  /** Hash of the bytes that were previewed: what is stored is what was shown. */
  readonly digest: string;
  readonly dates?: 'dmy' | 'mdy';
}

const MOST_TABLES = 4;
const MOST_REJECTED = 5;
const MOST_COLUMNS = 12;
const CELL_CHARACTERS = 60;

const safe = (text: string, most: number): string => clip(escapeMrkdwn(oneLine(text)), most);
const count = (number: number): string => number.toLocaleString('en');
const rowsOf = (number: number): string => `${count(number)} row${number === 1 ? '' : 's'}`;

/** The first rows under their headers, with what each column is read as. */
function firstRows({ columns, firstRows: rows }: ImportedTable): Block {
  const shown = columns.slice(0, MOST_COLUMNS);
  const cell = (text: string) => ({ type: 'raw_text', text: clip(oneLine(text), CELL_CHARACTERS) || ' ' }) as const;
  return {
    type: 'table',
    rows: [
      shown.map(({ header }) => cell(header)),
      shown.map(({ column, type }) => cell(column === null ? 'left aside' : `${column} (${type})`)),
      ...rows.map((row) => shown.map((_, at) => cell(row[at] ?? ''))),
    ],
  };
}

function rejectedText({ rejected, rejectedCount }: ImportedTable): string {
  const lines = rejected.slice(0, MOST_REJECTED).map(({ line, reason }) => `• line ${line}: ${safe(reason, 200)}`);
  if (rejectedCount > lines.length) lines.push(`• … and ${count(rejectedCount - lines.length)} more`);
  return lines.join('\n');
}

const fate = ({ taken, replaced, unchanged, rejectedCount }: ImportedTable): string =>
  [
    `${count(taken)} new`,
    `${count(replaced)} corrected`,
    `${count(unchanged)} unchanged`,
    `${count(rejectedCount)} refused`,
  ].join(' · ');

/** Slack takes one table block a message; the table with most rows gets it. */
function tableBlocks(tables: readonly ImportedTable[], withRows: boolean): Block[] {
  const largest = tables.reduce<ImportedTable | null>(
    (best, table) => (best === null || table.rows > best.rows ? table : best),
    null,
  );
  return tables
    .slice(0, MOST_TABLES)
    .flatMap((table): Block[] => [
      section(
        clip(
          [
            `*${safe(table.label, 120)}* is read as \`${table.table}\` (${safe(table.format, 60)})`,
            `${rowsOf(table.rows)}: ${fate(table)}`,
            ...table.warnings.slice(0, 4).map((warning) => `⚠️ ${safe(warning, 240)}`),
            ...(table.rejectedCount > 0 ? [rejectedText(table)] : []),
          ].join('\n'),
          2_900,
        ),
      ),
      ...(withRows && table === largest ? [firstRows(table)] : []),
    ]);
}

const hasUnclearDates = ({ tables }: FileImport): boolean =>
  tables.some(({ rejected }) => rejected.some(({ reason }) => reason.includes('day or the month comes first')));

export function previewMessage(found: FileImport, pending: PendingImport): Message {
  const value = (more: Partial<PendingImport> = {}): string =>
    JSON.stringify({ ...pending, ...more }).slice(0, LIMITS.buttonValue);
  const usable = found.tables.reduce((sum, { taken, replaced }) => sum + taken + replaced, 0);
  const buttons = [
    ...(usable > 0 ? [actionButton(`Import ${rowsOf(usable)}`, IMPORT_ACTION.store, value(), 'primary')] : []),
    ...(pending.dates === undefined && hasUnclearDates(found)
      ? [
          actionButton('Dates are day/month', IMPORT_ACTION.dayFirst, value({ dates: 'dmy' })),
          actionButton('Dates are month/day', IMPORT_ACTION.monthFirst, value({ dates: 'mdy' })),
        ]
      : []),
    actionButton('Cancel', IMPORT_ACTION.cancel, value()),
  ];
  const verdict =
    usable > 0
      ? 'Nothing is stored yet: is this what you mean?'
      : 'Nothing in it is new, so there is nothing to import.';
  return {
    text: `Preview of ${found.tables.map(({ label }) => oneLine(label)).join(', ')}: ${rowsOf(usable)} to import`,
    blocks: [
      ...tableBlocks(found.tables, true),
      ...found.leftAside
        .slice(0, MOST_TABLES)
        .map(({ label, reason }) => context(`${safe(label, 120)} is left aside. ${safe(reason, 300)}`)),
      section(verdict),
      { type: 'actions', elements: buttons },
    ],
  };
}

export function storedMessage(done: FileImport): Message {
  const taken = done.tables.reduce((sum, each) => sum + each.taken, 0);
  const replaced = done.tables.reduce((sum, each) => sum + each.replaced, 0);
  const refused = done.tables.reduce((sum, each) => sum + each.rejectedCount, 0);
  const text = `Imported: ${rowsOf(taken)} new, ${count(replaced)} corrected, ${count(refused)} refused`;
  return {
    text,
    blocks: [
      section(`✅ *${text}*`),
      ...tableBlocks(done.tables, false),
      ...(refused > 0
        ? [context('Refused rows wait in quarantine with their reason; send the corrected rows in a new file.')]
        : []),
    ],
  };
}

export function quietMessage(text: string): Message {
  return { text, blocks: [context(text)] };
}
