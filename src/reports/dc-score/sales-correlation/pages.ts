/** What every page of the sales report needs, and the page of one component's link. */
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { ComponentAnalysis, SalesAnalysis } from './analysis.ts';

export interface SalesPage {
  readonly analysis: SalesAnalysis;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly words: Wording;
}

export const linkPageOf = (
  { analysis, findings, words }: SalesPage,
  { link, component }: ComponentAnalysis,
): LinkPage => ({
  link,
  name: component,
  markets: analysis.markets,
  findings,
  words,
});
