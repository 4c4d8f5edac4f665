/**
 * Automatic seasonal ARIMA (Hyndman & Khandakar 2008, Journal of Statistical Software 27): differences by the strength of
 * the season and KPSS tests, orders by a stepwise search on AICc. The search uses conditional least squares; its best
 * candidates are fitted by exact likelihood and compared again.
 */
import { componentStrength, stl } from '../stats/series/stl.ts';
import { kpss } from '../stats/series/unit-root.ts';
import {
  type ArimaData,
  type ArimaFit,
  type ArimaOrder,
  arimaCore,
  arimaData,
  difference,
  fitArimaOrder,
  largestPartial,
} from './arima-model.ts';
import type { CompleteSeries, Core } from './core.ts';
import { LONGEST_SEASON } from './ets.ts';
import { defineModel } from './fitted-model.ts';
import { fitNaive } from './naive.ts';

/** Strength of season from which a seasonal difference is taken (Wang, Smith & Hyndman 2006; Hyndman & Athanasopoulos 2021, §9.1). */
const STRONG_SEASON = 0.64;
const MOST = { p: 5, q: 5, P: 2, Q: 2, total: 5 };
/** Models with a partial autocorrelation this near ±1 are passed over: they have a root that cancels or is one. */
const NEAR_ONE = 0.99;
/** Candidates of the search that are fitted again by exact likelihood. */
const FINALISTS = 3;

function seasonalDifferences(y: Float64Array, m: number, strong: number): number {
  if (m < 2 || y.length < 2 * m + 2) return 0;
  const parts = stl([...y], { period: m, seasonal: 13 });
  return parts !== null && (componentStrength(parts).seasonal ?? 0) > strong ? 1 : 0;
}

function firstDifferences(x: Float64Array): number {
  let w = x;
  for (let d = 0; d < 2; d++) {
    const test = kpss([...w], { lags: Math.floor((3 * Math.sqrt(w.length)) / 13), deterministic: 'constant' });
    if (test === null || test.p >= 0.05 || w.length < 8) return d;
    w = difference(w, 1, 0, 1);
  }
  return 2;
}

function search(data: ArimaData, d: number, D: number): ArimaFit[] {
  const seasonal = data.m > 1;
  const constantAllowed = d + D <= 1;
  const tried = new Map<string, ArimaFit | null>();
  const key = (o: ArimaOrder): string => `${o.p} ${o.q} ${o.P} ${o.Q} ${o.constant}`;
  const attempt = (o: ArimaOrder): ArimaFit | null => {
    if (Math.min(o.p, o.q, o.P, o.Q) < 0) return null;
    if (o.p > MOST.p || o.q > MOST.q || o.P > (seasonal ? MOST.P : 0) || o.Q > (seasonal ? MOST.Q : 0)) return null;
    if (o.p + o.q + o.P + o.Q > MOST.total || (o.constant && !constantAllowed)) return null;
    const known = tried.get(key(o));
    if (known !== undefined) return known;
    const fit = fitArimaOrder(data, o, 'conditional');
    const kept = fit !== null && largestPartial(fit) < NEAR_ONE ? fit : null;
    tried.set(key(o), kept);
    return kept;
  };
  const make = (p: number, q: number, P: number, Q: number, constant: boolean): ArimaOrder => ({
    p,
    d,
    q,
    P,
    D,
    Q,
    constant,
  });
  const s = seasonal ? 1 : 0;
  const starts = [
    make(2, 2, s, s, constantAllowed),
    make(0, 0, 0, 0, constantAllowed),
    make(1, 0, s, 0, constantAllowed),
    make(0, 1, 0, s, constantAllowed),
  ];
  if (constantAllowed) starts.push(make(0, 0, 0, 0, false));
  let best: ArimaFit | null = null;
  const consider = (o: ArimaOrder): boolean => {
    const fit = attempt(o);
    if (fit === null || (best !== null && fit.aicc >= best.aicc)) return false;
    best = fit;
    return true;
  };
  for (const order of starts) consider(order);
  const moves: readonly (readonly [p: number, q: number, P: number, Q: number])[] = [
    [0, 0, -1, 0],
    [0, 0, 0, -1],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [0, 0, -1, -1],
    [0, 0, -1, 1],
    [0, 0, 1, -1],
    [0, 0, 1, 1],
    [-1, 0, 0, 0],
    [0, -1, 0, 0],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [-1, -1, 0, 0],
    [-1, 1, 0, 0],
    [1, -1, 0, 0],
    [1, 1, 0, 0],
  ];
  for (let moved = true; moved && best !== null; ) {
    const o: ArimaOrder = (best as ArimaFit).order;
    moved =
      moves.some(([p, q, P, Q]) => consider(make(o.p + p, o.q + q, o.P + P, o.Q + Q, o.constant))) ||
      consider({ ...o, constant: !o.constant });
  }
  return [...tried.values()].filter((fit) => fit !== null).sort((a, b) => a.aicc - b.aicc);
}

export function fitAutoArima(series: CompleteSeries, strong = STRONG_SEASON): Core | null {
  const m = series.seasonLength <= LONGEST_SEASON ? series.seasonLength : 1;
  const { y } = series;
  const D = seasonalDifferences(y, m, strong);
  const d = firstDifferences(difference(y, 0, D, m));
  const data = arimaData(y, d, D, m);
  const candidates = search(data, d, D).slice(0, FINALISTS);
  let best: ArimaFit | null = null;
  for (const candidate of candidates) {
    const fit = fitArimaOrder(data, candidate.order, 'exact', candidate);
    if (fit !== null && largestPartial(fit) < NEAR_ONE && (best === null || fit.aicc < best.aicc)) best = fit;
  }
  const chosen = best ?? candidates[0] ?? null;
  return chosen === null ? fitNaive(series) : arimaCore(data, chosen);
}

export const arima = defineModel('arima', 'ARIMA (stepwise by AICc)', (series) => fitAutoArima(series));
