/** A finding of a report's file: what its report had read follows from the report, the rounds of its projects, and its scope. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TraceSubject } from '../data/lineage.ts';
import type { Document } from '../document/document.ts';
import type { Catalog } from '../domain/dataset.ts';
import { type PeriodRange, periodLabel, periodsIn } from '../domain/period.ts';
import { AppError } from '../errors.ts';
import { findReport } from '../reports/catalog.ts';

const EVERYTHING: PeriodRange = { from: '0001-01-01', to: '9999-12-31' };

const fileSchema = z.looseObject({
  document: z.looseObject({
    schema: z.literal('digi-cadence/document@1'),
    dataVersion: z.string(),
    report: z.looseObject({ id: z.string() }),
    scope: z.looseObject({
      projects: z.array(z.string()),
      period: z.string().optional(),
      comparison: z.string().optional(),
    }),
    findings: z.array(z.looseObject({ id: z.string() })),
  }),
});

/** The finding in a document on disk; what its report read follows from the report and the rounds of its projects. */
export function subjectIn(file: string, id: string, catalog: Catalog): TraceSubject {
  const refuse = (why: string, cause?: unknown): AppError =>
    new AppError(
      {
        code: 'not-found',
        what: `The finding "${id}" was not found in ${file}.`,
        why,
        fix: 'Name a report’s JSON file and the id of one of its findings.',
      },
      cause,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw refuse(cause instanceof SyntaxError ? 'The file is not JSON.' : 'The file cannot be read.', cause);
  }
  const wrapped = Array.isArray(content) ? content : [content];
  for (const each of wrapped) {
    const parsed = fileSchema.safeParse(fileSchema.safeParse(each).success ? each : { document: each });
    if (!parsed.success) continue;
    const document = parsed.data.document as unknown as Document;
    const finding = document.findings.find((one) => one.id === id);
    if (!finding) continue;
    const needs = findReport(document.report.id)?.needs;
    if (!needs) throw refuse(`There is no report "${document.report.id}" here.`);
    const roundsOf = (name: string): string[] => {
      const earlier = catalog.projects.find(({ project }) => project === name)?.follows ?? null;
      return earlier === null ? [name] : [...roundsOf(earlier), name];
    };
    const { period = '', comparison = '' } = document.scope;
    return {
      finding,
      report: document.report.id,
      runId: null,
      dataVersion: document.dataVersion,
      slice: {
        markets: document.scope.projects.map((project) => {
          const projects = roundsOf(project);
          const window = rangeNamed(period, projects, catalog) ?? EVERYTHING;
          return { project, projects, window, comparison: rangeNamed(comparison, projects, catalog) ?? window };
        }),
        tables: needs.tables,
        outcomes: needs.outcomes.flat(),
      },
    };
  }
  throw refuse('The file holds no document with that finding.');
}

/**
 * The range that a scope names, such as "Nov 2025 – Oct 2026" or "Gulf, Q1 2025", on the periods of the rounds.
 * @returns null when no part of the text names periods of theirs; all of them together when several do
 */
function rangeNamed(scope: string, rounds: readonly string[], catalog: Catalog): PeriodRange | null {
  const known = catalog.projects.filter(({ project }) => rounds.includes(project));
  const ends = known.flatMap(({ firstPeriod, lastPeriod }) => [firstPeriod, lastPeriod]).filter((end) => end !== null);
  const [from, to] = [ends.sort()[0], ends.at(-1)];
  const frequency = known[0]?.frequency;
  if (from === undefined || to === undefined || frequency === undefined) return null;
  const named = new Map(periodsIn(frequency, { from, to }).map((period) => [periodLabel(frequency, period), period]));
  const found = scope.split('; ').flatMap((part) => {
    const [first = '', last = first] = part
      .slice(part.lastIndexOf(', ') + 1)
      .trim()
      .split(' – ');
    const [start, end] = [named.get(first), named.get(last)];
    return start === undefined || end === undefined ? [] : [start, end];
  });
  found.sort();
  return found.length === 0 ? null : { from: found[0] as string, to: found.at(-1) as string };
}
