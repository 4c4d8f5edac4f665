/** What page 1 adds to the link: the rank itself and the chance of the goal. */
import type { Kpi, Sentence, SummaryItem } from '../../../document/document.ts';
import { periodLabel } from '../../../domain/period.ts';
import { type LinkHeadline, linkHeadline, linkKpis, linkRisks } from '../../outcome-link/headline.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { comparisonLabel } from '../../shared/words/scope.ts';
import type { RankAnalysis, RankLevel, RankOutlook } from './analysis.ts';
import { chanceId, chanceText, goalText, rankId, rankText, shortChance } from './facts.ts';

const MOST_TILES = 5;
const SPARKLINE = 24;

interface Goal {
  readonly outlook: RankOutlook;
  readonly level: RankLevel;
  readonly goal: number;
  readonly chance: number;
}

/** Brands with a forecast, the best chance of their goal first. */
function goalsOf({ outlooks, levels }: RankAnalysis): Goal[] {
  return outlooks
    .flatMap((outlook, i): Goal[] => {
      const level = levels[i]!;
      const chance = outlook.chance.at(-1);
      return chance === undefined || level.goal === null ? [] : [{ outlook, level, goal: level.goal, chance }];
    })
    .sort((a, b) => b.chance - a.chance || (a.outlook.brand < b.outlook.brand ? -1 : 1));
}

/** The link's headline, and where the goal stands when nothing changes. */
export function rankHeadline(analysis: RankAnalysis, page: LinkPage): LinkHeadline {
  const link = linkHeadline(page, null);
  const goals = goalsOf(analysis);
  const first = goals[0];
  if (!first) return link;
  const { words } = page;
  const when = periodLabel(page.link.frequency, first.outlook.periods.at(-1)!);
  const chance = chanceText(first.chance, first.outlook.paths, words);
  const outlook: Sentence =
    goals.length === 1
      ? {
          text: `If nothing changes, the chance of ${goalText(first.goal, words)} in ${when} is ${chance}.`,
          refs: [chanceId(first.outlook)],
        }
      : {
          // Which goal, when, and that nothing changes until then stands on the tile of that chance.
          text: `${brandIn(page, first.outlook)} has the best chance of its goal: ${chance}.`,
          refs: [chanceId(first.outlook)],
        };
  return {
    ...link,
    verdict: { text: `${link.verdict.text} ${outlook.text}`, refs: [...link.verdict.refs, ...outlook.refs] },
  };
}

const plain = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;

/** At most five tiles: rank and chance, then what the link says. */
export function rankKpis(analysis: RankAnalysis, page: LinkPage): Kpi[] {
  const { words } = page;
  const ranked = analysis.levels
    .filter(({ typical }) => typical !== null)
    .sort((a, b) => a.typical! - b.typical! || (a.brand < b.brand ? -1 : 1));
  const best = ranked[0];
  const goal = goalsOf(analysis)[0];
  const isOnly = analysis.levels.length === 1;
  const market = page.markets.find(({ project }) => project === best?.project);
  const tiles: Kpi[] = [];
  if (best && market) {
    const path = analysis.paths.find(({ project, brand }) => project === best.project && brand === best.brand);
    const { change } = best;
    tiles.push({
      ...plain,
      id: 'rank',
      label: isOnly ? 'Typical bestseller rank' : `Best bestseller rank: ${brandIn(page, best)}`,
      value: best.typical,
      text: rankText(best.typical!, words),
      delta:
        change === null || Math.round(Math.abs(change)) === 0
          ? null
          : {
              value: change,
              text: `${words.formats.decimal(Math.abs(change), 0)}\u00a0% ${change > 0 ? 'better' : 'worse'}`,
              better: change > 0,
            },
      comparison: change === null ? 'nothing to compare with' : `against ${comparisonLabel(market)}`,
      // Up is better in every sparkline: ranks are turned round.
      sparkline: (path?.values ?? []).slice(-SPARKLINE).map((value) => (value === null ? null : -value)),
      refs: [rankId(best)],
    });
  }
  if (goal)
    tiles.push({
      ...plain,
      id: 'chance',
      label: isOnly ? `Chance of ${goalText(goal.goal, words)}` : `Best chance: ${brandIn(page, goal.outlook)}`,
      value: goal.chance,
      text: shortChance(chanceText(goal.chance, goal.outlook.paths, words)),
      comparison: `${isOnly ? '' : `${goalText(goal.goal, words)}, `}${periodLabel(page.link.frequency, goal.outlook.periods.at(-1)!)}, if nothing changes`,
      refs: [chanceId(goal.outlook)],
    });
  return [...tiles, ...linkKpis(page).filter(({ id }) => id !== 'elasticity')].slice(0, MOST_TILES);
}

/** A goal that is out of reach by itself comes first, then what stands against reading the link as a cause. */
export function rankRisks(analysis: RankAnalysis, page: LinkPage): SummaryItem[] {
  const { words } = page;
  const goals = goalsOf(analysis);
  const last = goals.at(-1);
  const risks: SummaryItem[] =
    last && last.chance < 0.5
      ? [
          {
            text: `Chance of ${goalText(last.goal, words)}: ${brandIn(page, last.outlook)}`,
            figure: shortChance(chanceText(last.chance, last.outlook.paths, words)),
            value: last.chance,
            grade: null,
            refs: [chanceId(last.outlook)],
          },
        ]
      : [];
  return [...risks, ...linkRisks(page)].slice(0, 3);
}
