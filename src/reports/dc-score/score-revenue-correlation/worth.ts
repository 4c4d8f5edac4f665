/** What one point is worth in money, brand by brand; what counts in another currency is told apart and never added. */

import type { RankedBars } from '../../../document/chart.ts';
import type { Kpi, Section, Sentence } from '../../../document/document.ts';
import { capitalise, fitTitle, joinNames, withArticle } from '../../../document/words.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { whatIfId } from '../../outcome-link/findings.ts';
import { linkKpis } from '../../outcome-link/headline.ts';
import { brandIn, type LinkPage, linkTableId } from '../../outcome-link/tables.ts';
import { lagWords, linkedOf, linkNoun, partWords } from '../../outcome-link/words.ts';
import { type Collector, text } from '../../shared/page/blocks.ts';

interface BrandWorth {
  readonly project: string;
  readonly brand: string;
  /** Money a period for one point more, if the association were causal; with interval. */
  readonly amount: number;
  readonly interval: readonly [number, number];
}

/** One part of the score in one currency. */
export interface Worth {
  readonly part: LinkPredictorAnalysis;
  readonly currency: string;
  /** Largest first. */
  readonly brands: readonly BrandWorth[];
  /** What-if facts that hold the figures. */
  readonly refs: readonly string[];
}

/** Brands of one sentence or chart; the table has them all. */
const MOST_BRANDS = 6;
/** Currencies told in tiles and in the verdict; more have their sentences. */
const MOST_TOLD = 2;

/** A linked part, currency by currency in the order of the markets. */
export function worthOf(part: LinkPredictorAnalysis, { link, name, markets }: LinkPage): Worth[] {
  const found = new Map<string, BrandWorth[]>(markets.map(({ project }) => [link.units[project] ?? '', []]));
  for (const { project, brand, isSubject, whatIf } of part.brands) {
    const one = isSubject ? whatIf.find(({ points }) => points === 1) : undefined;
    if (!one) continue;
    const currency = link.units[project] ?? '';
    const own = { project, brand, amount: one.amount, interval: one.amountInterval };
    found.set(currency, [...(found.get(currency) ?? []), own]);
  }
  return [...found]
    .filter(([, brands]) => brands.length > 0)
    .map(([currency, unsorted]) => {
      const brands = [...unsorted].sort((a, b) => b.amount - a.amount || (a.brand < b.brand ? -1 : 1));
      return { part, currency, brands, refs: brands.map((brand) => whatIfId(name, part, brand)) };
    });
}

const partOf = ({ part }: Worth): string => part.predictor.section ?? part.label;

/** "£9.80 k to £24.1 k", or the one amount; from the least to the most. */
function rangeOf({ brands, currency }: Worth, { words }: LinkPage): string {
  const [most, least] = [brands[0]!.amount, brands.at(-1)!.amount].map((value) =>
    words.formats.currency(value, currency),
  );
  return most === least ? most! : `${least} to ${most}`;
}

/** What the verdict adds about the strongest part; null where there are too many currencies for half a sentence. */
export function worthInVerdict(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const found = worthOf(part, page);
  const [first] = found;
  if (!first || found.length > MOST_TOLD) return null;
  const { brands, currency } = first;
  const only = found.length === 1 && brands.length === 1 ? brands[0]! : null;
  // The verb has told the direction: "less revenue" needs no minus.
  const amounts = only
    ? page.words.formats.currency(Math.abs(only.amount), currency)
    : joinNames(found.map((worth) => rangeOf(worth, page)));
  return {
    text: `; ${only ? `for ${brandIn(page, only)}` : 'brand by brand'} that is ${amounts} a ${linkNoun(page.link)}, if the association is causal`,
    refs: found.flatMap(({ refs }) => refs),
  };
}

/** Tiles of page 1. */
const MOST_TILES = 5;

/** The tiles of the link with what a point is worth behind the effect; where room is short, the elasticity gives way. */
export function revenueKpis(page: LinkPage): Kpi[] {
  const [effect, ...rest] = linkKpis(page);
  const worth = worthKpis(page);
  if (!effect || worth.length === 0) return linkKpis(page);
  const isFull = 1 + worth.length + rest.length > MOST_TILES;
  return [effect, ...worth, ...rest.filter(({ id }) => !isFull || id !== 'elasticity')];
}

/** A tile a currency about the strongest part. */
function worthKpis(page: LinkPage): Kpi[] {
  const part = linkedOf(page.link)[0];
  const found = part ? worthOf(part, page) : [];
  if (found.length > MOST_TOLD) return [];
  const { currency: money } = page.words.formats;
  return found.map((worth): Kpi => {
    const { currency, brands, refs } = worth;
    const only = brands.length === 1 ? brands[0]! : null;
    return {
      id: worthId(worth, found.length > 1),
      label: `${capitalise(withArticle(partOf(worth)))} point is worth`,
      value: only?.amount ?? null,
      text: rangeOf(worth, page),
      delta: null,
      comparison: only
        ? `a ${linkNoun(page.link)}, if causal [${only.interval.map((value) => money(value, currency)).join(', ')}]`
        : `a ${linkNoun(page.link)} by brand, if causal`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs,
    };
  });
}

/** "If the association were causal, a point more of the Marketplace score would mean, one month later, £24.1 k [£19.0 k, £29.2 k] of revenue a month for Aurora and …" */
function worthSentence(worth: Worth, isRepeated: boolean, page: LinkPage): Sentence {
  const { part, currency, brands, refs } = worth;
  const { formats } = page.words;
  const money = (value: number): string => formats.currency(value, currency);
  const told = brands.slice(0, MOST_BRANDS);
  const each = told.map(
    (brand, i) =>
      `${money(brand.amount)} [${money(brand.interval[0])}, ${money(brand.interval[1])}]${i === 0 ? ` of revenue a ${linkNoun(page.link)}` : ''} for ${brandIn(page, brand)}`,
  );
  const rest = brands.length > told.length ? '; the table has the other brands' : '';
  const start = isRepeated
    ? `In ${currency}, if causal, a point more of ${partWords(part.predictor)} would mean`
    : `If the association were causal, a point more of ${partWords(part.predictor)} would mean, ${lagWords(part.lag ?? 0, page.link)},`;
  return {
    text: `${start} ${joinNames(each)}${rest}.`,
    refs,
  };
}

function worthTitle(worth: Worth, page: LinkPage): string {
  const range = `${rangeOf(worth, page)} a ${linkNoun(page.link)}`;
  const point = `${withArticle(partOf(worth))} point`;
  return fitTitle([
    `If causal, ${point} is worth ${range}`,
    `If causal, ${point}: ${range}`,
    `If causal, ${range} a point`,
  ]);
}

function worthChart(worth: Worth, several: boolean, page: LinkPage): RankedBars | null {
  const { part, currency, brands, refs } = worth;
  if (brands.length < 2) return null;
  const { words, link, name } = page;
  const bars = brands.slice(0, 2 * MOST_BRANDS);
  return {
    kind: 'ranked-bars',
    id: worthId(worth, several),
    title: worthTitle(worth, page),
    subtitle: `Revenue a ${linkNoun(link)} of one point more, ${currency}, at the level of the last year, ${lagWords(part.lag ?? 0, link)}; intervals of the shrunken estimate`,
    alt: `Revenue of one point: ${bars.map((brand) => `${brandIn(page, brand)} ${words.formats.currency(brand.amount, currency)}`).join(', ')}.`,
    note: 'An association: only a test shows what a point earns',
    findings: refs,
    table: linkTableId(name, 'what-if'),
    axis: { label: 'Revenue of a point', unit: currency, min: null, max: null, decimals: 0 },
    bars: bars.map((brand) => ({
      label: brandIn(page, brand),
      value: brand.amount,
      valueText: words.formats.currency(brand.amount, currency),
      interval: brand.interval,
      delta: null,
      emphasis: 'subject' as const,
      section: part.predictor.section ?? null,
    })),
    references: [],
  };
}

/** The answer to the report's question, currency by currency; nothing where no part is linked. */
export function worthSections(page: LinkPage, collector: Collector): Section[] {
  const linked = linkedOf(page.link);
  const all = linked.flatMap((part) => worthOf(part, page));
  const first = all.filter(({ part }) => part === linked[0]);
  const several = first.length > 1;
  // The first currency tells when, the others do not repeat it.
  return first.map((worth, i): Section => {
    return {
      id: worthId(worth, several),
      heading: worthTitle(worth, page),
      width: several && page.words.charts ? 'half' : 'full',
      blocks: [
        ...collector.chart(worthChart(worth, several, page)),
        ...text(
          ...all.filter(({ currency }) => currency === worth.currency).map((each) => worthSentence(each, i > 0, page)),
        ),
      ],
    };
  });
}

const worthId = ({ currency }: Worth, several: boolean): string =>
  several ? `worth-${currency.toLowerCase()}` : 'worth';
