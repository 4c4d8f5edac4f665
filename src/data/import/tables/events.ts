/** events.csv: dated labels of a project, or of one brand in it. */
import { mergeRows } from '../merge.ts';
import { brandOf, projectOf } from '../references.ts';
import { type ImportTable, namingOf } from '../table.ts';

export const events: ImportTable = {
  file: 'events.csv',
  required: ['project', 'date', 'label'],
  optional: ['brand'],
  staged: [
    ['project_id', 'integer'],
    ['brand_id', 'integer'],
    ['date', 'date'],
    ['label', 'text'],
  ],
  key: ['project_id', 'brand_id', 'date', 'label'],
  wordKey: ['project', 'brand', 'date', 'label'],
  words: {
    joins: `JOIN digicadence.projects USING (project_id)
      LEFT JOIN digicadence.brands b ON b.brand_id = s.brand_id`,
    columns: { project: 'project', brand: 'b.brand', date: "to_char(s.date, 'YYYY-MM-DD')", label: 's.label' },
  },
  read(row, { references }) {
    const project = projectOf(row, references);
    const brand = row.optionalText('brand') === null ? null : brandOf(row, references);
    return [project.id, brand, row.date('date'), row.text('label')];
  },
  merge(transaction, batch) {
    return mergeRows(transaction, batch, {
      file: this.file,
      stage: 'staged_events',
      target: 'digicadence.events',
      key: ['project_id', 'brand_id', 'date', 'label'],
      values: [],
      nullableKey: true,
      history: null,
      naming: namingOf(this),
      corrections: null,
    });
  },
};
