/** Search spaces: float, integer and categorical parameters, on linear or log scales, some only under a condition. */
import type { Rng } from '../../domain/rng.ts';

export type Choice = string | number | boolean;

/** The values of one trial, by parameter; parameters whose condition does not hold are absent. */
export type Params = Readonly<Record<string, Choice>>;

/** Holds when an earlier categorical parameter is present with one of these values. */
export interface Condition {
  readonly parameter: string;
  readonly among: readonly Choice[];
}

interface Named {
  readonly name: string;
  readonly when?: Condition;
}

/** Real numbers from `low` to `high`, both included; with `step`, low + k·step only. */
export interface FloatParameter extends Named {
  readonly type: 'float';
  readonly low: number;
  readonly high: number;
  /** Equal ratios are equally far apart; needs low > 0 and no step. */
  readonly log?: boolean;
  readonly step?: number;
}

/** Whole numbers from `low` to `high`, both included, every `step` (1). */
export interface IntParameter extends Named {
  readonly type: 'int';
  readonly low: number;
  readonly high: number;
  /** Needs low ≥ 1. */
  readonly log?: boolean;
  readonly step?: number;
}

export interface CategoricalParameter extends Named {
  readonly type: 'categorical';
  readonly choices: readonly Choice[];
}

export type NumericParameter = FloatParameter | IntParameter;
export type Parameter = NumericParameter | CategoricalParameter;
export type Space = readonly Parameter[];

/** @throws RangeError that names the parameter and what is wrong with it */
export function checkSpace(space: Space): void {
  if (space.length === 0) throw new RangeError('a search space needs at least one parameter');
  const earlier = new Map<string, Parameter>();
  for (const parameter of space) {
    const wrong = problemOf(parameter, earlier);
    if (wrong !== null) throw new RangeError(`parameter ${parameter.name}: ${wrong}`);
    earlier.set(parameter.name, parameter);
  }
}

function problemOf(parameter: Parameter, earlier: ReadonlyMap<string, Parameter>): string | null {
  if (parameter.name === '' || earlier.has(parameter.name)) return 'names must be unique and not empty';
  if (parameter.when) {
    const parent = earlier.get(parameter.when.parameter);
    if (parent?.type !== 'categorical') return 'its condition must name an earlier categorical parameter';
    if (parameter.when.among.length === 0 || !parameter.when.among.every((value) => parent.choices.includes(value)))
      return `its condition must list choices of ${parent.name}`;
  }
  if (parameter.type === 'categorical') {
    if (parameter.choices.length === 0) return 'it has no choices';
    return new Set(parameter.choices).size === parameter.choices.length ? null : 'choices must differ';
  }
  const { type, low, high, log = false, step } = parameter;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) return 'needs finite bounds, low ≤ high';
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) return 'its step must be positive';
  if (type === 'int' && ![low, high, step ?? 1].every(Number.isInteger)) return 'needs whole bounds and step';
  if (log && low <= 0) return 'a log scale needs low > 0';
  if (log && type === 'float' && step !== undefined) return 'a log scale takes no step';
  return null;
}

/** True when the parameter's condition holds for the values chosen so far. */
export function isActive(parameter: Parameter, chosen: Params): boolean {
  const { when } = parameter;
  if (when === undefined) return true;
  const value = chosen[when.parameter];
  return value !== undefined && when.among.includes(value);
}

/** Parameters that are present under the same condition, in an order in which every condition can be judged. */
export function conditionGroups(space: Space): readonly Space[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of space) {
    const key = JSON.stringify(parameter.when ?? null);
    const group = groups.get(key);
    if (group) group.push(parameter);
    else groups.set(key, [parameter]);
  }
  return [...groups.values()];
}

/** Rebuilds the values in the order of the space: equal choices are equal JSON. */
export function inSpaceOrder(space: Space, params: Params): Params {
  return Object.fromEntries(
    space.flatMap(({ name }) => {
      const value = params[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** True when exactly the active parameters are there, each with a value of its domain. */
export function isInside(space: Space, params: Params): boolean {
  const active = space.filter((parameter) => isActive(parameter, params));
  return (
    Object.keys(params).length === active.length &&
    active.every((parameter) => contains(parameter, params[parameter.name]))
  );
}

function contains(parameter: Parameter, value: Choice | undefined): boolean {
  if (parameter.type === 'categorical') return value !== undefined && parameter.choices.includes(value);
  if (typeof value !== 'number' || !(value >= parameter.low && value <= parameter.high)) return false;
  return axisOf(parameter).round(value) === value;
}

/** Where a numeric parameter lives while samplers work on it: a stretch of the real line without steps. */
export interface Axis {
  /** Ends of the stretch; half a step beyond the first and last value of stepped parameters, so that all are alike. */
  readonly low: number;
  readonly high: number;
  /** null: every value of the stretch is one of the parameter. */
  readonly steps: number | null;
  toAxis(value: number): number;
  /** The nearest value of the parameter. */
  fromAxis(position: number): number;
  /** The nearest value of the parameter to a value. */
  round(value: number): number;
  /** Ends, on the axis, of the stretch whose positions all mean this value; null where values are not stepped. */
  cell(value: number): readonly [number, number] | null;
}

export function axisOf(parameter: NumericParameter): Axis {
  const { low, high, log = false } = parameter;
  const step = parameter.step ?? (parameter.type === 'int' ? 1 : null);
  const scale = log ? Math.log : (value: number): number => value;
  const unscale = log ? Math.exp : (position: number): number => position;
  if (step === null) {
    const clamp = (value: number): number => Math.min(high, Math.max(low, value));
    return {
      low: scale(low),
      high: scale(high),
      steps: null,
      toAxis: scale,
      fromAxis: (position) => clamp(unscale(position)),
      round: clamp,
      cell: () => null,
    };
  }
  // A relative hair, so that 0.1 × 3 counts as reaching 0.3.
  const last = Math.floor((high - low) / step + 1e-9);
  // Nor may 0.1 × 70 pass 7.
  const round = (value: number): number =>
    Math.min(high, low + step * Math.min(last, Math.max(0, Math.round((value - low) / step))));
  return {
    low: scale(low - step / 2),
    high: scale(low + (last + 0.5) * step),
    steps: last + 1,
    toAxis: scale,
    fromAxis: (position) => round(unscale(position)),
    round,
    cell: (value) => [scale(value - step / 2), scale(value + step / 2)],
  };
}

/** A value drawn uniformly (on the log scale where the parameter has one). */
export function drawUniformly(parameter: Parameter, rng: Rng): Choice {
  if (parameter.type === 'categorical') return parameter.choices[rng.integer(parameter.choices.length)] as Choice;
  const axis = axisOf(parameter);
  return axis.fromAxis(axis.low + rng.next() * (axis.high - axis.low));
}
