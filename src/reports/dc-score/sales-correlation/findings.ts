/** Sentences of the sales report beside those of its links: changes of revenue, forecasts with the score. */
import type { Graded } from '../../../document/grading.ts';
import { joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { linkFindings } from '../../outcome-link/findings.ts';
import { fact } from '../../shared/words/facts.ts';
import { againstOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { ComponentAnalysis, RevenueChange, SalesAnalysis } from './analysis.ts';
import { forecastId } from './tests.ts';
import { anyMarketOf, effectsOf, ownerOf, periodNounOf, signedMoney, signedShare } from './words.ts';

export const changeId = ({ project, brand, currency }: RevenueChange): string =>
  ['sales-change', project ?? currency, brand ?? 'all'].join(':');

/** "rose by ₹11.5 M": a sign before a currency could be torn from it at the end of a line. */
const movement = (change: number, currency: string, words: Wording): string =>
  change === 0
    ? `changed by ${words.formats.currency(0, currency)}`
    : `${change > 0 ? 'rose' : 'fell'} by ${words.formats.currency(Math.abs(change), currency)}`;

function changeFact(change: RevenueChange, analysis: SalesAnalysis, words: Wording): Finding {
  const { effects, changeShare, currency, without } = change;
  const market = anyMarketOf(change, analysis);
  const parts = effectsOf(change);
  const noun = periodNounOf(analysis);
  const size = changeShare === null ? '' : ` (${signedShare(changeShare, words)})`;
  const left = without.length === 0 ? '' : `; without ${joinNames(without)}`;
  return fact({
    id: changeId(change),
    claim: `Revenue of ${ownerOf(change, analysis, words)} ${movement(effects.change, currency, words)} a ${noun}${size} ${againstOf(market)}: ${parts.map(({ name, value }) => `${name} ${signedMoney(value, currency, words)}`).join(', ')}${left}.`,
    subject: {
      ...(change.project === null ? {} : { project: change.project }),
      ...(change.brand === null ? {} : { brand: change.brand }),
      outcome: 'revenue',
    },
    measure: `change of revenue a ${noun} and its exact parts`,
    estimate: effects.change,
    unit: currency,
    level: words.level,
    n: change.periods,
    parts: {
      before: effects.before,
      now: effects.now,
      changeShare,
      ...Object.fromEntries(
        parts.flatMap(({ name, value, share }) => [
          [name, value],
          [`${name} share`, share],
        ]),
      ),
      volumeBefore: change.volume.before,
      volumeNow: change.volume.now,
      priceBefore: change.averagePrice.before,
      priceNow: change.averagePrice.now,
      brands: change.brands,
      window: market.windowPeriods,
      periods: change.periods,
      periodsBefore: change.periodsBefore,
      ...Object.fromEntries(without.map((brand, i) => [`without${i + 1}`, brand])),
    },
  });
}

/** What a graded forecast comparison says. */
function forecastClaim(graded: Graded, label: string, noun: string, words: Wording): string {
  const what = `a forecast of ${label} one ${noun} ahead`;
  if (graded.grade === 'insufficient' || graded.estimate === null)
    return `Whether the score improves ${what} cannot be tested${graded.caveats[0] === undefined ? '' : `: ${graded.caveats[0]}`}.`;
  const size = `${words.formats.significant(Math.abs(graded.estimate))}\u00a0%`;
  if (graded.grade === 'none')
    return `Knowing the score is not seen to improve ${what} ${words.style === 'simple' ? 'beyond chance' : 'beyond noise'}.`;
  if (words.style !== 'professional')
    return graded.estimate <= 0
      ? `The score holds some news of ${label}, too little to make a forecast better.`
      : `Who knows the score makes ${graded.grade === 'supported' ? 'a clearly' : 'perhaps a'} better forecast of ${label}, one ${noun} ahead.`;
  if (graded.estimate <= 0)
    return `The score ${graded.grade === 'supported' ? 'holds' : 'may hold'} news for ${what}, too little to pay for what has to be estimated: the squared error is ${size} larger with it.`;
  return `Knowing the score ${graded.grade === 'supported' ? 'takes' : 'may take'} ${size} off the squared error of ${what}.`;
}

/** Ids of links start with their component, so that all live in one document. */
export function salesFindings(analysis: SalesAnalysis, words: Wording): Finding[] {
  const noun = periodNounOf(analysis);
  return [
    ...analysis.components.flatMap(({ link, component }: ComponentAnalysis) =>
      linkFindings(analysis.graded, link, analysis.markets, words, component),
    ),
    ...analysis.components.flatMap(({ component, label, races }) =>
      analysis.graded
        .filter(({ id }) => id === forecastId(component))
        .map((graded): Finding => {
          const race = races[0];
          return {
            ...graded,
            claim: forecastClaim(graded, label, noun, words),
            parts: {
              ...graded.parts,
              ...(race?.insufficient === null ? { periods: race.periods, forecasts: race.forecasts } : {}),
            },
          };
        }),
    ),
    ...analysis.changes.map((change) => changeFact(change, analysis, words)),
  ];
}

/** Behind the insights: supported links, then forecasts, why revenue changed, what-ifs, the rest. */
export function orderSalesFindings(all: readonly Finding[]): Finding[] {
  const rank = (finding: Finding): number => {
    const isSupported = finding.grade === 'supported';
    if (finding.kind === 'association' && isSupported) return finding.subject.brand === undefined ? 0 : 3;
    if (finding.kind === 'difference' && isSupported) return 1;
    if (finding.id.startsWith('sales-change:')) return finding.subject.brand === undefined ? 2 : 4;
    if (finding.id.startsWith('what-if:')) return 5;
    return 6;
  };
  return all
    .map((finding, i) => ({ finding, i }))
    .sort((a, b) => rank(a.finding) - rank(b.finding) || a.i - b.i)
    .map(({ finding }) => finding);
}
