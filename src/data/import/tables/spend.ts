/** spend.csv: money by channel and period, with impressions and clicks when known. */
import { mergeRows } from '../merge.ts';
import { brandOf, projectOf } from '../references.ts';
import { Refusal, type Row } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

function countOf(row: Row, column: string): number | null {
  const value = row.optionalNumber(column);
  if (value !== null && value < 0) throw new Refusal('invalid', `${column} ${value} is negative`);
  return value;
}

export const spend: ImportTable = {
  file: 'spend.csv',
  required: ['project', 'brand', 'channel', 'period', 'amount'],
  optional: ['impressions', 'clicks'],
  staged: [
    ['project_id', 'integer'],
    ['brand_id', 'integer'],
    ['channel', 'text'],
    ['period', 'date'],
    ['amount', 'float8'],
    ['impressions', 'float8'],
    ['clicks', 'float8'],
  ],
  key: ['project_id', 'brand_id', 'channel', 'period'],
  wordKey: ['project', 'brand', 'channel', 'period'],
  words: {
    joins: 'JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)',
    columns: {
      project: 'project',
      brand: 'brand',
      channel: 's.channel',
      period: "to_char(s.period, 'YYYY-MM-DD')",
      amount: 's.amount',
      impressions: 's.impressions',
      clicks: 's.clicks',
    },
  },
  // Credits and refunds make a negative amount possible; negative impressions and clicks are not.
  read(row, { references, today }) {
    const project = projectOf(row, references);
    const brand = brandOf(row, references);
    return [
      project.id,
      brand,
      row.text('channel'),
      row.period('period', project.frequency, today),
      row.number('amount'),
      countOf(row, 'impressions'),
      countOf(row, 'clicks'),
    ];
  },
  merge(transaction, batch) {
    return mergeRows(transaction, batch, {
      file: this.file,
      stage: 'staged_spend',
      target: 'digicadence.spend',
      key: ['project_id', 'brand_id', 'channel', 'period'],
      values: ['amount', 'impressions', 'clicks'],
      nullableKey: false,
      history: 'digicadence.spend_history',
      naming: namingOf(this),
      corrections: { subject: 'spend', period: 'period', outcome: false },
    });
  },
};
