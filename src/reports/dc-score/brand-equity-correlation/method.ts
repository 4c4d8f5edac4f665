/** How equity was measured and its movement shared among the parts of the score. */
import type { Definition } from '../../../document/document.ts';
import { joinNames } from '../../../document/words.ts';
import { PERIOD_NOUN, periodLabel } from '../../../domain/period.ts';
import type { SpokenNote } from '../../shared/page/method-notes.ts';
import type { EquityAnalysis } from './analysis.ts';

export function equityNotes(analysis: EquityAnalysis): (SpokenNote | null)[] {
  const { equity, link, importance } = analysis;
  const noun = PERIOD_NOUN[link.frequency];
  const names = joinNames(equity.components.map(({ label }) => label));
  const frozen =
    equity.frozenBefore === null
      ? 'over the whole history'
      : `before ${periodLabel(link.frequency, equity.frozenBefore)}, so that the report window cannot move its own yardstick`;
  const weights =
    equity.measure === 'pca'
      ? `weighed by the loadings of the first principal component of their correlations within brands, frozen ${frozen}`
      : 'with equal weights';
  return [
    equity.measure === 'index'
      ? {
          heading: 'Equity',
          text: `The imported equity index, as it is${equity.instead === null ? '' : ` (${equity.instead})`}.`,
          plain: 'We take the equity index as it was imported.',
          source: null,
        }
      : {
          heading: 'Equity',
          text: `${names.charAt(0).toUpperCase()}${names.slice(1)} as log-odds, each centred on its market and divided by one spread for all markets, ${weights}; 50 is the mean of the market, 10 one standard deviation of a component. A ${noun} in which a component is missing has no index.${equity.instead === null ? '' : ` It is not the measure that was chosen: ${equity.instead}.`}`,
          plain: `The index is the mean of ${names}, each measured against its usual spread. 50 is the mean of the market.`,
          source: 'McCall (1922); Keller (1993); Aaker (1996)',
        },
    equity.reliability === null
      ? null
      : {
          heading: 'Reliability',
          text: `Cronbach’s α of the components within brands: level, line and yearly wave of every brand taken out, so that famous brands and common growth do not count. Intervals of α${equity.loadings === null ? '' : ' and loadings'} from whole ${noun}s resampled in blocks, all brands of a ${noun} together.${equity.loadings === null ? '' : ` Loadings are taken ${frozen}.`}`,
          plain: 'Reliability says whether the components rise and fall together inside a brand.',
          source: 'Cronbach (1951); Nunnally (1978); Jolliffe (2002); Politis & Romano (1994)',
        },
    importance === null
      ? null
      : {
          heading: 'Importance',
          text: `The part of R² that each section carries, averaged over all orders in which sections can enter. Changes of the same ${noun} and the two before enter together, so that no lag is chosen by what it shows; each brand’s level, season and own past are taken out, and what brands share in a ${noun} where a market has five or more. Price and spend are not held constant here. It describes; what is claimed rests on the tests.`,
          plain: 'Importance shares out how much of the ups and downs of equity goes with each part of the score.',
          source: 'Lindeman, Merenda & Gold (1980); Grömping (2007); Politis & Romano (1994)',
        },
    analysis.premiums === null
      ? null
      : {
          heading: 'Price premium',
          text: `Price against the geometric mean of all other brands of the market with a price in the same ${noun}; no premium where fewer than two others have one.`,
          plain: 'The price premium compares a brand’s price with the mean of its rivals.',
          source: 'Aaker (1996)',
        },
    analysis.excluded.length === 0
      ? null
      : {
          heading: 'Left out of the score',
          text: `${joinNames(analysis.excluded)} ${analysis.excluded.length === 1 ? 'is a component of equity itself' : 'are components of equity themselves'}: a section is compared with equity without them.`,
          plain: null,
          source: null,
        },
  ];
}

export const EQUITY_TERMS: readonly Definition[] = [
  { term: 'pt', text: 'A point of the equity index; of a composite a tenth of one standard deviation.' },
  { term: 'Cronbach’s α', text: 'How far components rise and fall together: 1 fully, 0 not at all.' },
  { term: 'LMG', text: 'A part’s share of R², averaged over all orders in which the parts can enter.' },
];
