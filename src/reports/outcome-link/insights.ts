/** Which findings of links are insights: the largest and surest new ones, one for a part of the score and an outcome. */
import type { Insight } from '../../document/document.ts';
import { rankInsights } from '../../document/insights.ts';
import type { Finding } from '../../domain/finding.ts';
import { insightsFirst, isSupported, type Told } from '../shared/stories.ts';
import { isOfLink } from './findings.ts';
import { linkId } from './link-tests.ts';
import type { LinkPage } from './tables.ts';
import { linkedOf, POINTS_THAT_MATTER, restsOnSingleBrands } from './words.ts';

type Linked = Pick<LinkPage, 'link' | 'name'>;

/** What holds for one brand says half as much as what holds for all; so does what falls when a single brand is left out. */
const NARROW = 0.5;
/** What follows the outcome has no effect to size: it counts as what just matters. */
const UNSIZED = 1;

/** One part of the score and one outcome, of all brands or of one. */
const storyOf = (name: string, { predictor, subject }: Finding): string =>
  [name, predictor?.section ?? '', ...(subject.brand === undefined ? [] : [subject.project, subject.brand])].join(':');

const linkOf = ({ id }: Finding, links: readonly Linked[], kind: string): Linked | undefined =>
  links.find(({ name }) => id.startsWith(`${kind}:${name}:`));

/**
 * What the points that matter go with, as a multiple of what the outcome does by itself in an ordinary period. Of a brand
 * its shrunken effect: the largest of several own estimates is partly luck.
 */
function sizeOf(finding: Finding, { link, name }: Linked): number {
  const { estimate, subject, predictor, parts } = finding;
  const shrunken = parts?.shrunken;
  const effect = typeof shrunken === 'number' ? shrunken : estimate;
  const size = effect === null || link.noise === null ? UNSIZED : (POINTS_THAT_MATTER * effect) / link.noise;
  const part = link.predictors.find((each) => linkId(name, each.predictor) === finding.id);
  const isNarrow = subject.brand !== undefined || (part !== undefined && restsOnSingleBrands(part));
  // A point of a part is less than a point of its section.
  const below = predictor?.metric !== undefined ? 3 : predictor?.platform !== undefined ? 2 : 1;
  return (Math.abs(size) * (isNarrow ? NARROW : 1)) / below;
}

/**
 * Size of what a report tests beside its links: of the same outcome in the same unit like them; else a share, of the squared
 * error that knowing the score takes away (in per cent) or of one change in another.
 */
function sizeBeside(finding: Finding, links: readonly Linked[]): number {
  const { kind, subject, unit, estimate } = finding;
  const alike = links.find(({ link }) => link.outcome === subject.outcome && link.unit === unit);
  if (alike) return sizeOf(finding, alike);
  return kind === 'difference' ? (estimate ?? 0) / 100 : (estimate ?? 0);
}

/**
 * The findings of a report on links with its insights first.
 * @param all in the order in which they are told otherwise
 * @param within the outcome that an outcome is a part of: told with it, not beside it
 */
export function tellLinks(
  all: readonly Finding[],
  links: readonly Linked[],
  previous: readonly Finding[] | null,
  within: (outcome: string) => string | null = () => null,
): Told {
  const supported = all.filter(isSupported);
  const parts = supported.flatMap((finding) => {
    const whole = finding.kind === 'association' ? within(finding.subject.outcome ?? '') : null;
    return whole === null ? [] : [{ finding, story: storyOf(whole, finding) }];
  });
  const whatIfs = all.flatMap((finding) => {
    const link = linkOf(finding, links, 'what-if');
    return link ? [{ finding, story: storyOf(link.name, finding) }] : [];
  });
  const candidates = supported
    .filter((finding) => parts.every((part) => part.finding !== finding))
    .map((finding) => {
      const link = links.find(({ name }) => isOfLink(finding, name));
      return link
        ? { finding, size: sizeOf(finding, link), story: storyOf(link.name, finding) }
        : { finding, size: sizeBeside(finding, links), story: finding.id };
    });
  const insights = rankInsights(candidates, { previous, beside: [...parts, ...whatIfs] });
  return { insights, findings: insightsFirst(insights, all) };
}

/** Linked parts in the order of their insights; those that are none as they come. */
export function partsByWeight({ link, name }: Linked, insights: readonly Insight[]): ReturnType<typeof linkedOf> {
  const linked = linkedOf(link);
  const rank = (part: (typeof linked)[number]): number => {
    const at = insights.findIndex(({ finding }) => finding === linkId(name, part.predictor));
    return at < 0 ? insights.length : at;
  };
  return linked.sort((a, b) => rank(a) - rank(b));
}
