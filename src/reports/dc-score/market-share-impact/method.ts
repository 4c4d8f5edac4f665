/** How shares were modelled, in the reader's words, with sources. */
import type { Definition } from '../../../document/document.ts';
import type { SpokenNote } from '../../shared/page/method-notes.ts';
import type { ShareAnalysis } from './analysis.ts';

export function shareNotes({ basis, link, draw }: ShareAnalysis): SpokenNote[] {
  return [
    {
      heading: basis.sales === null ? 'Market share' : 'Share of tracked sales',
      text:
        basis.sales === null
          ? 'Market shares as imported; “Others” is what the brands with scores leave of 100 %, shown only where every brand with scores has a share.'
          : `No market shares were imported. Each brand’s ${basis.sales} ÷ the ${basis.sales} of all brands with scores; a period in which one of them has none is left out. What nobody tracks is not in it, so it is not called market share.`,
      plain:
        basis.sales === null
          ? 'Market shares are those that were imported.'
          : 'Shares are computed from the sales of the brands tracked here; the rest of the market is not in them.',
      source: null,
    },
    {
      heading: 'What makes a share',
      text: `A brand’s share is its attraction ÷ the attractions of all brands (multiplicative competitive interaction). Log-centring, here by market and period, makes it linear: what all brands of a market share in a period drops out, with the denominator. Effects of the score are common differential effects: the same for every brand, on its score against its rivals’. An effect on the share is s (1 − s) times the effect on log attraction, so points given are read at a brand’s own share. Fitted on changes, as everything in this report.`,
      plain:
        'A brand’s share is seen as its pull divided by the pull of all brands together. What counts is how a score changes against those of rivals.',
      source: 'Nakanishi & Cooper (1974, 1982); Cooper & Nakanishi (1988), Market-Share Analysis',
    },
    {
      heading: 'Who loses',
      text: `In the model rivals lose in proportion to their shares. Below each supported effect one test asks whether some lose otherwise: what the model leaves of each rival, against the other rivals, on each brand’s score; the largest of all pairs is judged by a wild bootstrap with signs by period. ${draw.some(({ isRejected }) => isRejected) ? 'Where it rejects, cross effects drawn to proportional draw as far as their errors tell enter the simulation.' : 'Cross effects enter the simulation only where it rejects, drawn to proportional draw as far as their errors tell.'}`,
      plain:
        'When one brand gains, the others are taken to lose in proportion to their size, unless a test shows otherwise.',
      source:
        'Carpenter, Cooper, Hanssens & Midgley (1988), Marketing Science 7; Cameron, Gelbach & Miller (2008); Westfall & Young (1993); Paule & Mandel (1982)',
    },
    {
      heading: 'Share of voice and simulated shares',
      text: `Share of voice: a brand’s spend ÷ that of all tracked brands, where every brand with a share has spend on record; linked with ${link.label} by the same model, parts of the score and price held constant. Simulated shares: log shares go on as first-order autoregressions with errors of whole past periods, 1,000 draws; points add their effect, with its error, after the lag. Season, growth and answers of rivals are not in it.`,
      plain: 'Simulated shares continue the usual ups and downs; the points add what they went with in the past.',
      source: 'Jones (1990), Harvard Business Review 68; Kendall (1954), Biometrika 41',
    },
  ];
}

export const SHARE_TERMS: readonly Definition[] = [
  { term: 'Share of voice', text: 'A brand’s spend as a part of the spend of all tracked brands.' },
  { term: 'pp', text: 'Per cent points: the difference between two figures in per cent.' },
  { term: 'Attraction', text: 'How strongly a brand draws buyers; its share is its part of all attractions.' },
  { term: 'Proportional draw', text: 'What one brand gains, the others lose in proportion to their shares.' },
];
