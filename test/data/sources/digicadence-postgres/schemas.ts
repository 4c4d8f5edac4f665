/** Four databases as different installations keep them: the same kind of market under other names, types and joins. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { postgresOptions } from '../../../../src/data/sources/digicadence-postgres/options.ts';

export interface ForeignDatabase {
  readonly url: string;
  run(sql: string): Promise<pg.QueryResult>;
  remove(): Promise<void>;
}

/** A database of its own on the test server, with a role that may read and has a password. */
export async function foreignDatabase(server: string, sql: string): Promise<ForeignDatabase> {
  const name = `foreign_${randomUUID().replaceAll('-', '')}`;
  const at = async (url: string, statement: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await at(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const run = (statement: string): Promise<pg.QueryResult> => at(address.href, statement);
  await run(sql);
  return {
    url: address.href,
    run,
    remove: async () => void (await at(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

export const optionsOf = (more: Readonly<Record<string, unknown>> = {}) =>
  postgresOptions.parse({ url: { variable: 'FOREIGN_URL' }, ...more });

const FACTS = { market: 'India', currency: 'INR', frequency: 'monthly' };

export interface Installation {
  readonly name: string;
  readonly sql: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Rows a file. */
  readonly rows: Readonly<Record<string, number>>;
  /** One record of scores.csv that must be among them. */
  readonly score: readonly string[];
  readonly incremental: boolean;
}

/** As data.md has it: ids everywhere, a date, a change time. */
const classic: Installation = {
  name: 'ids, a date and a change time',
  sql: `
    CREATE TABLE categories (category_id int PRIMARY KEY, category_name text);
    CREATE TABLE brands (brand_id int PRIMARY KEY, brand_name text, category_id int);
    CREATE TABLE metrics (metric_id int PRIMARY KEY, metric_name text, section text, platform text, unit text);
    CREATE TABLE projects (project_id int PRIMARY KEY, project_name text, start_date date, country text);
    CREATE TABLE normalisedvalue (project_id int, brand_id int, metric_id int, date date, raw_value numeric,
      normalized_value double precision, updated_at timestamptz DEFAULT '2026-10-01');
    INSERT INTO categories VALUES (1, 'Skincare');
    INSERT INTO brands VALUES (1, 'Aurora', 1), (2, 'Cirrus', 1);
    INSERT INTO metrics VALUES (1, 'Rating', 'Marketplace', 'Amazon', 'stars'), (2, 'Share', 'Organic', 'Google', NULL);
    INSERT INTO projects VALUES (7, 'IN-Skincare', '2026-01-01', 'India');
    INSERT INTO normalisedvalue SELECT 7, b, m, make_date(2026, t, 1), 4.5, 10 * b + m + t
      FROM generate_series(1, 2) b, generate_series(1, 2) m, generate_series(1, 6) t;`,
  options: { ownBrands: ['Aurora'], defaults: { direction: 'higher', project: { ...FACTS, category: 'Skincare' } } },
  rows: { 'projects.csv': 1, 'brands.csv': 2, 'metrics.csv': 2, 'scores.csv': 24 },
  score: ['IN-Skincare', 'Cirrus', 'Organic', 'Google', 'Share', '2026-03-01', '4.5', '25'],
  incremental: true,
};

/** Other names, another schema, upper case, surrogate tables for section and platform, weights. */
const warehouse: Installation = {
  name: 'a warehouse with dimension tables in a schema of its own',
  sql: `
    CREATE SCHEMA dwh;
    CREATE TABLE dwh.dim_section ("SectionKey" int, "Title" text);
    CREATE TABLE dwh.dim_platform ("PlatformKey" int, "Title" text, "SectionKey" int);
    CREATE TABLE dwh.dim_metric ("MetricKey" bigint, "MetricName" text, "PlatformKey" int, "Polarity" text);
    CREATE TABLE dwh.dim_brand ("BrandKey" text, "Title" text, "Category" text, "BrandType" text);
    CREATE TABLE dwh.dim_project ("ProjectKey" int, "Title" text, "Market" text, "Category" text, "Currency" text,
      "Frequency" text, "Start" date);
    CREATE TABLE dwh."Fact Scores" ("ProjectKey" int, "BrandKey" text, "MetricKey" bigint, "YearMonth" int, "Score" real);
    CREATE TABLE dwh.weights ("ProjectKey" int, "SectionKey" int, "Weight" numeric, "ValidFrom" date);
    INSERT INTO dwh.dim_section VALUES (1, 'Marketplace');
    INSERT INTO dwh.dim_platform VALUES (1, 'Amazon', 1);
    INSERT INTO dwh.dim_metric VALUES (1, 'Rating', 1, 'UP'), (2, 'Out of stock', 1, 'DOWN');
    INSERT INTO dwh.dim_brand VALUES ('A', 'Aurora', 'Skincare', 'Client'), ('C', 'O''Cirrus, "Co"', 'Skincare', 'Competition');
    INSERT INTO dwh.dim_project VALUES (1, 'UK', 'United Kingdom', 'Skincare', 'gbp', 'Monthly', '2026-01-01');
    INSERT INTO dwh."Fact Scores" SELECT 1, b, m, 202600 + t, 30 + t FROM unnest(ARRAY['A', 'C']) b, generate_series(1, 2) m,
      generate_series(1, 4) t;
    INSERT INTO dwh.weights VALUES (1, 1, 2.5, '2026-01-01');`,
  options: { mapping: { values: { table: 'dwh.Fact Scores' } } },
  rows: { 'projects.csv': 1, 'brands.csv': 2, 'metrics.csv': 2, 'weights.csv': 1, 'scores.csv': 16 },
  score: ['UK', 'O\'Cirrus, "Co"', 'Marketplace', 'Amazon', 'Out of stock', '2026-04-01', '', '34'],
  incremental: false,
};

/** No date anywhere but at the project: the project is the period, rounds follow each other. */
const rounds: Installation = {
  name: 'no date column: the project is the period',
  sql: `
    CREATE TABLE project_list (id int, project_name text, previous_project_id int);
    CREATE TABLE brand_master (brandid int, brandname text);
    CREATE TABLE metrics (metricid int, metric_new_name text);
    CREATE TABLE normalized (projectid int, brandid int, metricid int, sectionname text, platformname text, normalized text);
    INSERT INTO project_list VALUES (1, 'Skincare Jan 2026', NULL), (2, 'Skincare Feb 2026', 1), (3, 'Skincare 2026-03', 2);
    INSERT INTO brand_master VALUES (1, 'Aurora'), (2, 'Cirrus');
    INSERT INTO metrics VALUES (1, 'Rating');
    INSERT INTO normalized SELECT p, b, 1, 'Marketplace', 'Amazon', (50 + p + b)::text FROM generate_series(1, 3) p,
      generate_series(1, 2) b;`,
  options: {
    ownBrands: ['Aurora'],
    defaults: { direction: 'higher', category: 'Skincare', project: FACTS },
    projects: {
      'Skincare Jan 2026': { start: '2026-01-01' },
      'Skincare Feb 2026': { start: '2026-02-01' },
      'Skincare 2026-03': { start: '2026-03-01' },
    },
  },
  rows: { 'projects.csv': 3, 'brands.csv': 2, 'metrics.csv': 1, 'scores.csv': 6 },
  score: ['Skincare Feb 2026', 'Cirrus', 'Marketplace', 'Amazon', 'Rating', '2026-02-01', '', '54'],
  incremental: false,
};

/** One flat table of texts: names, decimal commas, blanks, year and month apart, no projects. */
const texts: Installation = {
  name: 'one table of texts with decimal commas',
  sql: `
    CREATE TABLE metric_scores (brand text, kpi text, pillar text, channel text, year int, month int, actual text, score text);
    INSERT INTO metric_scores SELECT b, 'Rating', 'Marketplace', 'Amazon', 2026, t, '1.234,5', (40 + t) || ',25'
      FROM unnest(ARRAY['Aurora', 'Cirrus']) b, generate_series(1, 5) t;
    INSERT INTO metric_scores VALUES ('Aurora', 'Rating', 'Marketplace', 'Amazon', 2026, 6, NULL, ' n/a ');`,
  options: {
    ownBrands: ['Aurora'],
    defaults: {
      direction: 'higher',
      category: 'Skincare',
      project: { ...FACTS, name: 'DE', category: 'Skincare', start: '2026-01-01' },
    },
  },
  rows: { 'projects.csv': 1, 'brands.csv': 2, 'metrics.csv': 1, 'scores.csv': 10 },
  score: ['DE', 'Aurora', 'Marketplace', 'Amazon', 'Rating', '2026-05-01', '1234.5', '45.25'],
  incremental: false,
};

export const INSTALLATIONS: readonly Installation[] = [classic, warehouse, rounds, texts];
export const CLASSIC = classic;
