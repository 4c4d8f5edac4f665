/** The forecast topic of the reference runner on sets made here. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultModel, FORECAST_MODELS } from '../../src/analytics/forecast/index.ts';
import { createRng } from '../../src/domain/rng.ts';
import { runForecast } from '../../src/reference/forecast.ts';

const HORIZON = 6;
const COUNT = 6;
const missing = (name: string): never => {
  throw Object.assign(new Error(`no ${name}`), { code: 'ENOENT' });
};

function makeSet() {
  const rng = createRng(4);
  const series = Array.from({ length: COUNT }, (_, i) => {
    const y = Array.from({ length: 48 + HORIZON }, (__, t) => 100 + t + 9 * Math.sin(t / 1.9) + 4 * rng.normal());
    return { id: `S${i}`, period: 12, train: y.slice(0, 48), test: y.slice(48) };
  });
  const naive = series.map((s) => ({
    id: s.id,
    forecasts: {
      naive2: s.test.map(() => s.train.at(-1)!),
      ens_ets_arima_theta: s.test.map(() => s.train.at(-1)! + 1),
    },
  }));
  const results = { horizon: HORIZON, period: 12, methods: { naive2: { sMAPE: 5, MASE: 1, OWA: 1 } } };
  return { series, naive, results };
}

const reader = (files: Readonly<Record<string, unknown>>) => async (name: string) =>
  name in files ? files[name] : missing(name);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('forecast topic', () => {
  it('scores against the stored naive2, pairs with the stored reference, leaves absent sets out', async () => {
    const { series, naive, results } = makeSet();
    const { sets } = await runForecast(
      reader({
        'forecast_series.json': series,
        'forecast_results.json': results,
        'forecast_reference_forecasts.json': naive,
      }),
    );
    expect(Object.keys(sets)).toEqual(['monthly']);
    const set = sets.monthly!;
    expect(set.n).toBe(COUNT);
    expect(Object.keys(set.models)).toEqual(FORECAST_MODELS.map((model) => model.id));
    expect(set.models.naive!.OWA).toBeCloseTo(1, 9);
    expect(set.default).toEqual(set.models[defaultModel.id]);
    expect(set.default.OWA).toBeLessThan(1);
    expect(set.pairedDifference!.pairedBy).toBe('series');
    expect(set.pairedDifference!.upper90).toBeGreaterThan(set.pairedDifference!.estimate);
    const byHand = series.map((s) => s.test.reduce((sum, y) => sum + Math.abs(y - s.train.at(-1)!), 0) / HORIZON);
    const units = series.map((s) => {
      const changes = s.train.slice(12).map((y, t) => Math.abs(y - s.train[t]!));
      return changes.reduce((a, b) => a + b, 0) / changes.length;
    });
    const mase = byHand.reduce((sum, error, i) => sum + error / units[i]!, 0) / COUNT;
    expect(set.models.naive!.MASE).toBeCloseTo(mase, 9);
  });

  it('reads no test part before the last forecast is made', async () => {
    const { series, results } = makeSet();
    const last = vi.spyOn(FORECAST_MODELS.at(-1)!, 'fit');
    const fitsAtRead: number[] = [];
    const guarded = series.map((s) => ({
      ...s,
      get test() {
        fitsAtRead.push(last.mock.calls.length);
        return s.test;
      },
    }));
    const { sets } = await runForecast(
      reader({ 'forecast_tourism_series.json': guarded, 'forecast_tourism_results.json': results }),
    );
    expect(sets.tourism!.pairedDifference).toBeNull();
    expect(fitsAtRead.length).toBeGreaterThan(0);
    expect(Math.min(...fitsAtRead)).toBe(COUNT);
  });

  it('lets any other error through', async () => {
    await expect(runForecast(() => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
  });
});
