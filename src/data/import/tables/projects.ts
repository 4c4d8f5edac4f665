/** projects.csv: one row a project, with the earlier round that it continues. */
import { FREQUENCIES } from '../../../domain/period.ts';
import type { Transaction } from '../../store/database.ts';
import { mergeRows, readRivals } from '../merge.ts';
import { quote, Refusal } from '../row.ts';
import type { ImportTable } from '../table.ts';

const CURRENCY = /^[A-Z]{3}$/;
const STAGE = 'staged_projects';

interface Staged {
  readonly line: number;
  readonly project: string;
  readonly follows: string | null;
  readonly frequency: string;
}

/** True when following `follows` from `start` comes back to `start`. */
function isCycle(start: string, follows: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at = follows.get(start) ?? null; at !== null && !seen.has(at); at = follows.get(at) ?? null) {
    if (at === start) return true;
    seen.add(at);
  }
  return false;
}

export const projects: ImportTable = {
  file: 'projects.csv',
  required: ['project', 'market', 'category', 'currency', 'frequency', 'start'],
  optional: ['end', 'follows'],
  staged: [
    ['project', 'text'],
    ['market', 'text'],
    ['category', 'text'],
    ['currency', 'text'],
    ['frequency', 'text'],
    ['start_date', 'date'],
    ['end_date', 'date'],
    ['follows', 'text'],
  ],
  key: ['project'],
  wordKey: ['project'],
  words: {
    joins: '',
    columns: {
      project: 's.project',
      market: 's.market',
      category: 's.category',
      currency: 's.currency',
      frequency: 's.frequency',
      start: "to_char(s.start_date, 'YYYY-MM-DD')",
      end: "to_char(s.end_date, 'YYYY-MM-DD')",
      follows: 's.follows',
    },
  },
  read(row) {
    const project = row.text('project');
    const market = row.text('market');
    const category = row.text('category');
    const currency = row.text('currency');
    if (!CURRENCY.test(currency))
      throw new Refusal('invalid', `currency ${quote(currency)} is not a code of three capital letters such as EUR`);
    const frequency = row.oneOf('frequency', FREQUENCIES);
    const start = row.date('start');
    const end = row.optionalDate('end');
    if (end !== null && end < start) throw new Refusal('invalid', `end ${end} is before start ${start}`);
    const follows = row.optionalText('follows');
    if (follows === project) throw new Refusal('invalid', 'the project follows itself');
    return [project, market, category, currency, frequency, start, end, follows];
  },
  async contradictions(transaction: Transaction) {
    const staged = await transaction.query<Staged>(
      `SELECT line, project, follows, frequency FROM ${STAGE} ORDER BY line`,
    );
    const stored = await transaction.query<{
      project: string;
      follows: string | null;
      frequency: string;
      used: boolean;
    }>(
      `SELECT p.project, f.project AS follows, p.frequency,
         EXISTS (SELECT FROM digicadence.score_coverage c WHERE c.project_id = p.project_id)
         OR EXISTS (SELECT FROM digicadence.outcome_coverage c WHERE c.project_id = p.project_id)
         OR EXISTS (SELECT FROM digicadence.spend c WHERE c.project_id = p.project_id) AS used
       FROM digicadence.projects p LEFT JOIN digicadence.projects f ON f.project_id = p.follows_id`,
    );
    const known = new Map(stored.map((each) => [each.project, each]));
    const refused = new Map<number, { line: number; kind: 'invalid' | 'orphan'; reason: string }>();
    // Refusing one row can leave another without the round it follows, so look again until nothing changes.
    for (let before = -1; before !== refused.size; ) {
      before = refused.size;
      const left = staged.filter(({ line }) => !refused.has(line));
      const follows = new Map<string, string | null>(stored.map((each) => [each.project, each.follows]));
      for (const each of left) follows.set(each.project, each.follows);
      for (const { line, project, follows: earlier, frequency } of left) {
        const former = known.get(project);
        if (former?.used && former.frequency !== frequency)
          refused.set(line, {
            line,
            kind: 'invalid',
            reason: `frequency ${quote(frequency)} differs from ${quote(former.frequency)}, in which the project already has values`,
          });
        else if (earlier !== null && !follows.has(earlier))
          refused.set(line, { line, kind: 'orphan', reason: `follows the unknown project ${quote(earlier)}` });
        else if (isCycle(project, follows))
          refused.set(line, { line, kind: 'invalid', reason: 'the chain of follows leads back to the project itself' });
      }
    }
    return [...refused.values()];
  },
  async merge(transaction, batch) {
    await transaction.query(
      `INSERT INTO digicadence.categories (category)
       SELECT DISTINCT category FROM ${STAGE} ORDER BY category ON CONFLICT DO NOTHING`,
    );
    // Former rounds may stand later in the file, so all names come first and are linked afterwards.
    const [before] = await transaction.query<{ count: number }>('SELECT count(*) AS count FROM digicadence.projects');
    const { higher } = await readRivals(transaction, batch);
    const [changed] = await transaction.query<{ count: number }>(
      `SELECT count(*) AS count FROM ${STAGE} s
       JOIN digicadence.projects p ON p.project = s.project
       JOIN digicadence.categories c USING (category_id)
       LEFT JOIN digicadence.projects f ON f.project_id = p.follows_id
       WHERE (p.market, c.category, p.currency, p.frequency, p.start_date, p.end_date, f.project)
         IS DISTINCT FROM (s.market, s.category, s.currency, s.frequency, s.start_date, s.end_date, s.follows)
         AND (p.batch_id IS NULL OR p.batch_id <> ALL($1::integer[]))`,
      [higher],
    );
    await transaction.query(
      `CREATE TEMP VIEW ${STAGE}_ids AS
       SELECT s.line, s.project, s.market, c.category_id, s.currency, s.frequency, s.start_date, s.end_date
       FROM ${STAGE} s JOIN digicadence.categories c USING (category)`,
    );
    await mergeRows(transaction, batch, {
      file: this.file,
      stage: `${STAGE}_ids`,
      target: 'digicadence.projects',
      key: ['project'],
      values: ['market', 'category_id', 'currency', 'frequency', 'start_date', 'end_date'],
      nullableKey: false,
      history: null,
      naming: { joins: '', key: { project: 's.project' } },
      corrections: null,
    });
    await transaction.query(`DROP VIEW ${STAGE}_ids`);
    await transaction.query(
      `UPDATE digicadence.projects p SET follows_id = f.project_id
       FROM ${STAGE} s LEFT JOIN digicadence.projects f ON f.project = s.follows
       WHERE p.project = s.project AND p.follows_id IS DISTINCT FROM f.project_id
         AND (p.batch_id IS NULL OR p.batch_id <> ALL($1::integer[]))`,
      [higher],
    );
    const [after] = await transaction.query<{ count: number }>('SELECT count(*) AS count FROM digicadence.projects');
    return { taken: (after?.count ?? 0) - (before?.count ?? 0), replaced: changed?.count ?? 0 };
  },
};
