/** stated_scores.csv: scores as the source itself states them, by section or for the whole brand; a check on our roll-up. */
import { mergeRows } from '../merge.ts';
import { brandOf, levelOf, projectOf } from '../references.ts';
import { Refusal } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

export const statedScores: ImportTable = {
  file: 'stated_scores.csv',
  required: ['project', 'brand', 'period', 'score'],
  optional: ['section'],
  staged: [
    ['project_id', 'integer'],
    ['brand_id', 'integer'],
    ['section_id', 'integer'],
    ['period', 'date'],
    ['score', 'float8'],
  ],
  key: ['project_id', 'brand_id', 'section_id', 'period'],
  wordKey: ['project', 'brand', 'section', 'period'],
  words: {
    joins: `JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)
      LEFT JOIN digicadence.sections n ON n.section_id = s.section_id`,
    columns: {
      project: 'project',
      brand: 'brand',
      section: 'n.section',
      period: "to_char(s.period, 'YYYY-MM-DD')",
      score: 's.score',
    },
  },
  read(row, { references, today }) {
    const project = projectOf(row, references);
    const brand = brandOf(row, references);
    const section = row.optionalText('section') === null ? null : levelOf(row, references).section;
    const period = row.period('period', project.frequency, today);
    const score = row.number('score');
    if (score < 0 || score > 100) throw new Refusal('invalid', `score ${score} is outside 0–100`);
    return [project.id, brand, section, period, score];
  },
  merge(transaction, batch) {
    return mergeRows(transaction, batch, {
      file: this.file,
      stage: 'staged_stated_scores',
      target: 'digicadence.statedscore',
      key: ['project_id', 'brand_id', 'section_id', 'period'],
      values: ['score'],
      nullableKey: true,
      history: 'digicadence.statedscore_history',
      naming: namingOf(this),
      // Whoever reads scores reads these too: the data-health card compares both.
      corrections: { subject: 'scores', period: 'period', outcome: false },
    });
  },
};
