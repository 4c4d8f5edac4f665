/** scores.csv: raw and normalised values, the one large file. */
import { mergeRows } from '../merge.ts';
import { brandOf, levelOf, projectOf } from '../references.ts';
import { Refusal } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

const STAGE = 'staged_scores';

export const scores: ImportTable = {
  file: 'scores.csv',
  required: ['project', 'brand', 'section', 'platform', 'metric', 'period', 'normalised'],
  optional: ['raw'],
  staged: [
    ['project_id', 'integer'],
    ['brand_id', 'integer'],
    ['period', 'date'],
    ['metric_id', 'integer'],
    ['raw', 'float8'],
    ['normalised', 'float8'],
  ],
  key: ['project_id', 'brand_id', 'period', 'metric_id'],
  wordKey: ['project', 'brand', 'section', 'platform', 'metric', 'period'],
  words: {
    joins: `JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)
      JOIN digicadence.metrics USING (metric_id) JOIN digicadence.platforms USING (platform_id)
      JOIN digicadence.sections USING (section_id)`,
    columns: {
      project: 'project',
      brand: 'brand',
      section: 'section',
      platform: 'platform',
      metric: 'metric',
      period: "to_char(s.period, 'YYYY-MM-DD')",
      raw: 's.raw',
      normalised: 's.normalised',
    },
  },
  read(row, { references, today }) {
    const project = projectOf(row, references);
    const brand = brandOf(row, references);
    // Both are needed here, while a weight may belong to a section or platform as a whole.
    row.text('platform');
    row.text('metric');
    const { metric } = levelOf(row, references);
    const period = row.period('period', project.frequency, today);
    const normalised = row.number('normalised');
    if (normalised < 0 || normalised > 100) throw new Refusal('invalid', `normalised ${normalised} is outside 0–100`);
    return [project.id, brand, period, metric, row.optionalNumber('raw'), normalised];
  },
  async merge(transaction, batch) {
    await transaction.query(
      `SELECT digicadence.ensure_partitions(first_day, first_day)
       FROM (SELECT DISTINCT date_trunc('year', period)::date AS first_day FROM ${STAGE}) AS years ORDER BY first_day`,
    );
    const counts = await mergeRows(transaction, batch, {
      file: this.file,
      stage: STAGE,
      target: 'digicadence.normalisedvalue',
      key: ['project_id', 'brand_id', 'period', 'metric_id'],
      values: ['raw', 'normalised'],
      nullableKey: false,
      history: 'digicadence.normalisedvalue_history',
      naming: namingOf(this),
      corrections: { subject: 'scores', period: 'period', outcome: false },
    });
    await transaction.query(
      `INSERT INTO digicadence.score_coverage AS c (project_id, brand_id, first_period, last_period)
       SELECT project_id, brand_id, min(period), max(period) FROM ${STAGE} GROUP BY project_id, brand_id
       ON CONFLICT (project_id, brand_id) DO UPDATE
       SET first_period = least(c.first_period, excluded.first_period),
           last_period = greatest(c.last_period, excluded.last_period)
       WHERE excluded.first_period < c.first_period OR excluded.last_period > c.last_period`,
    );
    await transaction.query(
      `INSERT INTO digicadence.metric_coverage (project_id, metric_id)
       SELECT DISTINCT project_id, metric_id FROM ${STAGE} ON CONFLICT DO NOTHING`,
    );
    return counts;
  },
};
