/** Data envelopment analysis: how much of its inputs the best practice of all units would need for a unit's outputs. */
import { BoundedProgram, type LinearRow } from '../marketing/dual-simplex.ts';

/** What one unit uses and brings; the same inputs and outputs in the same order for all. Inputs > 0, outputs ≥ 0. */
export interface ProductionUnit {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** `constant`: any multiple of a unit is possible · `variable`: only mixtures of units, so that size is not held against any. */
export type Returns = 'constant' | 'variable';

/**
 * Input efficiency θ of `unit` against `reference`: the smallest share of all its inputs with which mixtures of the
 * reference bring at least its outputs (Farrell 1957; constant returns Charnes, Cooper & Rhodes 1978, variable Banker, Charnes &
 * Cooper 1984). In (0, 1] when the unit is part of the reference; above 1 when it beats it. Null: no mixture brings its outputs.
 */
export function inputEfficiency(
  unit: ProductionUnit,
  reference: readonly ProductionUnit[],
  returns: Returns,
): number | null {
  // Variables: θ, then the intensity of each reference unit. Figures in multiples of the unit's own.
  const rows: LinearRow[] = unit.inputs.map((own, i) => ({
    coefficients: [
      { index: 0, value: -1 },
      ...reference.map(({ inputs }, j) => ({ index: j + 1, value: inputs[i]! / own })),
    ],
    limit: 0,
  }));
  unit.outputs.forEach((own, r) => {
    if (own > 0)
      rows.push({
        coefficients: reference.map(({ outputs }, j) => ({ index: j + 1, value: -outputs[r]! / own })),
        limit: -1,
      });
  });
  if (returns === 'variable')
    for (const sign of [1, -1])
      rows.push({ coefficients: reference.map((_, j) => ({ index: j + 1, value: sign })), limit: sign });
  const program = new BoundedProgram({
    values: [-1, ...reference.map(() => 0)],
    upper: new Array<number>(reference.length + 1).fill(Number.POSITIVE_INFINITY),
    rows,
  });
  return program.solve(Number.NEGATIVE_INFINITY) === 'optimal' ? program.solution()[0]! : null;
}

export const isUsable = ({ inputs, outputs }: ProductionUnit): boolean =>
  inputs.length > 0 &&
  inputs.every((value) => value > 0 && Number.isFinite(value)) &&
  outputs.every((value) => value >= 0 && Number.isFinite(value)) &&
  outputs.some((value) => value > 0);

/** Fewer units than this many for each input and output leave nearly everybody on the frontier (Banker et al. 1989). */
export const UNITS_PER_MEASURE = 3;

/** Units that a frontier of so many inputs and outputs takes. */
export const unitsNeeded = (inputs: number, outputs: number): number => UNITS_PER_MEASURE * (inputs + outputs);
