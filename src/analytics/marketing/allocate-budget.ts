/**
 * The best split of a budget over channels, proved: branch and bound on concave envelopes of the response curves.
 * S-shaped curves make many local optima, so no search from one start is trusted here.
 */
import { AbortedError } from '../../domain/aborted.ts';
import { concaveEnvelope, decreasingRoot, demandAt, type Envelope, envelopeValue } from './concave-envelope.ts';
import type { ResponseCurve } from './saturation.ts';

export interface Channel {
  readonly id: string;
  readonly curve: ResponseCurve;
  /** Smallest and largest spend allowed in the period, 0 ≤ lower ≤ upper. */
  readonly lower: number;
  readonly upper: number;
}

export type Budget =
  /** All of it is spent. */
  | { readonly kind: 'fixed'; readonly total: number }
  /** Between the limits, as much as pays: response × `valuePerResponse` − spend is made largest. */
  | { readonly kind: 'flexible'; readonly least: number; readonly most: number; readonly valuePerResponse: number }
  /** As much response as possible while response ÷ spend stays at or above `leastReturn`; for a cost per acquisition its inverse. */
  | { readonly kind: 'target-return'; readonly leastReturn: number; readonly least: number; readonly most: number };

export interface SearchOptions {
  /** Search stops when no allocation can be better by more than this share. */
  readonly tolerance?: number;
  /** Search stops after this many sub-problems, with the bound reached. */
  readonly maxNodes?: number;
  readonly onProgress?: (share: number) => void;
  readonly isAborted?: () => boolean;
}

export interface ChannelAllocation {
  readonly id: string;
  readonly spend: number;
  readonly response: number;
  /** Response to one more unit of spend; null where it is infinite. */
  readonly marginalResponse: number | null;
  /** The bound that stops this channel, if one does. */
  readonly binding: 'lower' | 'upper' | null;
  /** Gain in response for one unit of room at that bound, ≥ 0; null without a binding bound or where it is infinite. */
  readonly boundPrice: number | null;
}

export interface Allocation {
  readonly feasible: true;
  readonly channels: readonly ChannelAllocation[];
  readonly totalSpend: number;
  readonly totalResponse: number;
  /** No allocation under these constraints has more than this: of response, with a flexible budget of value − spend. */
  readonly bound: number;
  /** Whether the bound was brought within the tolerance. */
  readonly proved: boolean;
  readonly nodes: number;
  /** Response to one more unit of total budget; null where every channel is at a bound. */
  readonly budgetPrice: number | null;
  /** What limits the total: `budget` (fixed, or the upper limit), `least` (the lower limit), `target`, or nothing. */
  readonly bindingTotal: 'budget' | 'least' | 'target' | null;
}

export interface Infeasible {
  readonly feasible: false;
  readonly reason: string;
}

const TOLERANCE = 1e-9;
const MAX_NODES = 20_000;
/** Spend this close to a bound, as a share of the range, is at the bound. */
const AT_BOUND = 1e-9;
const CHECK_EVERY = 64;

interface Relaxed {
  readonly spend: number[];
  readonly bound: number;
}

/** Spend that is largest for Σ envelope under a total within [least, most]. Null: the bounds do not allow such a total. */
function relax(envelopes: readonly Envelope[], least: number, most: number): Relaxed | null {
  const lowest = envelopes.reduce((sum, e) => sum + e.low, 0);
  const highest = envelopes.reduce((sum, e) => sum + e.high, 0);
  const slack = 1e-12 * Math.max(1, Math.abs(most), highest);
  if (lowest > most + slack || highest < least - slack) return null;
  const spendAt = (price: number, tie: 'low' | 'high'): number[] => envelopes.map((e) => demandAt(e, price, tie));
  const sum = (spend: readonly number[]): number => spend.reduce((total, x) => total + x, 0);
  const valued = (spend: number[]): Relaxed => ({
    spend,
    bound: envelopes.reduce((total, e, i) => total + envelopeValue(e, spend[i]!), 0),
  });
  let total = most;
  if (least < most) {
    const free = spendAt(0, 'high');
    const wanted = sum(free);
    if (wanted >= least && wanted <= most) return valued(free);
    total = wanted < least ? least : most;
  }
  if (total >= highest) return valued(envelopes.map((e) => e.high));
  if (total <= lowest) return valued(envelopes.map((e) => e.low));

  // Total demand falls in the price, with a jump at each chord's slope: find the two slopes around the total.
  const prices = [
    ...new Set(envelopes.filter((e) => e.tangent > e.low && e.high > e.low).map((e) => e.chordSlope)),
  ].sort((a, b) => a - b);
  let [first, last] = [0, prices.length];
  while (first < last) {
    const middle = (first + last) >> 1;
    if (sum(spendAt(prices[middle]!, 'low')) > total) first = middle + 1;
    else last = middle;
  }
  // The first jump whose lower end is at or below the total.
  const jump = prices[first];
  if (jump !== undefined && sum(spendAt(jump, 'high')) >= total) {
    const spend = spendAt(jump, 'low');
    let rest = total - sum(spend);
    envelopes.forEach((e, i) => {
      if (e.chordSlope !== jump || e.tangent <= e.low || rest <= 0) return;
      const more = Math.min(rest, e.tangent - e.low);
      spend[i]! += more;
      rest -= more;
    });
    settle(spend, envelopes, total);
    return valued(spend);
  }
  const above = prices[first - 1];
  const slopesLow = envelopes.filter((e) => e.high > e.low).map((e) => e.curve.slope(e.high));
  const slopesHigh = envelopes.filter((e) => e.high > e.low).map((e) => e.chordSlope);
  const low = above ?? Math.min(...slopesLow, ...slopesHigh);
  let high = jump ?? Math.max(...slopesHigh);
  if (!Number.isFinite(high)) {
    high = Math.max(1, 2 * Math.abs(low));
    while (sum(spendAt(high, 'high')) > total) high *= 4;
  }
  const price = decreasingRoot((p) => sum(spendAt(p, 'low')) - total, low, high, 1e-15);
  const spend = spendAt(price, 'low');
  settle(spend, envelopes, total);
  return valued(spend);
}

/** Puts what rounding left of the total where there is most room. */
function settle(
  spend: number[],
  limits: readonly { readonly low: number; readonly high: number }[],
  total: number,
): void {
  for (let pass = 0; pass < spend.length; pass++) {
    const rest = total - spend.reduce((sum, x) => sum + x, 0);
    if (rest === 0) return;
    const room = limits.map(({ low, high }, i) => (rest > 0 ? high - spend[i]! : spend[i]! - low));
    const widest = room.indexOf(Math.max(...room));
    spend[widest]! += Math.sign(rest) * Math.min(Math.abs(rest), room[widest]!);
  }
}

interface Node {
  readonly bound: number;
  readonly spend: readonly number[];
  readonly envelopes: readonly Envelope[];
}

interface Found {
  readonly spend: readonly number[];
  readonly value: number;
  readonly bound: number;
  readonly proved: boolean;
  readonly nodes: number;
}

/** Largest Σ curve(spend) with the total within [least, most]. */
function search(channels: readonly Channel[], least: number, most: number, o: SearchOptions): Found | null {
  const tolerance = o.tolerance ?? TOLERANCE;
  const maxNodes = o.maxNodes ?? MAX_NODES;
  const responseOf = (spend: readonly number[]): number =>
    channels.reduce((sum, { curve }, i) => sum + curve.value(spend[i]!), 0);
  const open: Node[] = [];
  let best: { spend: readonly number[]; value: number } | null = null;
  const enter = (envelopes: readonly Envelope[]): void => {
    const relaxed = relax(envelopes, least, most);
    if (relaxed === null) return;
    const value = responseOf(relaxed.spend);
    if (best === null || value > best.value) best = { spend: relaxed.spend, value };
    if (relaxed.bound > best.value + tolerance * Math.abs(best.value))
      open.push({ bound: relaxed.bound, spend: relaxed.spend, envelopes });
  };
  enter(channels.map(({ curve, lower, upper }) => concaveEnvelope(curve, lower, upper)));
  let nodes = 1;
  let rounds = 0;
  let bound = Number.NEGATIVE_INFINITY;
  while (open.length > 0) {
    // Best bound first: what is left open when the search stops is the proof.
    let top = 0;
    for (let i = 1; i < open.length; i++) if (open[i]!.bound > open[top]!.bound) top = i;
    const node = open[top]!;
    const reached = best!.value + tolerance * Math.abs(best!.value);
    if (node.bound <= reached || nodes >= maxNodes) {
      bound = node.bound;
      break;
    }
    open[top] = open[open.length - 1]!;
    open.pop();
    if (rounds++ % CHECK_EVERY === 0) {
      if (o.isAborted?.()) throw new AbortedError('stopped while allocating a budget');
      o.onProgress?.(nodes / maxNodes);
    }
    // The channel where the envelope promises most beyond its curve.
    let [widest, gap] = [0, -1];
    node.envelopes.forEach((e, i) => {
      const promised = envelopeValue(e, node.spend[i]!) - e.curve.value(node.spend[i]!);
      if (promised > gap) [widest, gap] = [i, promised];
    });
    const e = node.envelopes[widest]!;
    const at = node.spend[widest]!;
    for (const part of [concaveEnvelope(e.curve, e.low, at), concaveEnvelope(e.curve, at, e.high)]) {
      enter(node.envelopes.map((other, i) => (i === widest ? part : other)));
      nodes++;
    }
  }
  if (best === null) return null;
  const { spend, value } = best as { spend: readonly number[]; value: number };
  bound = Math.max(bound, value);
  return { spend, value, bound, proved: bound <= value + tolerance * Math.abs(value), nodes };
}

/** Response × value − spend as a curve of its own: still convex first and concave then. */
function profitCurve(curve: ResponseCurve, valuePerResponse: number): ResponseCurve {
  return {
    value: (spend) => valuePerResponse * curve.value(spend) - spend,
    slope: (spend) => valuePerResponse * curve.slope(spend) - 1,
    inflection: curve.inflection,
  };
}

/** Spend with its binding constraints, prices in response. */
function describe(
  channels: readonly Channel[],
  found: Pick<Found, 'spend' | 'bound' | 'proved' | 'nodes'>,
  bindingTotal: Allocation['bindingTotal'],
  freePrice: number | null,
): Allocation {
  const atBound = channels.map(({ lower, upper }, i) => {
    const margin = AT_BOUND * (upper - lower);
    return { low: found.spend[i]! <= lower + margin, high: found.spend[i]! >= upper - margin };
  });
  const slopes = channels.map(({ curve }, i) => curve.slope(found.spend[i]!));
  // Channels between their bounds share one marginal response: the price of budget.
  const inside = slopes.filter((_, i) => !atBound[i]!.low && !atBound[i]!.high);
  const price = freePrice ?? (inside.length > 0 ? inside.reduce((sum, slope) => sum + slope, 0) / inside.length : null);
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  const rows = channels.map(({ id, curve }, i): ChannelAllocation => {
    const spend = found.spend[i]!;
    const slope = slopes[i]!;
    const { low, high } = atBound[i]!;
    // A bound binds when the channel would pass it at the price of budget; without a price every bound that is met does.
    const binding = high && !(low && price !== null && slope < price) ? 'upper' : low ? 'lower' : null;
    const room =
      price === null ? null : binding === 'upper' ? slope - price : binding === 'lower' ? price - slope : null;
    return {
      id,
      spend,
      response: curve.value(spend),
      marginalResponse: finite(slope),
      binding,
      boundPrice: room === null ? null : finite(Math.max(0, room)),
    };
  });
  return {
    feasible: true,
    channels: rows,
    totalSpend: rows.reduce((sum, { spend }) => sum + spend, 0),
    totalResponse: rows.reduce((sum, { response }) => sum + response, 0),
    bound: found.bound,
    proved: found.proved,
    nodes: found.nodes,
    budgetPrice: price,
    bindingTotal,
  };
}

const MAX_TARGET_STEPS = 500;

/**
 * The allocation with the largest total response (flexible budget: the largest value less spend), globally: maximising
 * a sum of sigmoids by branch and bound on concave envelopes (Udell & Boyd 2013). At most one channel of a relaxed optimum lies
 * under its chord, so few branchings suffice; `bound` proves how good the result is.
 *
 * A target return is met by the greatest fixed point of B ↦ V(B) ÷ target, V(B) being the best response to budget B: V never
 * falls, so every budget that meets the target lies at or below each iterate (Tarski 1955).
 * @returns infeasible with its reason when the bounds, the total or the target exclude each other
 */
export function allocateBudget(
  channels: readonly Channel[],
  budget: Budget,
  o: SearchOptions = {},
): Allocation | Infeasible {
  const wrong = channels.find(({ lower, upper }) => !(lower >= 0 && upper >= lower && Number.isFinite(upper)));
  if (wrong) return { feasible: false, reason: `the bounds of ${wrong.id} exclude each other` };
  if (channels.length === 0) return { feasible: false, reason: 'there is no channel to spend on' };
  const lowest = channels.reduce((sum, { lower }) => sum + lower, 0);
  const highest = channels.reduce((sum, { upper }) => sum + upper, 0);
  const slack = 1e-12 * Math.max(1, highest);
  const [least, most] =
    budget.kind === 'fixed'
      ? [budget.total, budget.total]
      : [Math.max(budget.least, lowest), Math.min(budget.most, highest)];
  if (most < lowest - slack) return { feasible: false, reason: 'the lower bounds alone exceed the budget' };
  if (least > highest + slack) return { feasible: false, reason: 'the upper bounds do not let the budget be spent' };
  if (least > most + slack) return { feasible: false, reason: 'the limits of the budget exclude each other' };

  if (budget.kind === 'fixed') {
    const found = search(channels, least, most, o)!;
    return describe(channels, found, 'budget', null);
  }
  if (budget.kind === 'flexible') {
    if (!(budget.valuePerResponse > 0)) return { feasible: false, reason: 'a response has no value' };
    const profitable = channels.map((channel) => ({
      ...channel,
      curve: profitCurve(channel.curve, budget.valuePerResponse),
    }));
    const found = search(profitable, least, most, o)!;
    const spent = found.spend.reduce((sum, x) => sum + x, 0);
    const atMost = spent >= most - AT_BOUND * Math.max(1, most);
    const atLeast = spent <= least + AT_BOUND * Math.max(1, least);
    const binding = atMost && budget.most <= highest ? 'budget' : atLeast && budget.least >= lowest ? 'least' : null;
    return describe(channels, found, binding, binding === null ? 1 / budget.valuePerResponse : null);
  }
  if (!(budget.leastReturn > 0)) return { feasible: false, reason: 'the target return is not positive' };
  let total = most;
  let nodes = 0;
  for (let step = 0; step < MAX_TARGET_STEPS; step++) {
    const found = search(channels, total, total, o)!;
    nodes += found.nodes;
    if (found.value >= budget.leastReturn * total * (1 - 1e-12))
      return describe(
        channels,
        { ...found, nodes },
        step > 0 ? 'target' : budget.most <= highest ? 'budget' : null,
        null,
      );
    const next = found.value / budget.leastReturn;
    if (next < least * (1 - 1e-9)) break;
    // Near the fixed point the steps become smaller than what the search proves: the last one is taken a little below.
    total = Math.max(least, Math.min(next, total * (1 - 1e-10)));
  }
  return { feasible: false, reason: `no allowed allocation returns ${budget.leastReturn} a unit of spend` };
}
