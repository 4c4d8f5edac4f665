/** How many background rows and explained rows SHAP importances need: the fewest that stay close to all of them. */
import { createRng } from '../../../../domain/rng.ts';
import { fitBoostedRegression, interventionalShap, meanAbsoluteShap } from '../../../learn/index.ts';
import type { TunedObject } from '../tuned-object.ts';
import { foldsOf } from './tree-models.ts';

/** Importance shares may be off by this much in sum (½ Σ |difference|): half of it moves no rounded per cent. */
const TOLERANCE = 0.02;
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
    const fold = table === null ? undefined : foldsOf(table, part)?.[0];
    if (table === null || fold === undefined) return null;
    const pick = (numbers: readonly number[]) => numbers.map((i) => table.rows[i] as readonly (number | null)[]);
    const background = pick(fold.train);
    const explained = pick(fold.test);
    const model = fitBoostedRegression(
      background,
      fold.train.map((i) => table.target[i] as number),
      { rng: createRng(1), rounds: ROUNDS },
    );
    if (model === null) return null;
    const shares = (rows: typeof explained, against: typeof background): number[] | null => {
      const importance = meanAbsoluteShap(interventionalShap(model.ensemble, rows, against));
      const total = importance?.reduce((sum, value) => sum + value, 0) ?? 0;
      return importance === null || total === 0 ? null : importance.map((value) => value / total);
    };
    const full = shares(explained, background);
    if (full === null) return null;
    return (params, seed) => {
      const rng = createRng(seed);
      const some = <T>(all: readonly T[], wanted: number): T[] => {
        const left = [...all];
        return Array.from(
          { length: Math.min(wanted, all.length) },
          () => left.splice(rng.integer(left.length), 1)[0] as T,
        );
      };
      const against = some(background, Number(params.background));
      const rows = some(explained, Number(params.explained));
      const got = shares(rows, against);
      if (got === null) return null;
      const error = 0.5 * got.reduce((sum, value, j) => sum + Math.abs(value - (full[j] as number)), 0);
      const cost = (against.length * rows.length) / (background.length * explained.length);
      return error <= TOLERANCE ? cost : 1 + error - TOLERANCE;
    };
  },
};
