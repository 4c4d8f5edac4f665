/**
 * How much of equity's movement each part of the score carries (LMG), on changes: of the same period and the two before, so that
 * no lag is chosen by what it shows.
 */
import type { Rng } from '../../domain/rng.ts';
import { bootstrapPanelImportance, MOST_BLOCKS } from '../learn/relative-importance.ts';
import { PERIOD_EFFECT_BRANDS } from '../outcome-link/panel.ts';
import type { LinkPanel } from '../outcome-link/units.ts';
import { changes } from '../stats/association/short-run.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';
import { fourierPairs } from '../stats/series/seasonal-terms.ts';

/** Changes of a part that enter together. */
export const IMPORTANCE_LAGS = [0, 1, 2] as const;
const OWN_PAST = [1, 2] as const;
/** Alternating projections end when nothing moves by more than this share. */
const SETTLED = 1e-9;
const MOST_SWEEPS = 200;

export interface PartImportance {
  /** Number of the predictor in the panel. */
  readonly predictor: number;
  /** Part of R², 0–1. */
  readonly part: number;
  readonly interval: readonly [low: number, high: number];
  /** 1 the largest. */
  readonly rank: number;
  readonly rankInterval: readonly [low: number, high: number];
}

export interface EquityImportance {
  /** In the order of the panel's predictors. */
  readonly parts: readonly PartImportance[];
  readonly rSquared: number;
  /** What as many unrelated columns would explain on average. */
  readonly chance: number;
  readonly level: number;
  readonly rows: number;
  readonly brands: number;
  readonly draws: number;
}

interface Block {
  readonly market: number;
  readonly calendar: readonly number[];
  readonly own: readonly Float64Array[];
  /** Predictors by lag, then the response last. */
  readonly columns: readonly Float64Array[];
}

function blockOf(unit: LinkPanel['units'][number], market: number, season: number): Block | null {
  const dy = changes(unit.y);
  const dx = unit.x.map(changes);
  const times: number[] = [];
  const rows: number[][] = [];
  for (let t = 0; t < dy.length; t++) {
    const row = [
      ...dx.flatMap((series) => IMPORTANCE_LAGS.map((lag) => series[t - lag])),
      ...OWN_PAST.map((lag) => dy[t - lag]),
      dy[t],
    ];
    if (!row.every((value) => value != null)) continue;
    times.push(t);
    rows.push(row as number[]);
  }
  const width = dx.length * IMPORTANCE_LAGS.length;
  const column = (series: number): Float64Array => Float64Array.from(rows, (row) => row[series]!);
  const own = orthonormalise([
    new Float64Array(times.length).fill(1),
    ...OWN_PAST.map((_, i) => column(width + i)),
    ...(season >= 2 && dy.length >= 2 * season ? fourierPairs(times, season, 1) : []),
  ]).columns;
  if (times.length < own.length + 3) return null;
  return {
    market,
    calendar: times.map((t) => unit.start + t),
    own,
    columns: [...Array.from({ length: width }, (_, j) => column(j)), column(width + OWN_PAST.length)],
  };
}

/**
 * Takes each brand's own terms and, in markets of five brands or more, what brands share in a period out of every column, in
 * turn until nothing moves (von Neumann's alternating projections; Guimarães & Portugal 2010).
 */
function clear(blocks: readonly Block[], shared: ReadonlySet<number>): { readonly periods: number } {
  const members = new Map<string, { block: number; row: number }[]>();
  blocks.forEach(({ market, calendar }, block) => {
    if (!shared.has(market)) return;
    calendar.forEach((period, row) => {
      const key = `${market}:${period}`;
      const cells = members.get(key) ?? [];
      members.set(key, cells);
      cells.push({ block, row });
    });
  });
  const cells = [...members.values()];
  const width = blocks[0]!.columns.length;
  for (let j = 0; j < width; j++) {
    const size = Math.sqrt(
      blocks.reduce((sum, { columns }) => sum + columns[j]!.reduce((s, value) => s + value * value, 0), 0),
    );
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      for (const { columns, own } of blocks) project(columns[j]!, own);
      let moved = 0;
      for (const cell of cells) {
        const mean = cell.reduce((sum, { block, row }) => sum + blocks[block]!.columns[j]![row]!, 0) / cell.length;
        for (const { block, row } of cell) blocks[block]!.columns[j]![row]! -= mean;
        moved = Math.max(moved, Math.abs(mean));
      }
      if (moved <= SETTLED * size) break;
    }
  }
  return { periods: cells.length };
}

/**
 * LMG of the panel behind a link. Each brand's level, season and own past are taken out, and what brands share in a period where a
 * market has five or more; controls are not. Null: more than ten parts, or too few rows.
 */
export function equityImportance(
  panel: LinkPanel,
  o: { readonly seasonLength: number; readonly level: number; readonly rng: Rng; readonly draws?: number },
): EquityImportance | null {
  const count = panel.predictors.length;
  if (count === 0 || count > MOST_BLOCKS) return null;
  const markets = [...new Set(panel.units.map(({ market }) => market))];
  const blocks = panel.units.flatMap((unit) => blockOf(unit, markets.indexOf(unit.market), o.seasonLength) ?? []);
  if (blocks.length === 0) return null;
  const shared = new Set(
    markets.flatMap((_, market) =>
      blocks.filter((block) => block.market === market).length >= PERIOD_EFFECT_BRANDS ? [market] : [],
    ),
  );
  const { periods } = clear(blocks, shared);
  const width = count * IMPORTANCE_LAGS.length;
  const join = (j: number): Float64Array => Float64Array.from(blocks.flatMap(({ columns }) => Array.from(columns[j]!)));
  const rows = blocks.reduce((sum, { calendar }) => sum + calendar.length, 0);
  const left = rows - periods - blocks.reduce((sum, { own }) => sum + own.length, 0);
  if (left < 2 * width) return null;
  const found = bootstrapPanelImportance(
    Array.from({ length: width }, (_, j) => join(j)),
    join(width),
    blocks.flatMap(({ calendar }) => calendar),
    {
      rng: o.rng,
      level: o.level,
      blocks: panel.predictors.map((_, s) => IMPORTANCE_LAGS.map((_, k) => s * IMPORTANCE_LAGS.length + k)),
      ...(o.draws === undefined ? {} : { draws: o.draws }),
    },
  );
  if (found === null) return null;
  return {
    parts: found.parts.map((part, predictor) => ({
      predictor,
      part,
      interval: found.intervals[predictor]!.partInterval,
      rank: found.ranks[predictor]!,
      rankInterval: found.intervals[predictor]!.rankInterval,
    })),
    rSquared: found.rSquared,
    chance: width / left,
    level: o.level,
    rows,
    brands: blocks.length,
    draws: found.draws,
  };
}
