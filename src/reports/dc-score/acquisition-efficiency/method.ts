/** How costs, marginal costs and efficiency were computed, in the reader's words, with sources. */
import type { Definition } from '../../../document/document.ts';
import type { SpokenNote } from '../../shared/page/method-notes.ts';

export const ACQUISITION_NOTES: readonly SpokenNote[] = [
  {
    heading: 'At equal spend',
    text: 'The cost of a customer is spend ÷ new customers: a score tested against it would be tested against spend as well. Tested are new customers, with the same-period change of spend in every channel held constant; brands whose spend is not known stay out. At equal spend x % more customers are customers at 1 ÷ (1 + x) of the cost.',
    plain: 'We ask whether a better score brings more customers for the same money, which is the same as cheaper ones.',
    source: 'Kronmal (1993), Journal of the Royal Statistical Society A 156',
  },
  {
    heading: 'The next customer',
    text: 'Elasticity of new customers to total spend in the same period: changes of logarithms, all parts of the score and the other controls held constant, brand estimates drawn towards the common one. The next customer costs the average ÷ the elasticity. By channel: one joint regression on ln(1 + spend ÷ usual spend), intervals by Bonferroni over channels. Nothing is told where the interval of the response reaches zero. Later effects of spend are not in it.',
    plain: 'The next customer usually costs more than the average one, because more spend brings ever fewer more.',
    source: 'Frisch & Waugh (1933); Paule & Mandel (1982); Bonferroni (1936)',
  },
  {
    heading: 'Who buys customers well',
    text: 'Data envelopment with spend as input, new customers as output and variable returns to scale: the smallest share of its spend with which mixtures of the market’s brands bring a brand’s customers. Bias and lower limit by the homogeneous smoothed bootstrap; the upper limit is the uncorrected value, which the truth cannot exceed. Only with six brands or more (three for each input and output); else the mean residual of the pooled response to spend, against the market’s level in each period.',
    plain: 'Every brand is compared with the best mixture of brands that wins as many customers.',
    source:
      'Banker, Charnes & Cooper (1984), Management Science 30; Simar & Wilson (1998), Management Science 44; Simar & Wilson (2000), Journal of Applied Statistics 27; Banker et al. (1989)',
  },
];

export const ACQUISITION_TERMS: readonly Definition[] = [
  { term: 'Cost of a customer', text: 'Spend of a period ÷ new customers of the same period.' },
  { term: 'Next customer', text: 'Spend that brings one more new customer, at today’s level of spend.' },
  { term: 'Efficiency', text: 'Share of its spend with which best practice would bring a brand’s new customers.' },
];
