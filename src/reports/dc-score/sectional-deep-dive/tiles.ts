/** The tiles of page 1: level, what carries, what drags, what could be gained, coverage. */
import type { Kpi } from '../../../document/document.ts';
import { coverageTile, meanScoreTile, portfolioCoverageTile, scoreTile } from '../../shared/page/tiles.ts';
import type { FindingIndex } from '../../shared/stories.ts';
import { PORTFOLIO } from '../../shared/words/portfolio-facts.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis } from './analysis.ts';
import { carryId, opportunityId } from './findings.ts';
import { type Carried, carriesOf, type Profiled, profiledOf } from './profile-index.ts';

const PLAIN = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;

/** The section stands in the label, because a message shows label and figure only. */
function carryTile(id: 'carries' | 'drags', each: Carried | undefined, isOnly: boolean, words: Wording): Kpi | null {
  if (!each) return null;
  const { market, subject, section } = each;
  return {
    ...PLAIN,
    id,
    label: `${section.section} ${id}`,
    value: section.carry,
    text: words.formats.points(section.carry),
    comparison: isOnly ? 'against peers' : `${words.brand(market, subject.brand)}, against peers`,
    refs: [carryId(market.project, subject.brand, section.section)],
  };
}

/** The section with most points within a year. */
function opportunityTile(profiled: readonly Profiled[], isOnly: boolean, words: Wording): Kpi | null {
  const top = profiled
    .flatMap((each) => each.profile.sections.map((section) => ({ ...each, section })))
    .filter(({ section }) => (section.opportunity?.withinYear ?? 0) > 0)
    .sort((a, b) => b.section.opportunity!.withinYear! - a.section.opportunity!.withinYear!)[0];
  if (!top) return null;
  const { market, subject, section } = top;
  return {
    ...PLAIN,
    id: 'opportunity',
    label: `${section.section} in a year`,
    value: section.opportunity!.withinYear,
    text: words.formats.points(section.opportunity!.withinYear!),
    comparison: isOnly ? 'to gain' : `${words.brand(market, subject.brand)} could gain`,
    refs: [opportunityId(market.project, subject.brand, section.section)],
  };
}

function movedTile(findings: FindingIndex, analysis: SectionAnalysis, words: Wording): Kpi {
  const { moved, sections } = findings.get(PORTFOLIO)!.parts ?? {};
  const isTested = analysis.family.tested > 0;
  return {
    ...PLAIN,
    id: 'moved',
    label: words.style === 'simple' ? 'Really moved' : 'Sections moved',
    value: isTested && typeof moved === 'number' ? moved : null,
    text: isTested ? `${moved} of ${sections}` : 'not tested',
    comparison: isTested ? words.beyondNoise : 'too little history',
    refs: [PORTFOLIO],
  };
}

export function kpisOf(analysis: SectionAnalysis, findings: FindingIndex, words: Wording): Kpi[] {
  const profiled = profiledOf(analysis);
  const only = profiled.length === 1 ? profiled[0]! : null;
  const { carrying, dragging } = carriesOf(profiled);
  const middle = [
    carryTile('carries', carrying[0], only !== null, words),
    carryTile('drags', dragging[0], only !== null, words),
  ];
  const tiles = only
    ? [
        scoreTile(only, findings, words),
        ...middle,
        opportunityTile(profiled, true, words) ?? movedTile(findings, analysis, words),
        coverageTile(only, words),
      ]
    : [
        meanScoreTile(findings, words),
        movedTile(findings, analysis, words),
        ...middle,
        opportunityTile(profiled, false, words) ?? portfolioCoverageTile(findings, words),
      ];
  return tiles.filter((tile) => tile !== null);
}
