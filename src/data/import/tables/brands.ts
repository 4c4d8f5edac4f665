/** brands.csv: one row a brand. */
import { mergeRows } from '../merge.ts';
import type { ImportTable } from '../table.ts';

const STAGE = 'staged_brands';

export const brands: ImportTable = {
  file: 'brands.csv',
  required: ['brand', 'category', 'role'],
  optional: [],
  staged: [
    ['brand', 'text'],
    ['category', 'text'],
    ['role', 'text'],
  ],
  key: ['brand'],
  wordKey: ['brand'],
  words: { joins: '', columns: { brand: 's.brand', category: 's.category', role: 's.role' } },
  read: (row) => [row.text('brand'), row.text('category'), row.oneOf('role', ['own', 'competitor'])],
  async merge(transaction, batch) {
    await transaction.query(
      `INSERT INTO digicadence.categories (category)
       SELECT DISTINCT category FROM ${STAGE} ORDER BY category ON CONFLICT DO NOTHING`,
    );
    await transaction.query(
      `CREATE TEMP VIEW ${STAGE}_ids AS
       SELECT s.brand, c.category_id, s.role FROM ${STAGE} s JOIN digicadence.categories c USING (category)`,
    );
    const counts = await mergeRows(transaction, batch, {
      file: this.file,
      stage: `${STAGE}_ids`,
      target: 'digicadence.brands',
      key: ['brand'],
      values: ['category_id', 'role'],
      nullableKey: false,
      history: null,
      naming: { joins: '', key: { brand: 's.brand' } },
      corrections: null,
    });
    await transaction.query(`DROP VIEW ${STAGE}_ids`);
    return counts;
  },
};
