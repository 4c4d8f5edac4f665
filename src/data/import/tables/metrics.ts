/** metrics.csv: one row a metric, which also introduces its section and platform. */
import { mergeRows } from '../merge.ts';
import type { ImportTable } from '../table.ts';

const STAGE = 'staged_metrics';
const MAX_DEFINITION_CHARACTERS = 2_000;

export const metrics: ImportTable = {
  file: 'metrics.csv',
  required: ['metric', 'section', 'platform', 'direction'],
  optional: ['unit', 'definition'],
  staged: [
    ['section', 'text'],
    ['platform', 'text'],
    ['metric', 'text'],
    ['direction', 'text'],
    ['unit', 'text'],
    ['definition', 'text'],
  ],
  key: ['section', 'platform', 'metric'],
  wordKey: ['section', 'platform', 'metric'],
  words: {
    joins: '',
    columns: {
      metric: 's.metric',
      section: 's.section',
      platform: 's.platform',
      direction: 's.direction',
      unit: 's.unit',
      definition: 's.definition',
    },
  },
  read: (row) => [
    row.text('section'),
    row.text('platform'),
    row.text('metric'),
    row.oneOf('direction', ['higher', 'lower']),
    row.optionalText('unit'),
    row.optionalText('definition', MAX_DEFINITION_CHARACTERS),
  ],
  async merge(transaction, batch) {
    await transaction.query(
      `INSERT INTO digicadence.sections (section)
       SELECT DISTINCT section FROM ${STAGE} ORDER BY section ON CONFLICT DO NOTHING`,
    );
    await transaction.query(
      `INSERT INTO digicadence.platforms (section_id, platform)
       SELECT DISTINCT section_id, platform FROM ${STAGE} JOIN digicadence.sections USING (section)
       ORDER BY section_id, platform ON CONFLICT DO NOTHING`,
    );
    await transaction.query(
      `CREATE TEMP VIEW ${STAGE}_ids AS
       SELECT p.platform_id, s.metric, s.direction, s.unit, s.definition
       FROM ${STAGE} s JOIN digicadence.sections USING (section)
       JOIN digicadence.platforms p USING (section_id, platform)`,
    );
    const counts = await mergeRows(transaction, batch, {
      file: this.file,
      stage: `${STAGE}_ids`,
      target: 'digicadence.metrics',
      key: ['platform_id', 'metric'],
      values: ['direction', 'unit', 'definition'],
      nullableKey: false,
      history: null,
      naming: {
        joins: 'JOIN digicadence.platforms USING (platform_id) JOIN digicadence.sections USING (section_id)',
        key: { section: 'section', platform: 'platform', metric: 's.metric' },
      },
      corrections: null,
    });
    await transaction.query(`DROP VIEW ${STAGE}_ids`);
    return counts;
  },
};
