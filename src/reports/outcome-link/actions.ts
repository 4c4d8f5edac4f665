/** Recommendations of a link: while only an association speaks for it, a test with its size and duration. */
import type { Recommendation } from '../../document/document.ts';
import { countOf } from '../../document/words.ts';
import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import { effortOf, isInTime, isTooSlow, quickestFirst } from '../shared/page/actions.ts';
import { LONGEST_YEARS } from '../shared/tables/headroom-table.ts';
import type { LinkBrand } from './analysis.ts';
import { whatIfId } from './findings.ts';
import type { LinkPage } from './tables.ts';
import { effectInterval, effectWords, linkedOf, linkNoun, partWords, perPeriod, signedEffect } from './words.ts';

const MOST_ACTIONS = { summary: 2, standard: 3, comprehensive: 5 } as const;

/**
 * "lifted in about 5 months, tested for 4 months": what the lift took others, and the length of the test, its lag inside.
 * @param alike whether all tests are too slow, which the first one says for all; null: they are not
 */
function timeOf({ lift, test }: LinkBrand, { link, words }: LinkPage, alike: 'first' | 'later' | null): string {
  const noun = linkNoun(link);
  const tested = `tested for ${words.formats.integer(test!.periods)} ${noun}${test!.periods === 1 ? '' : 's'}`;
  const periods = lift?.periods ?? null;
  if (periods === null) return `${tested}; past gains do not tell how long the lift takes`;
  if (alike === 'later') return tested;
  if (isTooSlow(periods, link.frequency))
    return `too slow to lift within ${LONGEST_YEARS} years${alike === null ? '' : ', like the others'}; ${tested}`;
  return `lifted in about ${countOf(Math.max(1, Math.round(periods)), noun)}, ${tested}`;
}

/**
 * One test for each of the brands whose shrunken effect is worth most, those first that can be lifted in time. Brands whose
 * test would take longer than three years, or whose interval does not lie on the better side of no effect, get none.
 */
export function linkRecommendations(page: LinkPage): Recommendation[] {
  const { link, words, name } = page;
  const rows = linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject, test, shrunkenInterval: [low] }) => isSubject && test !== null && low > 0)
      .map((brand) => ({ part, brand, test: brand.test! })),
  );
  rows.sort((a, b) => Math.abs(b.test.effect) - Math.abs(a.test.effect) || (a.brand.brand < b.brand.brand ? -1 : 1));
  const isSlow = ({ brand }: (typeof rows)[number]): boolean => isTooSlow(brand.lift?.periods ?? null, link.frequency);
  const chosen = quickestFirst(rows, isSlow, MOST_ACTIONS[words.extent]);
  const areAlike = chosen.length > 1 && chosen.every(isSlow);
  return chosen.map(({ part, brand, test }, i): Recommendation => {
    const market = page.markets.find(({ project }) => project === brand.project);
    const place = market && words.suffix(market) !== '' ? ` in ${words.marketName(market)}` : '';
    const { integer } = words.formats;
    const points = test.points === 1 ? 'one point' : `${integer(test.points)} points`;
    return {
      action: `Test first: lift ${partWords(part.predictor, brand.brand)}${place} by ${points} in ${integer(test.regions)} regions, not in ${integer(test.regions)} others`,
      subject: { project: brand.project, brand: brand.brand, outcome: link.outcome, ...part.predictor },
      effect: { estimate: test.effect, unit: link.unit.replace(/ per point$/, ''), interval: test.interval },
      effectText: `if causal, ${link.outcomeScale === 'log-rank' ? `${effectWords(test.effect, link, words)} ${effectInterval(test.interval, words)}` : `${signedEffect(test.effect, link, words)} ${effectInterval(test.interval, words)} ${link.label}${perPeriod(link)}`}; ${words.formats.percent(test.power)} power`,
      time: timeOf(brand, page, areAlike ? (i === 0 ? 'first' : 'later') : null),
      effort: effortOf(brand.lift?.periods ?? null, PERIODS_PER_YEAR[link.frequency]),
      inTime: isInTime(brand.lift?.periods ?? null, link.frequency),
      finding: whatIfId(name, part, brand),
    };
  });
}
