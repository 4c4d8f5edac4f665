/** What the data are like: one line for page 1, a card for the appendix. */

import { dateLabel } from '../../domain/period.ts';
import type { DataHealth } from '../../domain/quality.ts';
import type { Chapter } from './chapter.ts';
import { type Markup, markup } from './markup.ts';
import { formatNumber } from './numbers.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The line's facts after the score, in order: "coverage 97 %", "3 gaps filled", … */
export function healthFacts(health: DataHealth, locale: string): string[] {
  const percent = (share: number): string => `${formatNumber(share * 100, 0, locale)} %`;
  const facts: string[] = [];
  const markets = health.markets;
  if (markets.length === 1) {
    facts.push(`coverage ${percent(markets[0]!.coverage)}`);
    facts.push(`last period ${percent(markets[0]!.lastPeriodCoverage)} complete`);
  } else if (markets.length > 1) {
    const lowest = markets.reduce((least, market) => (market.coverage < least.coverage ? market : least));
    facts.push(`coverage from ${percent(lowest.coverage)} (${lowest.project})`);
  }
  facts.push(health.gapsFilled === 0 ? 'no gaps filled' : `${plural(health.gapsFilled, 'gap', 'gaps')} filled`);
  const changes = health.weightChanges;
  if (changes.length > 0) {
    const dates = [...new Set(changes.map((change) => dateLabel(change.validFrom)))];
    facts.push(`weights changed ${dates.length > 2 ? `${dates.length} times` : `on ${dates.join(' and ')}`}`);
  }
  if (health.quarantined > 0) facts.push(`${plural(health.quarantined, 'row', 'rows')} in quarantine`);
  return facts;
}

export function healthScore(health: DataHealth, locale: string): string {
  return health.score === null ? 'not scored' : `${formatNumber(health.score, 0, locale)} / 100`;
}

/** @param of what the data belong to, where several lines stand together */
export function healthLine({ document }: Chapter, of: string | null = null): Markup {
  const facts = healthFacts(document.dataHealth, document.locale);
  return markup`<p class="health-line"><strong>Data health ${healthScore(document.dataHealth, document.locale)}</strong>${of === null ? null : ` for ${of}`} · ${facts.join(' · ')}</p>`;
}

export function healthCard({ document }: Chapter): Markup {
  const { dataHealth: health, locale } = document;
  const percent = (share: number): string => `${formatNumber(share * 100, 1, locale)} %`;
  return markup`<p>Data health <strong>${healthScore(health, locale)}</strong>, data as of ${document.scope.dataAsOf}: ${healthFacts(health, locale).join(', ')}.</p>
<div class="table-frame"><table class="data health">
<caption><span>Weighted mean of the dimensions that could be scored, 0–100.</span></caption>
<thead><tr><th scope="col">Dimension</th><th scope="col" class="cell-number">Score</th><th scope="col" class="cell-number">Weight</th><th scope="col">Formula</th><th scope="col" class="cell-number">Problems</th></tr></thead>
<tbody>${health.dimensions.map(
    (each) => markup`<tr><th scope="row">${capitalised(each.dimension)}</th>
<td class="cell-number">${each.score === null ? markup`<span class="absent">–</span>` : formatNumber(each.score, 0, locale)}</td>
<td class="cell-number">${formatNumber(each.weight, 2, locale)}</td><td>${each.formula}</td>
<td class="cell-number">${formatNumber(each.offending.length, 0, locale)}</td></tr>`,
  )}</tbody></table></div>
${
  health.markets.length === 0
    ? null
    : markup`<div class="table-frame"><table class="data health">
<caption><span>Share of the total weight that has data.</span></caption>
<thead><tr><th scope="col">Project</th><th scope="col">Last period</th><th scope="col" class="cell-number">Coverage there</th><th scope="col" class="cell-number">Coverage overall</th></tr></thead>
<tbody>${health.markets.map(
        (market) => markup`<tr><th scope="row">${market.project}</th><td>from ${dateLabel(market.lastPeriod)}</td>
<td class="cell-number">${percent(market.lastPeriodCoverage)}</td><td class="cell-number">${percent(market.coverage)}</td></tr>`,
      )}</tbody></table></div>`
}
${health.notes.map((note) => markup`<p class="note">${note}</p>`)}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
