/** outcomes.csv: business outcomes by brand and period. */
import { mergeRows } from '../merge.ts';
import { brandOf, projectOf } from '../references.ts';
import { quote, Refusal } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

const STAGE = 'staged_outcomes';

export const outcomes: ImportTable = {
  file: 'outcomes.csv',
  required: ['project', 'brand', 'outcome', 'period', 'value'],
  optional: ['unit'],
  staged: [
    ['project_id', 'integer'],
    ['brand_id', 'integer'],
    ['outcome_id', 'integer'],
    ['period', 'date'],
    ['value', 'float8'],
  ],
  key: ['project_id', 'brand_id', 'outcome_id', 'period'],
  wordKey: ['project', 'brand', 'outcome', 'period'],
  words: {
    joins: `JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)
      JOIN digicadence.outcomes USING (outcome_id)`,
    columns: {
      project: 'project',
      brand: 'brand',
      outcome: 'outcome',
      period: "to_char(s.period, 'YYYY-MM-DD')",
      value: 's.value',
    },
  },
  read(row, { references, today }) {
    const project = projectOf(row, references);
    const brand = brandOf(row, references);
    const name = row.text('outcome');
    const outcome = references.outcomes.get(name);
    if (!outcome)
      throw new Refusal('orphan', `outcome ${quote(name)} is unknown; define it in outcome_definitions.csv`);
    const unit = row.optionalText('unit');
    if (unit !== null && outcome.unit === 'currency' && unit !== 'currency' && unit !== project.currency)
      throw new Refusal('invalid', `unit ${quote(unit)} of ${name} is not the project’s currency ${project.currency}`);
    if (unit !== null && outcome.unit !== 'currency' && unit !== outcome.unit)
      row.warn(
        'unit is not the one by which the outcome is known',
        `${name} in ${quote(unit)} is read as ${outcome.unit}`,
      );
    const period = row.period('period', project.frequency, today);
    const value = row.number('value');
    if (value < 0 && (outcome.unit === 'count' || outcome.unit === 'rank'))
      throw new Refusal('invalid', `value ${value} of ${name} is negative, which a ${outcome.unit} cannot be`);
    return [project.id, brand, outcome.id, period, value];
  },
  async merge(transaction, batch) {
    const counts = await mergeRows(transaction, batch, {
      file: this.file,
      stage: STAGE,
      target: 'digicadence.outcomevalue',
      key: ['project_id', 'brand_id', 'outcome_id', 'period'],
      values: ['value'],
      nullableKey: false,
      history: 'digicadence.outcomevalue_history',
      naming: namingOf(this),
      corrections: { subject: 'outcomes', period: 'period', outcome: true },
    });
    await transaction.query(
      `INSERT INTO digicadence.outcome_coverage (project_id, outcome_id)
       SELECT DISTINCT project_id, outcome_id FROM ${STAGE} ON CONFLICT DO NOTHING`,
    );
    return counts;
  },
};
