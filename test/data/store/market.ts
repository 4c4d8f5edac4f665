/** A small market written straight into the store's tables, with every kind of hole: what loading has to get right. */
import type { Database, SqlValue } from '../../../src/data/store/database.ts';
import { periodsIn } from '../../../src/domain/period.ts';

export interface ScoreInput {
  readonly project: string;
  readonly brand: string;
  readonly metric: string;
  readonly period: string;
  readonly value: number;
}

export const BRANDS = [
  'Zeta',
  'alpha',
  'Éclair',
  'Ω Mega',
  "L'Oréal 100%",
  'under_score',
  '日本',
  '😀 Smile',
  'Ａ Wide',
] as const;
const METRICS = ['Reach', 'Ads', 'reviews'] as const;

/** A value that needs all 17 digits. */
export const scoreOf = (brand: number, metric: number, t: number): number =>
  (((brand * 7 + metric * 3 + t) % 30) * 10) / 3;

/** Scores of "Market 2": monthly over a year's end, one brand late, one period missing for everybody, cells missing. */
export function secondRoundScores(): ScoreInput[] {
  return BRANDS.flatMap((brand, b) =>
    METRICS.flatMap((metric, m) =>
      periodsIn('monthly', { from: '2023-11-01', to: '2024-04-01' }).flatMap((period, t) => {
        const missing = period === '2024-01-01' || (b === 1 && t < 3) || (b === 2 && m === 1 && t === 1);
        return missing ? [] : [{ project: 'Market 2', brand, metric, period, value: scoreOf(b, m, t) }];
      }),
    ),
  );
}

/** Fills the store; rows go in backwards, so that nothing comes out sorted by chance. */
export async function writeMarket(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    const { query } = transaction;
    await query(`INSERT INTO digicadence.import_batches (digest, source, state) VALUES ('d', 'test', 'loaded')`);
    await query(`INSERT INTO digicadence.categories (category) VALUES ('Skin care'), ('Other')`);
    for (const brand of [...BRANDS, 'Elsewhere', 'Others'].reverse())
      await query(
        `INSERT INTO digicadence.brands (brand, category_id, role) VALUES ($1, (SELECT category_id FROM digicadence.categories WHERE category = 'Skin care'), $2)`,
        [brand, brand === 'Zeta' ? 'own' : 'competitor'],
      );
    const projects: SqlValue[][] = [
      ['Market 1', 'IN', 'INR', 'monthly', '2023-01-01', '2023-10-31', null],
      ['Market 2', 'IN', 'INR', 'monthly', '2023-11-01', null, 'Market 1'],
      ['Weekly', 'DE', 'EUR', 'weekly', '2024-01-01', null, null],
      ['Empty', 'DE', 'EUR', 'quarterly', '2024-01-01', null, null],
    ];
    for (const project of projects)
      await query(
        `INSERT INTO digicadence.projects (project, market, currency, frequency, start_date, end_date, follows_id, category_id)
         SELECT $1, $2, $3, $4, $5, $6, (SELECT project_id FROM digicadence.projects WHERE project = $7), category_id
         FROM digicadence.categories WHERE category = 'Skin care'`,
        project,
      );
    await query(`INSERT INTO digicadence.sections (section) VALUES ('Marketplace'), ('Brand')`);
    await query(`INSERT INTO digicadence.platforms (section_id, platform)
      SELECT section_id, 'Shop' FROM digicadence.sections WHERE section = 'Marketplace'`);
    for (const metric of [...METRICS, 'Unused'])
      await query(
        `INSERT INTO digicadence.metrics (platform_id, metric, direction, unit) SELECT platform_id, $1, 'higher', '%' FROM digicadence.platforms`,
        [metric],
      );
    await query(`INSERT INTO digicadence.project_weights (project_id, section_id, platform_id, metric_id, valid_from, weight)
      SELECT j.project_id, s.section_id, w.platform_id, w.metric_id, w.valid_from, w.weight
      FROM digicadence.projects j, digicadence.sections s, (
        SELECT p.platform_id, m.metric_id, date '2023-11-01' AS valid_from, 0.1::float8 + 0.2 AS weight
        FROM digicadence.metrics m JOIN digicadence.platforms p USING (platform_id) WHERE metric = 'Ads'
        UNION ALL SELECT NULL, NULL, '2024-03-01', 3 UNION ALL SELECT NULL, NULL, '2023-11-01', 2) w
      WHERE j.project IN ('Market 2', 'Weekly') AND s.section = 'Marketplace'`);
    const scores: ScoreInput[] = [
      ...secondRoundScores(),
      { project: 'Market 1', brand: 'Zeta', metric: 'Ads', period: '2023-10-01', value: 50 },
      { project: 'Weekly', brand: 'Elsewhere', metric: 'Reach', period: '2024-12-23', value: 1 },
      { project: 'Weekly', brand: 'Elsewhere', metric: 'Reach', period: '2025-01-06', value: 2 },
    ];
    await query(
      'CREATE TEMPORARY TABLE staged (project text, brand text, metric text, period date, value float8) ON COMMIT DROP',
    );
    await transaction.bulkLoad(
      'staged',
      ['project', 'brand', 'metric', 'period', 'value'],
      ['text', 'text', 'text', 'date', 'float8'],
      scores.map(({ project, brand, metric, period, value }) => [project, brand, metric, period, value]).reverse(),
    );
    await query('SELECT digicadence.ensure_partitions(min(period), max(period)) FROM staged');
    await query(`INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
      SELECT project_id, brand_id, period, metric_id, value, 1 FROM staged
      JOIN digicadence.projects USING (project) JOIN digicadence.brands USING (brand) JOIN digicadence.metrics USING (metric)`);
    await query(`INSERT INTO digicadence.score_coverage
      SELECT project_id, brand_id, min(period), max(period) FROM digicadence.normalisedvalue GROUP BY 1, 2`);
    await query(
      'INSERT INTO digicadence.metric_coverage SELECT DISTINCT project_id, metric_id FROM digicadence.normalisedvalue',
    );
    const outcomes: SqlValue[][] = [
      ['Market 2', 'Zeta', 'revenue', '2024-03-01', 1e9 / 7],
      ['Market 2', 'Zeta', 'revenue', '2023-12-01', 12.5],
      ['Market 2', 'Zeta', 'sessions', '2024-01-01', 3],
      ['Market 2', 'Others', 'market_share', '2024-01-01', 40],
      ['Weekly', 'Elsewhere', 'revenue', '2024-12-30', 9],
    ];
    for (const outcome of outcomes)
      await query(
        `INSERT INTO digicadence.outcomevalue (project_id, brand_id, outcome_id, period, value, batch_id)
         SELECT project_id, brand_id, outcome_id, $4::date, $5::float8, 1
         FROM digicadence.projects, digicadence.brands, digicadence.outcomes WHERE project = $1 AND brand = $2 AND outcome = $3`,
        outcome,
      );
    await query(
      'INSERT INTO digicadence.outcome_coverage SELECT DISTINCT project_id, outcome_id FROM digicadence.outcomevalue',
    );
    await query(`INSERT INTO digicadence.spend (project_id, brand_id, channel, period, amount, clicks, batch_id)
      SELECT project_id, brand_id, channel, '2024-03-01', 100.1, 5, 1 FROM digicadence.projects, digicadence.brands, (VALUES ('tv'), ('Search')) c (channel)
      WHERE project = 'Market 2' AND brand = 'Zeta'`);
    await query(`INSERT INTO digicadence.events (project_id, brand_id, date, label, batch_id)
      SELECT project_id, brand_id, date, label, 1 FROM digicadence.projects, (
        SELECT brand_id, date '2024-02-29' AS date, 'Launch' AS label FROM digicadence.brands WHERE brand = 'Zeta'
        UNION ALL SELECT NULL, '2024-03-31', 'Outage') e WHERE project = 'Market 2'`);
    await query(`INSERT INTO digicadence.quarantine (batch_id, project, file, line, kind, reason, row, resolved_by) VALUES
      (1, 'Market 2', 'scores.csv', 2, 'duplicate', 'twice', '{}', NULL),
      (1, 'Market 2', 'scores.csv', 3, 'invalid', 'not a number', '{}', NULL),
      (1, 'Market 2', 'scores.csv', 4, 'invalid', 'since corrected', '{}', 1),
      (1, 'Weekly', 'scores.csv', 5, 'invalid', 'not a number', '{}', NULL)`);
    await query(`SELECT digicadence.advance_data_version('d')`);
  });
}
