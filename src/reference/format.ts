/** The formats of the reference sets, checked before anything is measured: a wrong file says where it is wrong. */
import { z } from 'zod';

const numbers = z.array(z.number());
const table = z.array(z.array(z.number().nullable()));
const index = z.int().nonnegative();
const pair = z.tuple([index, index]);

/** Some programs spell "not given" as null: such members are left out before an object is checked. */
const nullable = <T extends z.ZodType>(type: T) => z.preprocess(withoutNulls, type);

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/**
 * The content of a file in its format; members that the format does not know are left alone.
 * @throws RangeError that names the file and the first places that are wrong
 */
export function readFormat<T extends z.ZodType>(format: T, content: unknown, file: string): z.output<T> {
  const result = format.safeParse(content);
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, MOST_PLACES).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new RangeError(`${file}: ${places.join('; ')}`);
}

const MOST_PLACES = 3;

/* ---- hpo_optuna.json ---- */

const numeric = {
  name: z.string(),
  low: z.number(),
  high: z.number(),
  log: z.exactOptional(z.boolean()),
  step: z.exactOptional(z.number()),
};
const condition = z.object({
  parameter: z.string(),
  among: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
});
const parameter = nullable(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('float'), ...numeric, when: z.exactOptional(condition) }),
    z.object({ type: z.literal('int'), ...numeric, when: z.exactOptional(condition) }),
    z.object({
      type: z.literal('categorical'),
      name: z.string(),
      choices: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
      when: z.exactOptional(condition),
    }),
  ]),
);
const objective = z.object({ name: z.string(), space: z.array(parameter).min(1) });
const count = z.int().positive();

export const STUDIES = z.object({
  meta: z.object({
    trials_single: count,
    trials_multi: count,
    seeds: count,
    direction: z.enum(['minimize', 'maximize']).default('minimize'),
  }),
  constants: z.unknown(),
  single_objective: z.array(objective).default([]),
  multi_objective: z.array(objective.extend({ ref_points: z.array(numbers.min(2)).min(1) })).default([]),
});

/* ---- shap.json ---- */

const tree = nullable(
  z.object({
    feature: numbers,
    threshold: numbers,
    left: numbers,
    right: numbers,
    value: numbers,
    cover: numbers,
    missing_left: z.exactOptional(numbers),
  }),
);
const expected = z.object({ expected_value: z.number(), shap: z.array(numbers) });

export const MODELS = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      base: z.number(),
      n_features: index,
      trees: z.array(tree),
      X: table,
      background: table.min(1),
      path_dependent: expected,
      interventional: expected,
    }),
  ),
});

/* ---- allocation.json ---- */

const lag = { x: numbers, out: numbers };
const weibull = { ...lag, shape: z.number(), scale: z.number(), weights: z.exactOptional(numbers) };
const transform = nullable(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('adstock_geometric'), ...lag, theta: z.number() }),
    z.object({ kind: z.literal('adstock_weibull_cdf'), ...weibull }),
    z.object({ kind: z.literal('adstock_weibull_pdf'), ...weibull }),
    z.object({
      kind: z.literal('saturation_hill'),
      ...lag,
      alpha: z.number(),
      gamma: z.number(),
      inflexion: z.exactOptional(z.number()),
    }),
  ]),
);

const sameLength = (lists: readonly (readonly unknown[] | undefined)[]): boolean =>
  new Set(lists.flatMap((list) => (list === undefined ? [] : [list.length]))).size === 1;

const split = nullable(
  z
    .object({
      id: z.string(),
      coef: numbers.min(1),
      alpha: z.array(z.number().positive()),
      inflexion: z.array(z.number().positive()),
      carryover: z.array(z.number().nonnegative()),
      lower: numbers,
      upper: numbers,
      budget: z.number(),
      global_optimum: z.exactOptional(z.object({ total_response: z.number() })),
    })
    .refine(
      ({ coef, alpha, inflexion, carryover, lower, upper }) =>
        sameLength([coef, alpha, inflexion, carryover, lower, upper]),
      'one entry a channel is needed in every list',
    ),
);

const choice = nullable(
  z
    .object({
      id: z.string(),
      cost: numbers,
      value: numbers.min(1),
      budget: z.number(),
      hours: z.exactOptional(numbers),
      hours_max: z.exactOptional(z.number()),
      group: z.exactOptional(numbers),
      group_min: z.exactOptional(z.number()),
      group_max: z.exactOptional(z.number()),
      exclusive_pairs: z.exactOptional(z.array(pair)),
      requires: z.exactOptional(z.array(pair)),
      optimum: z.exactOptional(z.object({ value: z.number() })),
    })
    .refine(
      ({ cost, value, hours, group }) => sameLength([cost, value, hours, group]),
      'one entry a candidate is needed',
    )
    .refine(
      ({ value, exclusive_pairs = [], requires = [] }) =>
        [...exclusive_pairs, ...requires].flat().every((i) => i < value.length),
      'a pair names a candidate that is not there',
    ),
);

export const ALLOCATIONS = z.object({
  transforms: z.array(transform).default([]),
  allocation: z.array(split).default([]),
  portfolio: z.array(choice).default([]),
});

/* ---- ml_accuracy.json ---- */

const dataset = z
  .object({
    name: z.string(),
    task: z.enum(['regression', 'classification']),
    X: table.min(1),
    y: numbers,
    train_idx: z.array(index).min(1),
    test_idx: z.array(index).min(1),
  })
  .refine(({ X, y }) => X.length === y.length, 'X and y need one entry a row')
  .refine(({ X }) => X.every((row) => row.length === X[0]!.length), 'rows of X differ in width')
  .refine(
    ({ X, train_idx, test_idx }) => [...train_idx, ...test_idx].every((row) => row < X.length),
    'train_idx or test_idx names a row that is not there',
  )
  .refine(
    ({ task, y }) => task === 'regression' || new Set(y).size <= 2,
    'an area under the curve needs two classes, there are more',
  );

export const DATA_SETS = z.object({
  meta: z.object({ models: z.record(z.string(), z.string()) }),
  datasets: z.array(dataset),
});
