/** How the sales report computes what is its own, in the reader’s words, with sources. */
import type { Definition } from '../../../document/document.ts';
import type { SpokenNote } from '../../shared/page/method-notes.ts';
import type { SalesAnalysis } from './analysis.ts';

export function changeNote({ volume, isPriceDerived }: SalesAnalysis): SpokenNote | null {
  if (volume === null) return null;
  return {
    heading: 'Price, volume, mix',
    text: `Revenue a period = ${volume} × average price, brand by brand, means over the periods of the window with both. Price: each brand’s price change at its mean ${volume} of both windows. Volume: the change of all ${volume} at the average price of both windows. Mix: what remains because sales moved between dearer and cheaper brands, and between markets of one currency. Brands sold in one window only stand apart. The parts add up exactly and do not depend on the base. Refused for a brand whose revenue differs from ${volume} × price by more than 1 % in either window${isPriceDerived ? '; where no price is in the data it is revenue ÷ volume' : ''}.`,
    plain:
      'We split the change of revenue exactly into selling more or less, charging more or less, and selling more of the dearer or cheaper brands.',
    source: 'Bennet (1920), Journal of the Royal Statistical Society 83; Balk (2008), Price and Quantity Index Numbers',
  };
}

export function forecastNote({ components }: SalesAnalysis): SpokenNote | null {
  if (components.every(({ races }) => races.length === 0)) return null;
  return {
    heading: 'Forecasts with and without the score',
    text: 'The last two fifths of the history are forecast from what lies before each period: by the last value, by the value of a year before, by a model of the component’s own past and season over all brands, and by the same model with every part of the score. Nothing about the score is chosen by looking ahead. Clark and West’s test asks whether the larger of the two models forecasts better; further ahead its errors may overlap.',
    plain: 'We make forecasts of past months with and without the score, and count which were closer.',
    source: 'Clark & West (2007), Journal of Econometrics 138; Diebold & Mariano (1995)',
  };
}

export const COMPONENTS_NOTE: SpokenNote = {
  heading: 'Components',
  text: 'Units, orders, order value and price each have a link of their own with the parts of the score; all are one family of tests. Never tested: revenue against its factors, a component against another, and metrics of the score that are computed from the component. Price is held constant beside units and orders, not beside order value, which contains it. Order value is revenue ÷ orders and price revenue ÷ units where they are not in the data.',
  plain: 'We ask for units, orders, order value and price separately whether they follow the score.',
  source: null,
};

export const SALES_TERMS: readonly Definition[] = [
  { term: 'Order value', text: 'Revenue ÷ orders.' },
  {
    term: 'Mix',
    text: 'Change of revenue because dearer or cheaper brands, or markets, became a larger part of sales.',
  },
];
