/** The quality of the data as a document: two heatmaps, and the tables that hold every figure of them. */
import { dateLabel } from '../domain/period.ts';
import type { QualityCell, QualityDimension, QualityReport } from '../domain/quality.ts';
import type { Heatmap } from './chart.ts';
import type { Document } from './document.ts';
import { createFormats, type Formats } from './format.ts';
import type { TableSpec } from './table.ts';
import { capitalise, countOf, fitTitle, someNames } from './words.ts';

/** Below, a cell is worth a look before anybody believes a figure that rests on it. */
export const WEAK_SCORE = 90;
/** As many rows as a picture in Slack holds legibly; with more brands, it shows the weakest. */
const MOST_ROWS = 9;

type Dimension = QualityDimension['dimension'];

interface Row {
  readonly label: string;
  readonly cells: readonly QualityCell[];
  readonly score: number | null;
}

function mean(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null);
  return known.length > 0 ? known.reduce((sum, score) => sum + score, 0) / known.length : null;
}

/** One row a brand in a market; when there are too many, those with the weakest cells, weakest first. */
function rowsOf(cells: readonly QualityCell[]): Row[] {
  const several = new Set(cells.map(({ project }) => project)).size > 1;
  const rows = [...Map.groupBy(cells, ({ project, brand }) => JSON.stringify([project, brand])).values()].map(
    (own): Row => ({
      label: several ? `${own[0]?.brand} · ${own[0]?.project}` : (own[0]?.brand ?? ''),
      cells: own,
      score: mean(own.map(({ score }) => score)),
    }),
  );
  if (rows.length <= MOST_ROWS) return rows;
  const weakest = (row: Row): number => Math.min(...row.cells.map(({ score }) => score ?? 100));
  return [...rows].sort((a, b) => weakest(a) - weakest(b)).slice(0, MOST_ROWS);
}

const weak = (cells: readonly QualityCell[]): QualityCell[] =>
  cells.filter(({ score }) => score !== null && score < WEAK_SCORE).sort((a, b) => (a.score ?? 0) - (b.score ?? 0));

function finding(cells: readonly QualityCell[], formats: Formats): string[] {
  const [worst, ...others] = weak(cells);
  if (worst === undefined) return [`Every brand and section scores at least ${WEAK_SCORE}`];
  const figure = formats.score(worst.score as number);
  return [
    others.length === 0
      ? `${worst.section} of ${worst.brand} is weakest, at ${figure} of 100`
      : `${countOf(others.length + 1, 'cell')} below ${WEAK_SCORE}; weakest is ${worst.section} of ${worst.brand}, ${figure}`,
    `${countOf(others.length + 1, 'cell')} below ${WEAK_SCORE}, the weakest at ${figure}`,
  ];
}

function heatmap(
  id: string,
  title: string,
  subtitle: string,
  rows: readonly Row[],
  all: number,
  columns: Heatmap['columns'],
  value: (row: Row, column: number) => number | null,
  formats: Formats,
): Heatmap {
  const cells = rows.map((row) =>
    columns.map((_, column) => {
      const score = value(row, column);
      const text = score === null ? '–' : formats.score(score);
      return { value: score, text, grade: null };
    }),
  );
  const known = cells.flat().flatMap(({ value: score }) => (score === null ? [] : [score]));
  const lowest = known.length > 0 ? Math.min(...known) : 0;
  return {
    kind: 'heatmap',
    id,
    title,
    subtitle,
    alt: `${title}. ${subtitle}. Scores run from ${formats.score(lowest)} to ${formats.score(known.length > 0 ? Math.max(...known) : 0)}.`,
    note: rows.length < all ? `The ${rows.length} weakest of ${all} rows; the table holds all.` : null,
    findings: [],
    table: 'cells',
    rows: rows.map(({ label }) => ({ label, emphasis: 'own' })),
    columns,
    cells,
    // From half the scale: what is worse is equally alarming.
    scale: { label: 'Quality score', min: Math.min(50, lowest), mid: WEAK_SCORE, max: 100 },
  };
}

function tables({ health, cells, integrity }: QualityReport, dimensions: readonly Dimension[]): TableSpec[] {
  const text = (id: string, label: string) =>
    ({ id, label, type: 'text', unit: null, decimals: null, show: 'always' }) as const;
  const number = (id: string, label: string) =>
    ({ id, label, type: 'number', unit: null, decimals: 1, show: 'always' }) as const;
  return [
    {
      id: 'dimensions',
      title: 'Dimensions',
      caption: 'Scores 0–100 and their weight in the overall score',
      columns: [
        text('dimension', 'Dimension'),
        number('score', 'Score'),
        number('weight', 'Weight'),
        text('formula', 'Formula'),
      ],
      rows: health.dimensions.map(({ dimension, score, weight, formula }) => [dimension, score, weight, formula]),
      paperRows: null,
      notes: [],
    },
    {
      id: 'cells',
      title: 'Brands and sections',
      caption: 'Scores 0–100 by project, brand and section',
      columns: [
        text('project', 'Project'),
        text('brand', 'Brand'),
        text('section', 'Section'),
        number('score', 'Score'),
        ...dimensions.map((dimension) => number(dimension, capitalise(dimension))),
      ],
      rows: cells.map(({ project, brand, section, score, scores }) => [
        project,
        brand,
        section,
        score,
        ...dimensions.map((dimension) => scores[dimension]),
      ]),
      paperRows: 40,
      notes: [],
    },
    {
      id: 'offending',
      title: 'Offending cells',
      caption: 'What lowers a score or breaks a check',
      columns: ['found by', 'project', 'brand', 'section', 'platform', 'metric', 'period', 'problem'].map((label) =>
        text(label.replace(' ', '_'), capitalise(label)),
      ),
      rows: [
        ...health.dimensions.flatMap(({ dimension, offending }) => offending.map((cell) => [dimension, cell] as const)),
        ...integrity.flatMap(({ check, offending }) => offending.map((cell) => [check, cell] as const)),
      ].map(([by, { project, brand, section, platform, metric, period, problem }]) => [
        by,
        project,
        brand ?? null,
        section ?? null,
        platform ?? null,
        metric ?? null,
        period ?? null,
        problem,
      ]),
      paperRows: 40,
      notes: [],
    },
  ];
}

/** The heatmap by section first, then the one by dimension. */
export function qualityDocument(report: QualityReport, locale: string): Document {
  const formats = createFormats(locale);
  const { health, cells, integrity } = report;
  const sections = [...new Set(cells.map(({ section }) => section))];
  const dimensions = health.dimensions.filter(({ score }) => score !== null).map(({ dimension }) => dimension);
  const rows = rowsOf(cells);
  const all = new Set(cells.map(({ project, brand }) => JSON.stringify([project, brand]))).size;
  const projects = [...new Set(cells.map(({ project }) => project))];
  const broken = integrity.filter(({ passed }) => !passed);
  const scope = `${someNames(projects, 2)}, data as of ${health.dataAsOf === '' ? 'never' : dateLabel(health.dataAsOf)}, assessed on ${dateLabel(report.today)}`;
  const overall = health.score === null ? 'cannot be scored' : `scores ${formats.score(health.score)} of 100`;
  const verdict = `Data quality ${overall}; ${broken.length === 0 ? 'all integrity checks pass' : `${countOf(broken.length, 'integrity check')} broken`}.`;
  const lowest = [...health.dimensions]
    .filter(({ score }) => score !== null)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0))[0];
  return {
    schema: 'digi-cadence/document@1',
    report: { id: 'data-quality', title: 'Data quality', category: 'data' },
    language: 'en',
    locale,
    dataVersion: report.dataVersion,
    seed: 0,
    options: {},
    title: fitTitle([verdict.slice(0, -1)], 90),
    verdict: { text: verdict, refs: ['table:dimensions'] },
    scope: {
      label: someNames(projects, 3),
      projects,
      brands: [...new Set(cells.map(({ brand }) => brand))],
      period: health.dataAsOf === '' ? 'no data' : `up to ${dateLabel(health.dataAsOf)}`,
      comparison: 'none',
      dataAsOf: health.dataAsOf === '' ? 'never' : dateLabel(health.dataAsOf),
      peers: all,
    },
    kpis: [],
    summary: { headline: 'quality-by-section', drivers: [], risks: [] },
    findings: [],
    insights: [],
    recommendations: [],
    sections: [
      {
        id: 'by-section',
        heading: 'Brands and sections',
        width: 'full',
        blocks: [
          { type: 'chart', chart: 'quality-by-section' },
          { type: 'table', table: 'cells' },
        ],
      },
      {
        id: 'by-dimension',
        heading: 'Dimensions',
        width: 'full',
        blocks: [
          { type: 'chart', chart: 'quality-by-dimension' },
          { type: 'table', table: 'dimensions' },
          { type: 'table', table: 'offending' },
        ],
      },
    ],
    charts: [
      heatmap(
        'quality-by-section',
        fitTitle(finding(cells, formats)),
        `Quality score 0–100 by brand and section, ${scope}`,
        rows,
        all,
        sections.map((section) => ({ label: section, section })),
        (row, column) => row.cells.find(({ section }) => section === sections[column])?.score ?? null,
        formats,
      ),
      heatmap(
        'quality-by-dimension',
        fitTitle([
          lowest === undefined
            ? 'Nothing could be scored'
            : (lowest.score ?? 0) >= 100
              ? 'Every dimension scores 100'
              : `${capitalise(lowest.dimension)} is the weakest dimension, at ${formats.score(lowest.score ?? 0)} of 100`,
        ]),
        `Quality score 0–100 by brand and dimension, mean over sections, ${scope}`,
        rows,
        all,
        dimensions.map((dimension) => ({ label: capitalise(dimension), section: null })),
        (row, column) => mean(row.cells.map(({ scores }) => scores[dimensions[column] as Dimension])),
        formats,
      ),
    ],
    tables: tables(report, dimensions),
    method: [],
    definitions: [],
    dataHealth: health,
    appendix: [],
  };
}
