/** Every brand of the report with its profile, in order. */
import type { Subject } from '../../shared/analysis.ts';
import type { Pair } from '../../shared/words/scope.ts';
import type { BrandProfile, SectionAnalysis, SectionMarket, SectionProfile } from './analysis.ts';

export interface Profiled extends Pair {
  readonly profile: BrandProfile;
}

export function profiledOf(analysis: SectionAnalysis): Profiled[] {
  return analysis.markets.flatMap((market, i) =>
    market.subjects.map((subject, s) => ({ market, subject, profile: analysis.sectionMarkets[i]!.profiles[s]! })),
  );
}

export const sectionMarketOf = (analysis: SectionAnalysis, project: string): SectionMarket =>
  analysis.sectionMarkets.find((each) => each.project === project)!;

export interface Carried extends Profiled {
  readonly section: SectionProfile & { readonly carry: number };
}

/** Smaller parts show as "0.0". */
const VISIBLE_POINTS = 0.05;

/** What carries (above nothing) and what drags (below it), the strongest first. */
export function carriesOf(profiled: readonly Profiled[]): { carrying: Carried[]; dragging: Carried[] } {
  const all = profiled.flatMap((each) =>
    each.profile.sections.flatMap((section): Carried[] =>
      section.carry === null ? [] : [{ ...each, section: { ...section, carry: section.carry } }],
    ),
  );
  const byCarry = (sign: number): Carried[] =>
    all
      .filter(({ section }) => sign * section.carry >= VISIBLE_POINTS)
      .sort((a, b) => sign * (b.section.carry - a.section.carry));
  return { carrying: byCarry(1), dragging: byCarry(-1) };
}

export const levelOf = (subject: Subject, section: string) =>
  subject.sections.find((each) => each.section === section)!;
