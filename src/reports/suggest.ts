/**
 * Which reports are worth running on a selection, and why: what can be answered now and could not before, what changed in
 * the data since the last run, what the person usually runs. Judged from the catalogue and past runs; nothing is loaded.
 */
import type { Catalog } from '../domain/dataset.ts';
import { type Period, periodLabel } from '../domain/period.ts';
import type { BrandRequest, Selection } from '../domain/selection.ts';
import { checkReadiness } from './readiness.ts';
import type { AnyReport, Missing } from './report.ts';

/** A finished run of the person, as far as suggesting needs it. */
export interface PastRun {
  readonly reports: readonly { readonly report: string; readonly status: 'ready' | 'unavailable' }[];
  /** Null: not stored. */
  readonly dataVersion: string | null;
  /** As asked for; null: all own brands. */
  readonly brands: BrandRequest | null;
  /** Last period of the window that was read, by project. */
  readonly readTo: Readonly<Record<string, Period>>;
  /** Values that later loads replaced in what the run had read. */
  readonly corrected: number;
}

export interface Suggestion {
  readonly report: string;
  readonly title: string;
  readonly question: string;
  /** Strongest first; at least one. Full sentences. */
  readonly reasons: readonly string[];
  /** False: the last run on this selection said what there is to say. */
  readonly isNews: boolean;
}

export interface NotReady {
  readonly report: string;
  readonly title: string;
  readonly question: string;
  readonly missing: readonly Missing[];
}

export interface Suggestions {
  /** Most worth running first. */
  readonly suggested: readonly Suggestion[];
  /** In the order of the catalogue. */
  readonly unavailable: readonly NotReady[];
}

/**
 * How much each reason weighs. An answer that was out of reach comes before an answer that is wrong by now, that before
 * one that is old; habit decides among reports that the data speak for alike, and a report that was never tried comes before
 * one that would say what it said before.
 */
const WEIGHT = { answerable: 8, corrected: 6, grown: 4, changed: 3, untried: 2, habit: 2, same: 0 } as const;

interface Reason {
  readonly weight: number;
  readonly text: string;
}

/**
 * @param recent the person's finished runs, newest first
 */
export function suggest(
  reports: readonly AnyReport[],
  catalog: Catalog,
  selection: Selection,
  recent: readonly PastRun[],
): Suggestions {
  const unavailable: NotReady[] = [];
  const ranked: { readonly suggestion: Suggestion; readonly weight: number }[] = [];
  for (const report of reports) {
    const { id, title, question } = report;
    const missing = checkReadiness(report, catalog, selection);
    if (missing.length > 0) {
      unavailable.push({ report: id, title, question, missing });
      continue;
    }
    const reasons = reasonsOf(id, catalog, selection, recent).sort((a, b) => b.weight - a.weight);
    ranked.push({
      suggestion: {
        report: id,
        title,
        question,
        reasons: reasons.map(({ text }) => text),
        isNews: reasons.every(({ weight }) => weight > WEIGHT.same),
      },
      weight: reasons.reduce((sum, { weight }) => sum + weight, 0),
    });
  }
  // Sorting keeps the order of the catalogue among equals.
  ranked.sort((a, b) => b.weight - a.weight);
  return { suggested: ranked.map(({ suggestion }) => suggestion), unavailable };
}

/** Whether the run was about every brand and market of the selection; a run that kept no markets is taken at its brands. */
function covers({ brands, readTo }: PastRun, selection: Selection): boolean {
  const role = brands === null ? 'own' : 'role' in brands ? brands.role : null;
  const names = new Set(brands !== null && 'names' in brands ? brands.names.map((name) => name.toLowerCase()) : []);
  const read = Object.keys(readTo);
  return (
    selection.brands.every((brand) => role === 'all' || brand.role === role || names.has(brand.brand.toLowerCase())) &&
    (read.length === 0 || selection.markets.every(({ project }) => read.includes(project)))
  );
}

function reasonsOf(id: string, catalog: Catalog, selection: Selection, recent: readonly PastRun[]): Reason[] {
  const own = recent.flatMap((run) => {
    const outcome = run.reports.find(({ report }) => report === id);
    return outcome === undefined ? [] : [{ run, status: outcome.status }];
  });
  if (own.length === 0)
    return [{ weight: WEIGHT.untried, text: 'The data are there for it, and you have not run it yet.' }];
  const last = own.find(({ run }) => covers(run, selection));
  const reasons: Reason[] = [];
  if (last === undefined) {
    reasons.push({ weight: WEIGHT.untried, text: 'You have not run it on all of these brands and markets yet.' });
  } else if (last.status === 'unavailable') {
    reasons.push({ weight: WEIGHT.answerable, text: 'Your last run lacked data; now they are there.' });
  } else {
    const { corrected, dataVersion, readTo } = last.run;
    const grown = selection.markets.find(
      ({ project, lastPeriod }) => readTo[project] !== undefined && lastPeriod > readTo[project],
    );
    if (corrected > 0)
      reasons.push({
        weight: WEIGHT.corrected,
        text: `${corrected} ${corrected === 1 ? 'value' : 'values'} that your last run read ${corrected === 1 ? 'was' : 'were'} corrected since.`,
      });
    if (grown)
      reasons.push({
        weight: WEIGHT.grown,
        text: `The data of ${grown.project} reach ${periodLabel(grown.frequency, grown.lastPeriod)}; your last run read to ${periodLabel(grown.frequency, readTo[grown.project]!)}.`,
      });
    else if (corrected === 0 && dataVersion !== null && dataVersion !== catalog.dataVersion)
      reasons.push({ weight: WEIGHT.changed, text: 'Data were loaded since your last run.' });
  }
  const share = own.length / recent.length;
  if (own.length > 1)
    reasons.push({
      weight: WEIGHT.habit * share,
      text: `You ran it in ${own.length} of your last ${recent.length} runs.`,
    });
  if (reasons.every(({ weight }) => weight < WEIGHT.changed) && last?.status === 'ready')
    reasons.push({ weight: WEIGHT.same, text: 'Nothing changed in the data since your last run.' });
  return reasons;
}
