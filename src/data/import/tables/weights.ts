/** weights.csv: dated weights of sections, platforms and metrics in a project. */
import { mergeRows } from '../merge.ts';
import { levelOf, projectOf } from '../references.ts';
import { Refusal } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

export const weights: ImportTable = {
  file: 'weights.csv',
  required: ['project', 'section', 'weight', 'valid_from'],
  optional: ['platform', 'metric'],
  staged: [
    ['project_id', 'integer'],
    ['section_id', 'integer'],
    ['platform_id', 'integer'],
    ['metric_id', 'integer'],
    ['valid_from', 'date'],
    ['weight', 'float8'],
  ],
  key: ['project_id', 'section_id', 'platform_id', 'metric_id', 'valid_from'],
  wordKey: ['project', 'section', 'platform', 'metric', 'valid_from'],
  words: {
    joins: `JOIN digicadence.projects USING (project_id) JOIN digicadence.sections USING (section_id)
      LEFT JOIN digicadence.platforms p ON p.platform_id = s.platform_id
      LEFT JOIN digicadence.metrics m ON m.metric_id = s.metric_id`,
    columns: {
      project: 'project',
      section: 'section',
      platform: 'p.platform',
      metric: 'm.metric',
      weight: 's.weight',
      valid_from: "to_char(s.valid_from, 'YYYY-MM-DD')",
    },
  },
  read(row, { references }) {
    const project = projectOf(row, references);
    const level = levelOf(row, references);
    const weight = row.number('weight');
    if (weight < 0) throw new Refusal('invalid', `weight ${weight} is negative`);
    return [project.id, level.section, level.platform, level.metric, row.date('valid_from'), weight];
  },
  merge(transaction, batch) {
    return mergeRows(transaction, batch, {
      file: this.file,
      stage: 'staged_weights',
      target: 'digicadence.project_weights',
      key: ['project_id', 'section_id', 'platform_id', 'metric_id', 'valid_from'],
      values: ['weight'],
      nullableKey: true,
      history: 'digicadence.project_weights_history',
      naming: namingOf(this),
      corrections: { subject: 'weights', period: 'valid_from', outcome: false },
    });
  },
};
