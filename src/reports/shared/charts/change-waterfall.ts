/** The parts of a change as a waterfall, of a brand or of the mean of a market’s brands. */
import type { Waterfall } from '../../../document/chart.ts';
import { capitalise, fitTitle } from '../../../document/words.ts';
import type { MarketFacts, Subject } from '../analysis.ts';
import { leadingSection } from '../words/facts.ts';
import { comparisonLabel, placeOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';

interface ChangeParts {
  /** "Aurora", or null for the mean of the chosen brands. */
  readonly owner: string | null;
  readonly before: number;
  readonly current: number;
  readonly sections: readonly {
    readonly section: string;
    readonly value: number;
    readonly weight: number;
    readonly coverage: number;
  }[];
}

/** Smaller parts show as "0.0". */
const VISIBLE_POINTS = 0.05;

/** What changed weights and gaps in the data did: two steps, or one when either alone is too small to be seen. */
function otherSteps(sections: ChangeParts['sections']): { label: string; value: number; section: null }[] {
  const weight = sections.reduce((sum, section) => sum + section.weight, 0);
  const coverage = sections.reduce((sum, section) => sum + section.coverage, 0);
  const isVisible = (value: number): boolean => Math.abs(value) >= VISIBLE_POINTS;
  const steps =
    isVisible(weight) && isVisible(coverage)
      ? [
          { label: 'Weights', value: weight, section: null },
          { label: 'Data gaps', value: coverage, section: null },
        ]
      : [{ label: isVisible(coverage) ? 'Data gaps' : 'Weights', value: weight + coverage, section: null }];
  return steps.filter(({ value }) => isVisible(value));
}

/** "Marketplace adds 3.1 of the 3.3 points". */
function changeTitle({ owner, before, current, sections }: ChangeParts, place: string, words: Wording): string {
  const { formats } = words;
  const change = current - before;
  const who = owner === null ? '' : `${owner}: `;
  const leading = leadingSection({ sections, change });
  if (leading === null || Math.abs(change) < VISIBLE_POINTS)
    return fitTitle([capitalise(`${who}the sections${place} cancel each other out`)]);
  const part = formats.size(leading.value);
  const [verb, lost] = change > 0 ? ['adds', ''] : ['takes', ' lost'];
  const isPart = Math.abs(leading.value) <= Math.abs(change);
  const tail = isPart
    ? `${part} of the ${formats.size(change)} points${lost}`
    : `${part}; the net is ${formats.points(change)}`;
  return fitTitle([
    `${who}${leading.section} ${verb} ${tail}${place}`,
    `${leading.section} ${verb} ${tail}${place}`,
    `${leading.section} ${verb} ${tail}`,
  ]);
}

function waterfall(
  id: string,
  parts: ChangeParts,
  market: MarketFacts,
  words: Wording,
  refs: readonly string[],
): Waterfall {
  const { formats } = words;
  const title = changeTitle(parts, placeOf(market, words), words);
  const steps = [
    ...parts.sections.map(({ section, value }) => ({ label: section, value, section: section as string | null })),
    ...otherSteps(parts.sections),
  ].map((step) => ({ ...step, valueText: formats.points(step.value) }));
  return {
    kind: 'waterfall',
    id,
    title,
    subtitle: `${parts.owner === null ? 'Mean score' : 'DC score'}, points, against ${comparisonLabel(market)}`,
    alt: `${title}. From ${formats.score(parts.before)} to ${formats.score(parts.current)}: ${steps.map(({ label, valueText }) => `${label} ${valueText}`).join(', ')}.`,
    note: null,
    findings: refs,
    table: 'decomposition',
    axis: { label: 'DC score', min: null, max: null, unit: 'points', decimals: 1 },
    start: { label: 'Before', value: parts.before },
    steps,
    end: { label: 'Now', value: parts.current },
  };
}

export function subjectWaterfall(
  market: MarketFacts,
  subject: Subject,
  index: number,
  words: Wording,
): Waterfall | null {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return null;
  return waterfall(
    `change${words.suffix(market)}-${index + 1}`,
    { owner: subject.brand, ...decomposition },
    market,
    words,
    [`decomposition:${market.project}:${subject.brand}`],
  );
}

/** The market's waterfall: of its only brand, or of the mean of its brands. */
export function marketWaterfall(market: MarketFacts, words: Wording): Waterfall | null {
  const only = market.subjects.length === 1 ? market.subjects[0]! : null;
  const id = `change${words.suffix(market)}`;
  if (only) {
    const { decomposition } = only;
    if (decomposition.undefined !== null) return null;
    return waterfall(id, { owner: only.brand, ...decomposition }, market, words, [
      `decomposition:${market.project}:${only.brand}`,
    ]);
  }
  const { portfolio } = market;
  if (!portfolio || portfolio.before === null) return null;
  return waterfall(
    id,
    {
      owner: null,
      before: portfolio.before,
      current: portfolio.score,
      sections: portfolio.sections,
    },
    market,
    words,
    [`portfolio:${market.project}`],
  );
}
