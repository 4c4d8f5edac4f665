/**
 * Measures the forecasters against the stored reference forecasts. The test parts are set aside when a set is read, and
 * come back only to score forecasts that are final.
 */
import { defaultModel, FORECAST_MODELS, type ForecastModel } from '../analytics/forecast/index.ts';
import { createRng } from '../domain/rng.ts';

type Read = (name: string) => Promise<unknown>;

interface StoredSeries {
  readonly id: string;
  readonly period: number;
  readonly train: readonly (number | null)[];
  readonly test: readonly number[];
}

interface StoredResults {
  readonly horizon: number;
  readonly period: number;
  readonly mase_lag?: number;
  readonly methods: Readonly<Record<string, { readonly sMAPE: number; readonly MASE: number; readonly OWA: number }>>;
}

interface StoredForecasts {
  readonly id: string;
  readonly forecasts: Readonly<Record<string, readonly number[]>>;
}

export interface ForecastScore {
  readonly sMAPE: number;
  readonly MASE: number;
  readonly OWA: number;
  readonly coverage95: number;
  /** Standard error of the coverage, clustered by series. */
  readonly coverage95Se: number;
  readonly MSIS: number;
  readonly cpuSeconds: number;
  readonly perSeriesMs: { readonly p50: number; readonly p95: number };
}

export interface PairedDifference {
  readonly estimate: number;
  readonly se: number;
  /** One-sided: the 90th percentile of the bootstrap draws. */
  readonly upper90: number;
  /** 'series': both forecasts of each series are stored; 'set': only the reference's mean is, so it counts as fixed. */
  readonly pairedBy: 'series' | 'set';
}

export interface ForecastSetResult {
  readonly n: number;
  readonly horizon: number;
  readonly default: ForecastScore;
  readonly pairedDifference: PairedDifference | null;
  readonly models: Readonly<Record<string, ForecastScore>>;
}

const SETS = { monthly: 'forecast_', weekly: 'forecast_weekly_', tourism: 'forecast_tourism_' } as const;
const REFERENCE = 'ens_ets_arima_theta';
const LEVEL = 0.95;
const DRAWS = 2_000;

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;

/** What a forecaster may see. */
interface Task {
  readonly train: readonly (number | null)[];
  readonly seasonLength: number;
  readonly horizon: number;
}

interface Answer {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly ms: number;
}

function answer(model: ForecastModel, task: Task): Answer {
  const before = process.threadCpuUsage();
  const fitted = model.fit(task.train, { seasonLength: task.seasonLength });
  if (fitted === null) throw new Error(`${model.id}: a series is too short to forecast`);
  const forecast = fitted.forecast(task.horizon, [LEVEL]);
  const used = process.threadCpuUsage(before);
  const interval = forecast.intervals[0]!;
  return { mean: forecast.mean, low: interval.low, high: interval.high, ms: (used.user + used.system) / 1_000 };
}

/** Mean absolute seasonal change of the training part, the unit of MASE and MSIS. */
function scaleOf(train: readonly (number | null)[], lag: number): number {
  const changes: number[] = [];
  for (let t = lag; t < train.length; t++) {
    const [now, before] = [train[t], train[t - lag]];
    if (now != null && before != null) changes.push(Math.abs(now - before));
  }
  return mean(changes);
}

interface SeriesError {
  readonly sMAPE: number;
  readonly MASE: number;
}

function errorOf(actual: readonly number[], forecast: readonly number[], scale: number): SeriesError {
  const size = (y: number, f: number): number => (y === f ? 0 : (200 * Math.abs(y - f)) / (Math.abs(y) + Math.abs(f)));
  return {
    sMAPE: mean(actual.map((y, h) => size(y, forecast[h]!))),
    MASE: mean(actual.map((y, h) => Math.abs(y - forecast[h]!))) / scale,
  };
}

const meanError = (errors: readonly SeriesError[]): SeriesError => ({
  sMAPE: mean(errors.map((e) => e.sMAPE)),
  MASE: mean(errors.map((e) => e.MASE)),
});

const owa = (e: SeriesError, naive2: SeriesError): number => 0.5 * (e.sMAPE / naive2.sMAPE + e.MASE / naive2.MASE);

function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

function scoreAnswers(
  answers: readonly Answer[],
  series: readonly StoredSeries[],
  scales: readonly number[],
  naive2: SeriesError,
  cpuSeconds: number,
): { score: ForecastScore; errors: SeriesError[] } {
  const errors = answers.map((a, i) => errorOf(series[i]!.test, a.mean, scales[i]!));
  const hits = answers.map((a, i) => mean(series[i]!.test.map((y, h) => (y >= a.low[h]! && y <= a.high[h]! ? 1 : 0))));
  const alpha = 1 - LEVEL;
  const widths = answers.map(
    (a, i) =>
      mean(
        series[i]!.test.map((y, h) => {
          const [low, high] = [a.low[h]!, a.high[h]!];
          return high - low + (2 / alpha) * (Math.max(0, low - y) + Math.max(0, y - high));
        }),
      ) / scales[i]!,
  );
  const coverage95 = mean(hits);
  const times = answers.map((a) => a.ms).sort((a, b) => a - b);
  const all = meanError(errors);
  return {
    errors,
    score: {
      ...all,
      OWA: owa(all, naive2),
      coverage95,
      coverage95Se: Math.sqrt(mean(hits.map((hit) => (hit - coverage95) ** 2)) / Math.max(1, hits.length - 1)),
      MSIS: mean(widths),
      cpuSeconds,
      perSeriesMs: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
    },
  };
}

/** Bootstrap over series of the difference in OWA; draws of `other` are held fixed where it is known for the set only. */
function bootstrapDifference(
  own: readonly SeriesError[],
  naive2: readonly SeriesError[],
  other: readonly SeriesError[] | number,
): PairedDifference {
  const difference = (rows: readonly number[]): number => {
    const base = meanError(rows.map((i) => naive2[i]!));
    const reference = typeof other === 'number' ? other : owa(meanError(rows.map((i) => other[i]!)), base);
    return owa(meanError(rows.map((i) => own[i]!)), base) - reference;
  };
  const rng = createRng(1);
  const n = own.length;
  const draws = Array.from({ length: DRAWS }, () => difference(Array.from({ length: n }, () => rng.integer(n))));
  draws.sort((a, b) => a - b);
  const centre = mean(draws);
  return {
    estimate: difference(own.map((_, i) => i)),
    se: Math.sqrt(mean(draws.map((d) => (d - centre) ** 2))),
    upper90: percentile(draws, 0.9),
    pairedBy: typeof other === 'number' ? 'set' : 'series',
  };
}

/** Null where the directory does not have the file. */
async function readIfThere(read: Read, name: string): Promise<unknown> {
  try {
    return await read(name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

async function measureSet(read: Read, prefix: string): Promise<ForecastSetResult | null> {
  const series = (await readIfThere(read, `${prefix}series.json`)) as StoredSeries[] | null;
  const results = (await readIfThere(read, `${prefix}results.json`)) as StoredResults | null;
  if (series === null || results === null) return null;
  const stored = (await readIfThere(read, `${prefix}reference_forecasts.json`)) as StoredForecasts[] | null;
  const { horizon } = results;
  const tasks = series.map((s): Task => ({ train: s.train, seasonLength: s.period, horizon }));
  const made = FORECAST_MODELS.map((model) => {
    const before = process.cpuUsage();
    const answers = tasks.map((task) => answer(model, task));
    const used = process.cpuUsage(before);
    return { model, answers, cpuSeconds: (used.user + used.system) / 1e6 };
  });

  // The forecasts are final: from here on the test parts are read.
  const lag = results.mase_lag ?? results.period;
  const scales = series.map((s) => scaleOf(s.train, lag));
  const byId = new Map(stored?.map((row) => [row.id, row.forecasts]));
  const storedErrors = (method: string): SeriesError[] | null => {
    const rows = series.map((s, i) => {
      const forecast = byId.get(s.id)?.[method];
      return forecast === undefined ? null : errorOf(s.test, forecast, scales[i]!);
    });
    return rows.includes(null) ? null : (rows as SeriesError[]);
  };
  const naive2Rows = storedErrors('naive2');
  const naive2 = naive2Rows === null ? results.methods.naive2 : meanError(naive2Rows);
  if (naive2 === undefined) throw new Error(`${prefix}results.json: naive2 is missing`);
  const scored = made.map(({ model, answers, cpuSeconds }) => ({
    model,
    ...scoreAnswers(answers, series, scales, naive2, cpuSeconds),
  }));
  const own = scored.find((s) => s.model === defaultModel)!;
  const reference = storedErrors(REFERENCE) ?? results.methods[REFERENCE]?.OWA ?? null;
  const fixed = series.map(() => naive2);
  return {
    n: series.length,
    horizon,
    default: own.score,
    pairedDifference: reference === null ? null : bootstrapDifference(own.errors, naive2Rows ?? fixed, reference),
    models: Object.fromEntries(scored.map((s) => [s.model.id, s.score])),
  };
}

/** All sets that the directory has. */
export async function runForecast(read: Read): Promise<{ sets: Readonly<Record<string, ForecastSetResult>> }> {
  const sets: Record<string, ForecastSetResult> = {};
  for (const [name, prefix] of Object.entries(SETS)) {
    const result = await measureSet(read, prefix);
    if (result !== null) sets[name] = result;
  }
  return { sets };
}
