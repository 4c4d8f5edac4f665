/** How a link was computed, in the reader's words, with sources. */
import type { Definition } from '../../document/document.ts';
import type { SpokenNote } from '../shared/page/method-notes.ts';
import type { LinkAnalysis } from './analysis.ts';
import { linkNoun } from './words.ts';

export function linkNotes(link: LinkAnalysis): SpokenNote[] {
  const noun = linkNoun(link);
  const scale =
    link.outcomeScale === 'log'
      ? `logarithm of ${link.label}`
      : link.outcomeScale === 'log-rank'
        ? `logarithm of the rank, turned so that up is better`
        : link.outcomeScale === 'attraction'
          ? `logarithm of ${link.label}, centred on the market`
          : link.outcomeScale === 'logit'
            ? `log-odds of ${link.label}`
            : link.label;
  const score =
    link.predictorScale === 'log'
      ? 'logarithms of the scores'
      : link.predictorScale === 'logit'
        ? 'log-odds of the scores'
        : 'score points';
  return [
    {
      heading: 'The link',
      text: `Change of the ${scale} on changes of all parts of the score (${score}) some ${noun}s before, in one regression over ${link.histories} brand histories, competitors included. Every brand keeps its own level, season and past; what all brands of a market share in a ${noun} is taken out ${link.outcomeScale === 'attraction' ? 'in every market' : 'where a market has five brands or more'}. Errors are clustered by ${noun}, so brands may move together; below five brands Driscoll–Kraay errors with fixed-b critical values. Lags ${link.lags[0] ?? 0}–${link.lags.at(-1) ?? 0} are searched and the search is inside p. It measures short-run effects: of levels it says nothing.`,
      plain: `We compare, ${noun} by ${noun}, how ${link.label} changes after the score has changed, over all brands at once, leaving out what all brands share.`,
      source:
        'Frisch & Waugh (1933); Bell & McCaffrey (2002); Driscoll & Kraay (1998); Lazarus, Lewis, Stock & Watson (2018); Šidák (1967)',
    },
    {
      heading: 'Direction and forecast',
      text: `The same regression turned round asks whether the score follows ${link.label}; the clearer of both decides. For each of our brands Toda–Yamamoto tests both ways with a bootstrap p. Forecast: one ${noun} ahead, fitted on the past only, with and without the score, judged by Clark and West’s test on means over brands.`,
      plain:
        'We also ask the opposite question, whether the score follows the result, and whether knowing the score makes forecasts better.',
      source: 'Toda & Yamamoto (1995); Clark & West (2007)',
    },
    {
      heading: 'Brand estimates and what-ifs',
      text: 'Each brand’s own estimate is drawn towards the common one as far as its error tells (empirical Bayes). What-ifs use the drawn estimate at the brand’s level of the last year and hold only if the association were causal; rows above the highest score so far are marked. A recommended test is sized by a two-sample t test with 80 % power, regions taken as restless as the brand as a whole.',
      plain: 'What-ifs say what would happen if the score were the cause. Whether it is, a test has to show.',
      source: 'Paule & Mandel (1982); Morris (1983); Cohen (1988)',
    },
  ];
}

export const LINK_TERMS: readonly Definition[] = [
  { term: 'Elasticity', text: 'Per cent of the outcome that goes with one per cent of the score.' },
  { term: 'Lag', text: 'Periods between a change of the score and the change of the outcome that goes with it.' },
  { term: 'Shrunken', text: 'A brand’s estimate drawn towards that of all brands as far as its own is uncertain.' },
  { term: 'VIF', text: 'By how much the other parts of the score widen an estimate’s variance; 1 is not at all.' },
];
