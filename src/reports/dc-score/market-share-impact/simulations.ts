/** Shares of each of our brands some periods ahead, with and without more score points, if the association were causal. */
import type { CrossEffects } from '../../../analytics/attraction/cross-effects.ts';
import type { MarketShares } from '../../../analytics/attraction/market-shares.ts';
import {
  type Alternative,
  type AttractionChange,
  simulateShares,
} from '../../../analytics/attraction/share-simulation.ts';
import type { OutcomeLink } from '../../../analytics/outcome-link/link.ts';
import { predictorStep } from '../../../analytics/outcome-link/transform.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { ShareAnalysis, SimulatedShare } from './analysis.ts';

const OTHERS = 'Others';
const YEARS_DRAWN = 2;

/** Brands of a market and what nobody tracks, up to the last period with any share. */
function alternativesOf({ brands, shares, others }: MarketShares): readonly Alternative[] {
  const end = 1 + Math.max(-1, ...shares.map((series) => series.findLastIndex((value) => value !== null)));
  const cut = (series: readonly (number | null)[]): readonly (number | null)[] => series.slice(0, end);
  const isThere = others.some((value) => (value ?? 0) > 0);
  return [
    ...brands.map((name, b) => ({ name, shares: cut(shares[b]!) })),
    ...(isThere ? [{ name: OTHERS, shares: cut(others) }] : []),
  ];
}

/**
 * @param sections how many of the linked parts of the score are simulated, the strongest first
 * @param rejected cross effects of a section when proportional draw was rejected, else null
 */
export function simulationsOf(
  link: LinkAnalysis,
  of: OutcomeLink | null,
  shares: ReadonlyMap<string, MarketShares>,
  rejected: (section: string) => CrossEffects | null,
  o: {
    readonly sections: number;
    readonly points: number;
    readonly horizon: number;
    readonly level: number;
    readonly rng: Rng;
  },
): Pick<ShareAnalysis, 'simulations' | 'notSimulated'> {
  const simulations: SimulatedShare[] = [];
  const notSimulated: { project: string; brand: string; reason: string }[] = [];
  if (of === null) return { simulations, notSimulated };
  for (const part of linkedOf(link).slice(0, o.sections)) {
    const { section } = part.predictor;
    if (section === undefined) continue;
    const at = of.panel.predictors.findIndex(({ predictor }) => predictor.section === section);
    const cross = rejected(section);
    for (const effect of of.brands(at, o.level)) {
      const { project, brand } = effect;
      const isSubject = part.brands.some((each) => each.isSubject && each.project === project && each.brand === brand);
      const market = shares.get(project);
      if (!isSubject || !market) continue;
      const alternatives = alternativesOf(market);
      const place = (name: string): number => alternatives.findIndex((each) => each.name === name);
      const unit = effect.own.unit;
      const step = predictorStep(effect.level.score, o.points, of.panel.predictorScale);
      const changes: AttractionChange[] = [
        { at: place(brand), value: effect.shrunken.slope * step, error: effect.shrunken.error * step },
        ...(cross?.effects ?? [])
          .filter(({ mover }) => mover === unit)
          .map(({ rival, shrunken, shrunkenError }) => ({
            at: place(of.panel.units[rival]!.brand),
            value: shrunken * step,
            error: shrunkenError * step,
          })),
      ];
      const untracked = place(OTHERS);
      const simulation = simulateShares(alternatives, {
        subject: place(brand),
        untracked: untracked < 0 ? null : untracked,
        changes,
        from: 1 + (part.lag ?? 0),
        horizon: o.horizon,
        level: o.level,
        rng: o.rng.fork(`simulation:${section}:${project}:${brand}`),
      });
      const highest = of.panel.units[unit]!.scores[at]!.reduce<number>(
        (most, score) => (score !== null && score > most ? score : most),
        0,
      );
      const { shares: path } = alternatives[place(brand)]!;
      if (typeof simulation === 'string') notSimulated.push({ project, brand, reason: simulation });
      else
        simulations.push({
          project,
          brand,
          section,
          points: o.points,
          lag: part.lag ?? 0,
          isOutside: effect.level.score + o.points > Math.min(100, highest),
          lastPeriod: market.periods[path.length - 1]!,
          past: path.slice(-YEARS_DRAWN * PERIODS_PER_YEAR[link.frequency]),
          simulation,
        });
    }
  }
  return { simulations, notSimulated };
}
