/** How many background rows and explained rows SHAP importances need: the fewest that stay close to all of them. */
import { createRng, type Rng } from '../../../../domain/rng.ts';
import { type Fold, fitBoostedRegression, interventionalShap, meanAbsoluteShap } from '../../../learn/index.ts';
import type { TuningTable } from '../data.ts';
import { meanLoss, type TunedObject } from '../tuned-object.ts';
import { foldsOf } from './tree-models.ts';

/** Importance shares may be off by this much in all (½ Σ |difference|, mean of the draws): a few points of a hundred. */
const TOLERANCE = 0.03;
/** Draws per judgement: one lucky draw must not make a size look sufficient. */
const DRAWS = 3;
const ROUNDS = 60;

/**
 * Loss: cost (background × explained rows, as a share of all × all) while the importance shares stay within the tolerance of
 * those from all rows; beyond it 1 + the excess, so that any sufficient size beats any insufficient one. Rows are drawn by
 * seed; the confirming part explains the latest periods, with a background of earlier ones.
 */
export const shapSizes: TunedObject = {
  name: 'shap',
  title: 'SHAP background and sample',
  loss: 'share of the full cost; above 1: too far from the full result',
  space: [
    { name: 'background', type: 'int', low: 5, high: 200, log: true },
    { name: 'explained', type: 'int', low: 10, high: 400, log: true },
  ],
  spaceVersion: 1,
  defaults: { background: 100, explained: 200 },
  judge({ table }, part) {
    const folds = table === null ? null : foldsOf(table, part);
    if (table === null || folds === null) return null;
    const cases = folds.flatMap((fold) => prepare(table, fold) ?? []);
    return cases.length === 0
      ? null
      : (params, seed) => {
          const rng = createRng(seed);
          return meanLoss(cases.map((each) => lossOf(each, Number(params.background), Number(params.explained), rng)));
        };
  },
};

type TableRows = readonly (readonly (number | null)[])[];

interface Case {
  readonly background: TableRows;
  readonly explained: TableRows;
  /** Importance shares by some explained rows against some background rows; null: no importance at all. */
  readonly shares: (explained: TableRows, background: TableRows) => readonly number[] | null;
  readonly full: readonly number[];
}

function prepare(table: TuningTable, { train, test }: Fold): Case | null {
  const pick = (numbers: readonly number[]): TableRows => numbers.map((i) => table.rows[i] as TableRows[number]);
  const [background, explained] = [pick(train), pick(test)];
  const target = train.map((i) => table.target[i] as number);
  const model = fitBoostedRegression(background, target, { rng: createRng(1), rounds: ROUNDS });
  if (model === null) return null;
  const shares: Case['shares'] = (rows, against) => {
    const importance = meanAbsoluteShap(interventionalShap(model.ensemble, rows, against));
    const total = importance?.reduce((sum, value) => sum + value, 0) ?? 0;
    return importance === null || total === 0 ? null : importance.map((value) => value / total);
  };
  const full = shares(explained, background);
  return full && { background, explained, shares, full };
}

function lossOf(
  { background, explained, shares, full }: Case,
  most: number,
  mostRows: number,
  rng: Rng,
): number | null {
  const drawn = (all: TableRows, wanted: number): TableRows => {
    const left = [...all];
    return Array.from(
      { length: Math.min(wanted, all.length) },
      () => left.splice(rng.integer(left.length), 1)[0] as TableRows[number],
    );
  };
  let error = 0;
  for (let k = 0; k < DRAWS; k++) {
    const got = shares(drawn(explained, mostRows), drawn(background, most));
    if (got === null) return null;
    error += got.reduce((sum, value, j) => sum + Math.abs(value - (full[j] as number)), 0) / 2 / DRAWS;
  }
  const cost =
    (Math.min(most, background.length) * Math.min(mostRows, explained.length)) / (background.length * explained.length);
  return error <= TOLERANCE ? cost : 1 + error - TOLERANCE;
}
