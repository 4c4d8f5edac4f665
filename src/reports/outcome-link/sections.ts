/** The blocks of a page about a link: each supported part in full, what more points would mean, what else could be. */
import type { Block, Section, Sentence } from '../../document/document.ts';
import { evidenceLine } from '../../document/evidence-line.ts';
import { capitalise, countOf, fitTitle, joinNames } from '../../document/words.ts';
import type { Finding } from '../../domain/finding.ts';
import { KNOWN_OUTCOMES } from '../../domain/outcome.ts';
import { periodLabel } from '../../domain/period.ts';
import { type Collector, sentenceOf, tellTogether, text } from '../shared/page/blocks.ts';
import type { LinkPredictorAnalysis } from './analysis.ts';
import { fitChart, forestChart, lagChart, sectionsChart, whatIfChart } from './charts.ts';
import { whatIfId } from './findings.ts';
import { linkId } from './link-tests.ts';
import { quietSections } from './quiet.ts';
import {
  brandIn,
  brandsTable,
  confoundersTable,
  fitTable,
  forecastTable,
  type LinkPage,
  lagTable,
  linkTableId,
  robustnessTable,
  sectionsTable,
  whatIfTable,
} from './tables.ts';
import {
  directionWords,
  effectInterval,
  effectOnOutcome,
  effectSize,
  effectWords,
  followersOf,
  isCounted,
  lagSize,
  lagWords,
  linkedOf,
  linkNoun,
  neverSoHigh,
  partWords,
  perPeriod,
  plainGrade,
  signedEffect,
} from './words.ts';

/** The small line under an association. */
export function linkEvidence(finding: Finding, page: LinkPage): Block {
  const { formats, style } = page.words;
  return {
    type: 'evidence',
    grade: finding.grade,
    text:
      style === 'simple'
        ? plainGrade(finding)
        : evidenceLine(finding, {
            formats,
            style,
            periodNoun: `${finding.subject.brand === undefined ? 'brand-' : ''}${linkNoun(page.link)}`,
            basis: 'effect',
          }),
    refs: [finding.id],
  };
}

const pText = (p: number, page: LinkPage): string => {
  if (page.words.style !== 'professional') return '';
  const shown = page.words.formats.pValue(p);
  return ` (p ${/^[<>]/.test(shown) ? '' : '= '}${shown})`;
};

/** "It holds without any one brand (1.96 to 2.05 %), without Apr 2025 (1.97 %) …": one line under each headline. */
export function robustnessSentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const { link, words } = page;
  const { robustness } = part;
  if (!robustness || words.style === 'executive') return null;
  const { leaveOneOut, withoutWorst, withoutPeriodEffects, anotherLag, ownSlopes } = robustness;
  const { integer } = words.formats;
  const says = (value: number): string => effectSize(value, link, words);
  const parts = [
    ...(leaveOneOut
      ? [`without any one brand history it stays between ${says(leaveOneOut.low)} and ${says(leaveOneOut.high)}`]
      : []),
    ...(withoutWorst
      ? [
          `without ${periodLabel(link.frequency, withoutWorst.period)}, which carries most of it, it is ${signedEffect(withoutWorst.perPoint, link, words)}${pText(withoutWorst.p, page)}`,
        ]
      : []),
    ...(withoutPeriodEffects
      ? [
          `with market-wide ups and downs left in it is ${signedEffect(withoutPeriodEffects.perPoint, link, words)}${pText(withoutPeriodEffects.p, page)}`,
        ]
      : []),
    ...(anotherLag && words.style === 'professional'
      ? [
          `at the next best lag (${lagWords(anotherLag.lag, link)}) it is ${signedEffect(anotherLag.perPoint, link, words)}${pText(anotherLag.p, page)}`,
        ]
      : []),
  ];
  if (parts.length === 0) return null;
  const own = ownSlopes
    ? ` ${capitalise(integer(ownSlopes.sameSign))} of ${integer(ownSlopes.brands)} brand histories have its sign${ownSlopes.p <= 0.05 ? '' : '; their own slopes do not confirm it'}${pText(ownSlopes.p, page)}.`
    : '';
  return { text: `${capitalise(joinNames(parts))}.${own}`, refs: [linkId(page.name, part.predictor)] };
}

/** Which comes first, by all brands together and by the brands' own forecast tests. */
export function directionSentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const { link, words } = page;
  const { direction } = part;
  if (!direction) return null;
  const reverse = direction.reverse;
  const tested = reverse ? pText(reverse.p, page).replace('(p', '(the other way p') : '';
  return {
    text: `Which comes first: ${directionWords(part, link)}${words.style === 'professional' ? tested : ''}.`,
    refs: [linkId(page.name, part.predictor)],
  };
}

export function forecastSentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const { link, words } = page;
  const { forecast } = part;
  if (!forecast || words.style === 'executive') return null;
  const refs = [linkId(page.name, part.predictor)];
  if (forecast.gain === null)
    return {
      text: `Whether it improves a forecast cannot be told: ${forecast.insufficient}.`,
      refs: [...refs, `table:${linkTableId(page.name, 'forecast')}`],
    };
  if (forecast.p > 0.05)
    return {
      text: `Knowing the score does not clearly improve a forecast of ${link.label}${pText(forecast.p, page)}.`,
      refs,
    };
  if (words.style === 'simple')
    return {
      text: `Who knows the score forecasts ${link.label} clearly better, one ${linkNoun(link)} ahead.`,
      refs,
    };
  return {
    text: `Knowing the score takes ${words.formats.percent(Math.max(0, forecast.gain))} off the squared error of a forecast of ${link.label} one ${linkNoun(link)} ahead${pText(forecast.p, page)}.`,
    refs,
  };
}

/** The step that sentences tell; the table has others. */
const WHAT_IF_POINTS = 5;

/** Brands told in one what-if sentence; their table has them all. */
const MOST_TOLD = 6;

/** Brands whose own association is supported: one in full, several by their names, the figures beside them. */
function brandSentences(part: LinkPredictorAnalysis, page: LinkPage): Sentence[] {
  const own = part.brands
    .filter(({ isSubject }) => isSubject)
    .map((brand) => ({ brand, finding: page.findings.get(linkId(page.name, part.predictor, brand)) }));
  const holds = own.flatMap(({ finding }) => (finding?.grade === 'supported' ? [finding] : []));
  const namesOf = (isSupported: boolean): string =>
    joinNames(
      own
        .filter(({ finding }) => (finding?.grade === 'supported') === isSupported)
        .map(({ brand }) => brandIn(page, brand)),
    );
  const others = own.length - holds.length;
  const whom =
    others === 0 ? 'each of our brands' : others < holds.length ? `all but ${namesOf(false)}` : namesOf(true);
  return tellTogether(holds, () => `Tested one by one, it holds for ${whom}.`);
}

/** Parts of the score that the outcome is not seen to go with, in one sentence. Suggestive ones stand in their own table only. */
function unseenSentences(parts: readonly LinkPredictorAnalysis[], page: LinkPage): Sentence[] {
  const { link, words, name } = page;
  const found = parts.flatMap((part) => {
    const finding = page.findings.get(linkId(name, part.predictor));
    return finding && finding.grade !== 'suggestive' ? [{ part, finding }] : [];
  });
  const unseen = found.filter(
    ({ part, finding }) => finding.grade === 'none' && (finding.lag ?? -1) >= 0 && isSection(part.predictor),
  );
  const rest = found.filter((each) => unseen.length < 2 || !unseen.includes(each));
  const others = rest.map(({ finding }) => sentenceOf(finding));
  if (unseen.length < 2) return others;
  const sections = unseen.map(({ part }) => part.predictor.section);
  const sizes = unseen.map(({ finding: { detectable } }) =>
    typeof detectable === 'number' ? effectSize(detectable, link, words) : null,
  );
  const seen =
    words.style === 'professional' && sizes.every((size) => size !== null)
      ? `; ${joinNames(sizes)} a point would probably have been seen`
      : '';
  return [
    {
      text: `${capitalise(link.label)} ${isCounted(link) ? 'are' : 'is'} not seen to go with the ${sections.slice(0, -1).join(', ')} or ${sections.at(-1)} score ${words.style === 'simple' ? 'beyond chance' : 'beyond noise'}${seen}.`,
      refs: unseen.map(({ finding }) => finding.id),
    },
    ...others,
  ];
}

const isSection = ({ section, platform }: LinkPredictorAnalysis['predictor']): boolean =>
  section !== undefined && platform === undefined;

export interface LinkSectionOptions {
  readonly horizon: number;
  /** Chart on page 1, which is not repeated. */
  readonly headline: string | null;
}

/** Main pages of a link, in the order in which a reader asks. Tables that figures need are kept in `page`. */
export function linkSections(
  page: LinkPage,
  collector: Collector,
  { horizon, headline }: LinkSectionOptions,
): Section[] {
  const { link, words, name } = page;
  if (link.insufficient !== null)
    return [
      {
        id: linkTableId(name, 'missing'),
        heading: `Whether the score goes with ${link.label} cannot be told yet`,
        width: 'full',
        blocks: [
          {
            type: 'missing',
            need: `24 ${linkNoun(link)}s of ${link.label} beside every part of the score, for at least one brand`,
            have: link.insufficient,
            fix: `import earlier ${link.label}, or choose a market with a longer history`,
          },
        ],
      },
    ];
  const linked = linkedOf(link);
  const isSummary = words.extent === 'summary';
  const isFull = words.extent === 'comprehensive';
  const unless = (chart: { readonly id: string } | null, blocks: () => Block[]): Block[] =>
    chart !== null && chart.id === headline ? [] : blocks();
  collector.keep(sectionsTable(page));
  collector.keep(lagTable(page));
  const brands = brandsTable(page, 'subjects');
  if (brands) collector.keep(brands);
  const sections: Section[] = [];

  for (const part of linked) {
    const finding = page.findings.get(linkId(name, part.predictor))!;
    const slug = part.predictor.section ?? part.label;
    const fit = fitTable(page, part);
    if (fit) collector.keep(fit);
    const picture = fitChart(page, part);
    sections.push({
      id: `${linkTableId(name, 'effect')}-${slug}`,
      heading: fitTitle([
        `${capitalise(link.label)}: ${signedEffect(finding.estimate ?? 0, link, words)} for each point of ${part.label}, ${lagWords(part.lag ?? 0, link)}`,
        `${part.label}: ${effectOnOutcome(finding.estimate ?? 0, link, words)} per point`,
        `${part.label}: ${signedEffect(finding.estimate ?? 0, link, words)} per point`,
      ]),
      width: 'full',
      blocks: [
        ...(picture?.id === headline ? [] : collector.chart(picture)),
        ...text(sentenceOf(finding), elasticitySentence(part, page), directionSentence(part, page)),
        linkEvidence(finding, page),
        ...text(robustnessSentence(part, page), forecastSentence(part, page)),
      ],
    });
    if (isSummary) continue;
    const lags = lagChart(page, part);
    const forest = words.depth === 'basic' ? null : forestChart(page, part);
    // A board is told when it shows, not at which other lags it might.
    if (words.style !== 'executive')
      sections.push({
        id: `${linkTableId(name, 'when')}-${slug}`,
        heading: fitTitle([
          ...(lags && words.charts && lags.id !== headline ? [lags.title] : []),
          part.lag === 0
            ? `The link shows in the same ${linkNoun(link)}`
            : `${capitalise(link.label)} follows by ${lagSize(part.lag ?? 0, link)}`,
        ]),
        width: words.charts ? 'half' : 'full',
        blocks: [...unless(lags, () => collector.chart(lags)), ...text(lagSentence(part, page))],
      });
    if (forest)
      sections.push({
        id: `${linkTableId(name, 'brand')}-${slug}`,
        heading: fitTitle([...(words.charts && forest.id !== headline ? [forest.title] : []), 'Brand by brand']),
        width: words.charts ? 'half' : 'full',
        blocks: [
          ...unless(forest, () => collector.chart(forest)),
          ...text(...brandSentences(part, page), poolingSentence(part, page)),
        ],
      });
    if (brands && part === linked[0])
      sections.push({
        id: linkTableId(name, 'brands'),
        heading: fitTitle([`What a point goes with, for each of our brands`]),
        width: 'full',
        blocks: collector.table(brands),
      });
  }

  const followers = followersOf(link);
  if (followers.length > 0)
    sections.push({
      id: linkTableId(name, 'follows'),
      heading: fitTitle([
        `${joinNames(followers.map(({ label }) => `The ${label}`))} follows ${link.label}`,
        `Parts of the score that follow ${link.label}`,
      ]),
      width: 'full',
      blocks: followers.flatMap((part) => {
        const finding = page.findings.get(linkId(name, part.predictor))!;
        return [...text(sentenceOf(finding)), linkEvidence(finding, page)];
      }),
    });

  const rest = link.predictors.filter((part) => !linked.includes(part) && !followers.includes(part));
  sections.push({
    id: linkTableId(name, 'sections'),
    heading: fitTitle([
      linked.length === 0
        ? `No part of the score is seen to go with ${link.label}`
        : rest.length === 0
          ? `Every part of the score goes with ${link.label}`
          : `The other parts are not seen to go with ${link.label}`,
    ]),
    width: 'full',
    blocks: [
      ...unless({ id: linkTableId(name, 'sections') }, () => collector.chart(sectionsChart(page))),
      ...text(...unseenSentences(rest, page)),
      ...(isSummary ? [] : collector.table(sectionsTable(page))),
    ],
  });

  if (!isSummary && words.style !== 'executive') sections.push(...quietSections(page, collector));

  const table = whatIfTable(page, horizon);
  if (table) {
    collector.keep(table);
    const first = linked[0]!;
    const chart = whatIfChart(page, first);
    sections.push({
      id: linkTableId(name, 'what-if'),
      heading: fitTitle([
        `If it were causal: what more points would mean for ${link.label}`,
        'If it were causal: what more points would mean',
      ]),
      width: 'full',
      blocks: [
        ...unless(chart, () => collector.chart(chart)),
        ...text(...whatIfSentences(first, page), ...horizonSentences(first, page, horizon)),
        ...(isSummary ? [] : collector.table(table)),
      ],
    });
  }
  const confounders = confoundersTable(page);
  collector.keep(confounders);
  if (!isSummary) {
    const robustness = robustnessTable(page);
    const forecast = forecastTable(page);
    sections.push({
      id: linkTableId(name, 'causes'),
      heading: 'What else could make the association',
      width: 'full',
      blocks: [...text(confounderSentence(page)), ...collector.table(confounders)],
    });
    if (isFull && words.style === 'professional' && (robustness || forecast))
      sections.push({
        id: linkTableId(name, 'robustness'),
        heading: 'How far the association can be trusted',
        width: 'full',
        blocks: [...collector.table(robustness), ...collector.table(forecast)],
      });
    else {
      if (robustness) collector.keep(robustness);
      if (forecast) collector.keep(forecast);
    }
  }
  return sections;
}

/** Tables for the end: every lag, every brand that entered. */
export function linkAppendix(page: LinkPage, collector: Collector): Section[] {
  const { extent, style } = page.words;
  if (page.link.insufficient !== null || extent !== 'comprehensive' || style === 'executive') return [];
  return [
    {
      id: `${linkTableId(page.name, 'figures')}-appendix`,
      heading: `The link with ${page.link.label} in figures`,
      width: 'full',
      blocks: [...collector.table(lagTable(page)), ...collector.table(brandsTable(page, 'all'))],
    },
  ];
}

function elasticitySentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const { elasticity, level } = part;
  const { link, words } = page;
  if (!elasticity || !level || words.style !== 'professional') return null;
  const { significant } = words.formats;
  const size = significant(Math.abs(elasticity.estimate));
  const isRank = link.outcomeScale === 'log-rank';
  const way = elasticity.estimate > 0 ? (isRank ? 'better' : 'more') : isRank ? 'worse' : 'less';
  return {
    text: `In elasticities: one per cent more of the score, ${size}\u00a0% ${way} ${link.label} ${effectInterval(elasticity.interval, words)}, read at a score of ${words.formats.score(level.score)}, the mean of the last year.`,
    refs: [linkId(page.name, part.predictor), `table:${linkTableId(page.name, 'sections')}`],
  };
}

function lagSentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const at = part.profile.find(({ lag }) => lag === part.lag);
  if (!at) return null;
  const { link, words } = page;
  const others = part.profile.filter(({ lag, interval: [low, high] }) => lag !== part.lag && (low > 0 || high < 0));
  return {
    text: `${capitalise(lagWords(at.lag, link))} a point goes with ${effectWords(at.perPoint, link, words)} ${effectInterval(at.interval, words)}; ${others.length === 0 ? 'at every other lag the interval includes zero' : `intervals also leave out zero ${joinNames(others.map(({ lag }) => lagWords(lag, link)))}`}.`,
    refs: [linkId(page.name, part.predictor), `table:${linkTableId(page.name, 'lags')}`],
  };
}

function poolingSentence(part: LinkPredictorAnalysis, page: LinkPage): Sentence | null {
  const own = part.brands.filter(({ isSubject }) => isSubject);
  if (own.length < 2 || page.words.style === 'simple') return null;
  const isCommon = own.every(({ pull }) => pull > 0.95);
  return {
    text: isCommon
      ? 'They differ no more than uncertainty lets expect; recommendations use the common estimate.'
      : 'For recommendations each brand is drawn towards the common estimate as far as its own is uncertain.',
    refs: [`table:${linkTableId(page.name, 'brands')}`],
  };
}

/** What the same points more would mean for each brand: one in full, several by their figures. */
function whatIfSentences(part: LinkPredictorAnalysis, page: LinkPage): Sentence[] {
  const { link, words, name } = page;
  const found = part.brands
    .filter(({ isSubject }) => isSubject)
    .flatMap((brand) => {
      const finding = page.findings.get(whatIfId(name, part, brand));
      const step = brand.whatIf.find(({ points }) => points === WHAT_IF_POINTS);
      return finding && step ? [{ brand, finding, step }] : [];
    })
    .slice(0, words.extent === 'comprehensive' ? MOST_TOLD : 3);
  const [first, ...others] = found;
  const isOneWay = found.every(({ step }) => Math.sign(step.effect) === Math.sign(first!.step.effect));
  if (first === undefined || others.length === 0 || !isOneWay) return found.map(({ finding }) => sentenceOf(finding));
  const each = [
    `${effectWords(first.step.effect, link, words)}${perPeriod(link)} for ${brandIn(page, first.brand)}`,
    ...others.map(({ brand, step }) => `${effectSize(step.effect, link, words)} for ${brandIn(page, brand)}`),
  ];
  const outside = found.filter(({ step }) => step.isOutside).map(({ brand }) => brandIn(page, brand));
  const never = neverSoHigh(outside, found.length);
  return [
    {
      text: `If the association were causal, ${words.formats.integer(first.step.points)} points more of ${partWords(part.predictor)} would mean, ${lagWords(part.lag ?? 0, link)}, ${joinNames(each)}${never}.`,
      refs: found.map(({ finding }) => finding.id),
    },
  ];
}

/** What the same points add up to over the horizon, of flows; one sentence a currency, for amounts in two cannot be added. */
function horizonSentences(part: LinkPredictorAnalysis, page: LinkPage, horizon: number): Sentence[] {
  const { link, words, name } = page;
  if (link.aggregation !== 'sum') return [];
  const lag = part.lag ?? 0;
  const ahead = countOf(horizon, linkNoun(link));
  const refs = [`table:${linkTableId(name, 'what-if')}`];
  if (horizon <= lag)
    return [{ text: `Within ${ahead} nothing of it would show yet: it comes ${lagWords(lag, link)}.`, refs }];
  const found = part.brands.flatMap((brand) => {
    const step = brand.isSubject ? brand.whatIf.find(({ points }) => points === WHAT_IF_POINTS) : undefined;
    return step ? [{ brand, step, unit: link.units[brand.project] ?? '' }] : [];
  });
  const isMoney = KNOWN_OUTCOMES.find(({ outcome }) => outcome === link.outcome)?.unit === 'currency';
  const late = lag === 0 ? '' : `, the first ${lag === 1 ? linkNoun(link) : lagSize(lag, link)} without effect`;
  return [...new Set(found.map(({ unit }) => unit))].map((unit, at): Sentence => {
    const amount = (value: number): string => words.formats.currency(value, isMoney ? unit : '');
    const own = found.filter((each) => each.unit === unit).slice(0, words.extent === 'comprehensive' ? MOST_TOLD : 3);
    const each = own.map(({ brand, step }, i) => {
      const [sum, low, high] = [step.amount, ...step.amountInterval].map((value) => value * (horizon - lag));
      return `${amount(sum!)} [${amount(low!)}, ${amount(high!)}]${i === 0 && !isMoney ? ` ${link.label}` : ''} for ${brandIn(page, brand)}`;
    });
    const start = at === 0 ? `Over ${ahead}${late}, that would add up to` : `In ${unit} over the same ${ahead}:`;
    return { text: `${start} ${joinNames(each)}.`, refs };
  });
}

function confounderSentence(page: LinkPage): Sentence {
  const { link } = page;
  const missing = link.missing.map(({ confounder }) => confounder);
  const held =
    link.controls.length === 0
      ? 'Nothing but season and own past is held constant'
      : `Held constant are ${joinNames(shortControls(link.controls))}`;
  return {
    text: `${held}${link.periodEffects.length > 0 ? ', and whatever all brands of a market share in a period' : ''}. Not held constant: ${joinNames([...missing, 'rivals’ actions, new products, retailer decisions'])}.`,
    refs: [`table:${linkTableId(page.name, 'confounders')}`],
  };
}

/** Spend by channel as one thing. */
function shortControls(controls: readonly string[]): string[] {
  const channels = controls.filter((label) => label.startsWith('spend in '));
  return [
    ...controls.filter((label) => !label.startsWith('spend in ')),
    ...(channels.length > 0 ? ['spend by channel'] : []),
  ];
}
