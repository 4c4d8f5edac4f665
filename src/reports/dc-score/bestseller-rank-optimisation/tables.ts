/** Ranks in rows: standing, paths with forecasts, chances, metrics, what a goal asks for. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import type { Finding } from '../../../domain/finding.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { foundWords } from '../../outcome-link/tied-metrics.ts';
import { lagWords, linkNoun } from '../../outcome-link/words.ts';
import {
  asPercent,
  gradeColumn,
  numberColumn,
  PAPER_ROWS,
  periodColumn,
  textColumn,
} from '../../shared/tables/columns.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import type { RankAnalysis } from './analysis.ts';
import { LIKELY } from './outlook.ts';

export const TABLES = {
  ranks: 'ranks',
  paths: 'rank-paths',
  steps: 'rank-steps',
  chances: 'rank-chances',
  parts: 'rank-parts',
  required: 'rank-required',
} as const;

export function ranksTable(analysis: RankAnalysis, page: LinkPage): TableSpec {
  return {
    id: TABLES.ranks,
    title: 'Where our brands stand on the bestseller list',
    caption: `Geometric means of the report window against the comparison; place among all tracked brands.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('typical', 'Typical rank', 1),
      numberColumn('change', 'Better by', 1, '%'),
      numberColumn('latest', 'Latest', 0),
      numberColumn('best', 'Best', 0),
      numberColumn('worst', 'Worst', 0),
      numberColumn('place', 'Place', 0),
      numberColumn('ranked', 'Of', 0),
      numberColumn('goal', analysis.target === null ? 'Next step' : 'Target', 0),
      numberColumn('before', 'Before', 1, null, 'full'),
      numberColumn('periods', `${linkNoun(page.link)}s with a rank`, 0, null, 'full'),
    ],
    rows: analysis.levels.map((level): Cell[] => [
      brandIn(page, level),
      level.typical,
      level.change,
      level.latest,
      level.best,
      level.worst,
      level.place,
      level.ranked,
      level.goal,
      level.before,
      level.periods,
    ]),
    paperRows: PAPER_ROWS,
    notes: ['Lower is better. Minus: worse than before.'],
  };
}

/** What the rank lines draw: known ranks, then the forecast. */
export function pathsTable(analysis: RankAnalysis, page: LinkPage): TableSpec {
  const { formats, level } = page.words;
  return {
    id: TABLES.paths,
    title: 'Ranks and where they are heading',
    caption: `Known ranks, then the median forecast when nothing changes, with its ${formats.level(LIKELY)} and its ${formats.level(level)} interval.`,
    columns: [
      textColumn('brand', 'Brand'),
      periodColumn('Period'),
      numberColumn('rank', 'Rank', 0),
      numberColumn('expected', 'Expected', 1),
      numberColumn('likely-low', `${formats.level(LIKELY)} low`, 1),
      numberColumn('likely-high', `${formats.level(LIKELY)} high`, 1),
      numberColumn('low', 'Low', 1),
      numberColumn('high', 'High', 1),
    ],
    rows: analysis.paths.flatMap((path, i): Cell[][] => {
      const name = brandIn(page, path);
      const outlook = analysis.outlooks[i]!;
      return [
        ...path.periods.map((period, t): Cell[] => [
          name,
          period,
          path.values[t] ?? null,
          ...Array<Cell>(5).fill(null),
        ]),
        ...outlook.median.map((expected, h): Cell[] => [
          name,
          outlook.periods[h]!,
          null,
          expected,
          outlook.likely.low[h]!,
          outlook.likely.high[h]!,
          outlook.wide.low[h]!,
          outlook.wide.high[h]!,
        ]),
      ];
    }),
    paperRows: 0,
    notes: [],
  };
}

export function stepsTable(analysis: RankAnalysis, page: LinkPage): TableSpec {
  const noun = linkNoun(page.link);
  return {
    id: TABLES.steps,
    title: 'How likely each step of the list is, when nothing changes',
    caption: `Shares of simulated futures; beside them how often the brand was there in the last year.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('step', 'Rank or better', 0),
      numberColumn('chance', `In ${analysis.horizon} ${noun}s`, 0, '%'),
      numberColumn('until', 'At least once until then', 0, '%'),
      numberColumn('seen', 'Last year', 0, '%'),
      textColumn('goal', 'Goal'),
      numberColumn('periods', `${noun}s with a rank`, 0, null, 'full'),
      numberColumn('known', 'Ranks known to the forecast', 0, null, 'full'),
      numberColumn('paths', 'Futures', 0, null, 'full'),
    ],
    rows: analysis.outlooks.flatMap((outlook, i) =>
      outlook.steps.map((step): Cell[] => [
        brandIn(page, outlook),
        step.rank,
        asPercent(step.atEnd),
        asPercent(step.until),
        asPercent(step.lastYear),
        step.rank === analysis.levels[i]!.goal ? 'goal' : '',
        step.periods,
        outlook.known,
        outlook.paths,
      ]),
    ),
    paperRows: PAPER_ROWS,
    notes: analysis.outlooks
      .filter(({ insufficient }) => insufficient !== null)
      .map((outlook) => `${brandIn(page, outlook)}: ${outlook.insufficient}.`),
  };
}

/** What the probability curve draws. */
export function chancesTable(analysis: RankAnalysis, page: LinkPage): TableSpec {
  return {
    id: TABLES.chances,
    title: 'Chance of the goal by period',
    caption: 'When nothing changes; the goal in each period by itself.',
    columns: [
      textColumn('brand', 'Brand'),
      periodColumn('Period'),
      numberColumn('goal', 'Rank or better', 0),
      numberColumn('chance', 'Chance', 0, '%'),
    ],
    rows: analysis.outlooks.flatMap((outlook, i) =>
      outlook.chance.map((chance, h): Cell[] => [
        brandIn(page, outlook),
        outlook.periods[h]!,
        analysis.levels[i]!.goal,
        asPercent(chance),
      ]),
    ),
    paperRows: 0,
    notes: [],
  };
}

/** Pooled platforms and metrics of linked sections: platforms first, each in the order of its size. */
export const partFindings = (page: LinkPage): Finding[] =>
  [...page.findings.values()]
    .filter(
      ({ kind, predictor, subject }) =>
        kind === 'association' && predictor?.platform !== undefined && subject.brand === undefined,
    )
    .sort(
      (a, b) =>
        Number(a.predictor?.metric !== undefined) - Number(b.predictor?.metric !== undefined) ||
        Math.abs(b.estimate ?? 0) - Math.abs(a.estimate ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
export function partsTable(page: LinkPage): TableSpec | null {
  const { link, words } = page;
  const found = partFindings(page);
  if (found.length === 0) return null;
  const isProfessional = words.style === 'professional';
  const shown = found.filter(({ grade }) => grade !== 'suggestive');
  return {
    id: TABLES.parts,
    title: 'Platforms and metrics below the linked sections',
    caption: `All ${link.histories} brand histories together, at the lag of the section, the other parts held constant; % better bestseller rank per point of the part.`,
    columns: [
      textColumn('platform', 'Platform'),
      textColumn('metric', 'Metric'),
      textColumn('section', 'Section', 'full'),
      numberColumn('effect', 'Per point', 2, '% better'),
      numberColumn('low', 'Low', 2, '% better'),
      numberColumn('high', 'High', 2, '% better'),
      textColumn('lag', 'When'),
      ...(isProfessional ? [numberColumn('q', 'q', 3)] : []),
      numberColumn('detectable', 'Detectable', 2, '% better', isProfessional ? 'always' : 'full'),
      gradeColumn,
    ],
    rows: shown.map((finding): Cell[] => [
      finding.predictor!.platform!,
      finding.predictor!.metric ?? 'all',
      finding.predictor!.section!,
      finding.estimate,
      finding.interval?.[0] ?? null,
      finding.interval?.[1] ?? null,
      finding.lag === undefined ? null : finding.lag < 0 ? 'after the rank' : lagWords(finding.lag, link),
      ...(isProfessional ? [finding.q] : []),
      finding.detectable ?? null,
      markOf(finding),
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      ...(link.identities.length > 0
        ? [`Not tested, because computed from the rank: ${link.identities.join(', ')}.`]
        : []),
      ...((link.found ?? []).length > 0
        ? [`Not tested, because computed from sales by its figures: ${link.found!.map(foundWords).join('; ')}.`]
        : []),
      'Points are those of the part itself: the section moves by them times the part’s weight. Metrics are looked at only below a supported platform.',
    ],
  };
}

export function requiredTable(analysis: RankAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.requirements.length === 0) return null;
  const noun = linkNoun(page.link);
  const more = [...new Set(analysis.requirements.flatMap(({ chances }) => chances.map(({ points }) => points)))];
  return {
    id: TABLES.required,
    title: 'What the goal asks for, if the association were causal',
    caption: `Points that bring the median forecast in ${analysis.horizon} ${noun}s to the goal, at the shrunken estimate, all there from the next ${noun} on; chance of the goal with more points.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('part', 'Part'),
      numberColumn('goal', 'Goal', 0),
      numberColumn('expected', 'Expected', 1),
      numberColumn('improvement', 'Better by', 0, '%'),
      numberColumn('score', 'Score now', 1, 'points'),
      numberColumn('points', 'Points more', 1, 'points'),
      numberColumn('fewest', 'Fewest', 1, 'points'),
      numberColumn('most', 'Most', 1, 'points'),
      textColumn('range', 'Observed range'),
      ...more.map((points) => numberColumn(`chance-${points}`, points === 0 ? 'Chance now' : `+${points}`, 0, '%')),
      textColumn('note', 'Note', 'full'),
    ],
    rows: analysis.requirements.map((each): Cell[] => [
      brandIn(page, each),
      each.section,
      each.goal,
      each.expected,
      each.improvement,
      each.score,
      each.points,
      each.interval[0],
      each.interval[1],
      each.points === null
        ? 'no score up to 100'
        : each.isOutside
          ? `above its ${page.words.formats.score(each.highest)}`
          : 'inside',
      ...more.map((points) => asPercent(each.chances.find((at) => at.points === points)?.chance ?? null)),
      each.tooLate,
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      'An empty “most”: at the flat end of the interval no score up to 100 would do. “Above its …”: outside what the brand has shown, where nothing supports the line going on.',
    ],
  };
}
