/** Response curves: planted truth is recovered, what the data cannot tell is said, experiments help. */
import { describe, expect, it } from 'vitest';
import { fitPooledResponse, type PooledData } from '../../../src/analytics/marketing/fit-pooled-response.ts';
import { fitResponse, type MediaChannel, type ResponseData } from '../../../src/analytics/marketing/fit-response.ts';
import { profileInterval, splitRHat } from '../../../src/analytics/marketing/identifiability.ts';
import {
  betaParameter,
  contributionPrior,
  ELASTICITY_PRIOR,
  gammaParameter,
  uniformParameter,
} from '../../../src/analytics/marketing/response-priors.ts';
import { WhitenedData, whiten } from '../../../src/analytics/marketing/response-sampler.ts';
import { supportedRange } from '../../../src/analytics/marketing/response-summary.ts';
import { hillCurve } from '../../../src/analytics/marketing/saturation.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';

const QUICK = { chains: 2, warmUp: 500, kept: 250, thin: 2 };
const RETENTION = [0.5, 0.2];

/** Two channels with known curves on 120 weeks; `noise` in units of the outcome's level. */
function weekly(seed: number, o: { noise: number; constant?: boolean; channels?: Partial<MediaChannel>[] }) {
  const rng = createRng(seed);
  const n = 120;
  const demand = Array.from({ length: n }, () => rng.normal());
  const spend = [0, 1].map((c) =>
    Array.from({ length: n }, () => (c === 1 && o.constant ? 1_000 : Math.max(0, 1_000 * (1 + 0.7 * rng.normal())))),
  );
  const curves = [
    hillCurve({ ceiling: 20_000, alpha: 1, inflexion: 1_000 }),
    hillCurve({ ceiling: 12_000, alpha: 1.5, inflexion: 900 }),
  ];
  const media = spend.map((series, c) => {
    let carried = series.reduce((a, b) => a + b, 0) / n;
    return series.map((x) => {
      carried = (1 - RETENTION[c]!) * x + RETENTION[c]! * carried;
      return curves[c]!.value(carried);
    });
  });
  const outcome = demand.map(
    (d, t) =>
      60_000 +
      2_000 * d +
      3_000 * Math.sin((2 * Math.PI * t) / 52) +
      media[0]![t]! +
      media[1]![t]! +
      1e5 * o.noise * rng.normal(),
  );
  const current = spend.map((series) => series.slice(-52).reduce((a, b) => a + b, 0) / 52);
  const data: ResponseData = {
    outcome,
    channels: spend.map((series, c) => ({ channel: `C${c}`, spend: series, ...o.channels?.[c] })),
    demand: [{ name: 'category', values: demand }],
    periodsPerYear: 52,
  };
  return {
    data,
    marginal: current.map((x, c) => curves[c]!.slope(x)),
    roi: media.map((series, c) => series.reduce((a, b) => a + b, 0) / spend[c]!.reduce((a, b) => a + b, 0)),
  };
}

function fitted(data: ResponseData, options = {}) {
  const fit = fitResponse(data, createRng(1), { ...QUICK, ...options });
  if (!fit.available) throw new Error(JSON.stringify(fit.missing));
  return fit;
}

describe('weekly response', () => {
  const { data, marginal, roi } = weekly(1, { noise: 0.01 });
  const fit = fitted(data);

  it('recovers return, marginal return and carry-over, and calls both curves identified', () => {
    fit.channels.forEach((channel, c) => {
      expect(channel.returnOnSpend.median / roi[c]!).toBeGreaterThan(0.7);
      expect(channel.returnOnSpend.median / roi[c]!).toBeLessThan(1.4);
      expect(channel.marginalReturn.interval[0]).toBeLessThan(marginal[c]!);
      expect(channel.marginalReturn.interval[1]).toBeGreaterThan(marginal[c]!);
      expect(channel.carryOverShare.interval[0]).toBeLessThan(RETENTION[c]!);
      expect(channel.carryOverShare.interval[1]).toBeGreaterThan(RETENTION[c]!);
      expect(channel.verdict.reasons).toEqual([]);
      expect(channel.verdict.profile![0]).toBeLessThan(marginal[c]!);
      expect(channel.verdict.profile![1]).toBeGreaterThan(marginal[c]!);
    });
    expect(fit.rSquared).toBeGreaterThan(0.9);
  });

  it('reports curves, draws and ranges that belong together', () => {
    for (const channel of fit.channels) {
      const spend = data.channels.find((each) => each.channel === channel.channel)!.spend;
      expect(channel.range).toEqual(supportedRange(spend));
      expect(channel.range.high).toBeCloseTo(1.2 * Math.max(...spend), 9);
      expect(channel.draws).toHaveLength(QUICK.chains * QUICK.kept);
      expect(channel.draws).toContain(channel.curve);
      expect(channel.curve.value(0)).toBe(0);
    }
    expect(JSON.stringify(fit)).not.toMatch(/NaN|null/);
  });

  it('is the same with the same seed', () => {
    expect(JSON.stringify(fitted(data))).toBe(JSON.stringify(fit));
  });

  it('does not call a channel identified that never varies, or that drowns in noise', () => {
    const constant = fitted(weekly(2, { noise: 0.01, constant: true }).data);
    expect(constant.channels[1]!.verdict.identified).toBe(false);
    expect(constant.channels[1]!.verdict.reasons.length).toBeGreaterThan(0);
    for (const channel of fitted(weekly(3, { noise: 0.3 }).data).channels)
      expect(channel.verdict.identified).toBe(false);
  });

  it('learns from a lift test what the series cannot tell', () => {
    const { marginal: truth } = weekly(2, { noise: 0.01, constant: true });
    const lift = hillCurve({ ceiling: 12_000, alpha: 1.5, inflexion: 900 });
    const test = { from: 1_000, to: 1_300, lift: lift.value(1_300) - lift.value(1_000), standardError: 100 };
    const without = fitted(weekly(2, { noise: 0.01, constant: true }).data).channels[1]!;
    const tested = fitted(weekly(2, { noise: 0.01, constant: true, channels: [{}, { liftTests: [test] }] }).data)
      .channels[1]!;
    expect(tested.marginalReturn.sd).toBeLessThan(0.5 * without.marginalReturn.sd);
    expect(tested.marginalReturn.median / truth[1]!).toBeGreaterThan(0.7);
    expect(tested.marginalReturn.median / truth[1]!).toBeLessThan(1.4);
  });

  it('takes Weibull carry-over and the other saturations', () => {
    const forms = fitted(
      weekly(4, {
        noise: 0.01,
        channels: [
          { carryOver: 'weibull-pdf', saturation: 'michaelis-menten' },
          { carryOver: 'weibull-cdf', saturation: 'log' },
        ],
      }).data,
      { warmUp: 200, kept: 100 },
    );
    expect(Object.keys(forms.channels[0]!.parameters)).toEqual(['shape', 'scale', 'half']);
    for (const channel of forms.channels) expect(channel.returnOnSpend.median).toBeGreaterThan(0);
  });

  it('keeps to bounds that are given for a shape', () => {
    const shapePriors = [
      uniformParameter('retention', 0.7, 0.9),
      uniformParameter('half', 500, 600),
      uniformParameter('alpha', 1, 1.2),
    ];
    const bounded = fitted(weekly(1, { noise: 0.01, channels: [{ shapePriors }] }).data, { warmUp: 200, kept: 100 });
    const [low, high] = bounded.channels[0]!.parameters.half!.interval;
    expect(low).toBeGreaterThanOrEqual(500);
    expect(high).toBeLessThanOrEqual(600);
    expect(bounded.channels[0]!.central.retention).toBeGreaterThanOrEqual(0.7);
    const wrong = fitResponse(
      weekly(1, { noise: 0.01, channels: [{ shapePriors: shapePriors.slice(1) }] }).data,
      createRng(1),
      QUICK,
    );
    expect(wrong).toMatchObject({ available: false, missing: [{ need: expect.stringContaining('C0') }] });
  });

  it('says what is missing instead of fitting', () => {
    const missing = (change: Partial<ResponseData>): string => {
      const result = fitResponse({ ...data, ...change }, createRng(1), QUICK);
      return result.available ? 'nothing' : result.missing.map(({ need }) => need).join('; ');
    };
    expect(missing({ demand: [] })).toContain('demand control');
    expect(missing({ outcome: data.outcome.slice(1) })).toContain('complete series');
    const short = (x: readonly number[]) => x.slice(0, 80);
    expect(
      missing({
        outcome: short(data.outcome),
        channels: data.channels.map((channel) => ({ ...channel, spend: short(channel.spend) })),
        demand: data.demand.map(({ name, values }) => ({ name, values: short(values) })),
      }),
    ).toContain('104 periods or a lift test');
    expect(missing({ channels: data.channels.map((each) => ({ ...each, spend: each.spend.map(() => 0) })) })).toContain(
      'a channel with spend',
    );
  });

  it('reports progress and can be stopped', () => {
    const shares: number[] = [];
    fitted(data, { warmUp: 60, kept: 30, onProgress: (share: number) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(() => fitted(data, { isAborted: () => true })).toThrow(AbortedError);
    // Also once the sampling is done, while curves are judged.
    let share = 0;
    const late = {
      warmUp: 60,
      kept: 30,
      onProgress: (done: number) => {
        share = done;
      },
      isAborted: () => share > 0.6,
    };
    expect(() => fitted(data, late)).toThrow('judging');
  });
});

describe('pooled monthly response', () => {
  const beta = [0.24, 0.1];
  const make = (seed: number, noise: number): PooledData => {
    const rng = createRng(seed);
    const n = 48;
    return {
      channels: ['search', 'video'],
      periodsPerYear: 12,
      brands: ['A', 'B', 'C'].map((brand, b) => {
        const spend = beta.map(() => Array.from({ length: n }, () => 500 * (b + 1) * Math.exp(0.6 * rng.normal())));
        const category = Array.from({ length: n }, () => 0.1 * rng.normal());
        const outcome = category.map((d, t) => {
          const media = spend.reduce((sum, series, c) => {
            const unit = series.reduce((a, x) => a + x, 0) / n;
            const adstock = 0.7 * series[t]! + 0.3 * (t > 0 ? series[t - 1]! : unit);
            return sum + beta[c]! * Math.log1p(adstock / unit);
          }, 0);
          return 5e4 * (b + 1) * Math.exp(0.8 * d + media + noise * rng.normal());
        });
        return { brand, outcome, spend, demand: [category] };
      }),
    };
  };

  it('recovers elasticities with returns per brand', () => {
    const fit = fitPooledResponse(make(1, 0.02), createRng(2), QUICK);
    if (!fit.available) throw new Error(JSON.stringify(fit.missing));
    fit.channels.forEach((channel, c) => {
      expect(channel.elasticity.interval[0]).toBeLessThan(beta[c]! / 2);
      expect(channel.elasticity.interval[1]).toBeGreaterThan(beta[c]! / 2);
      expect(channel.verdict.identified).toBe(true);
      expect(channel.brands.map(({ brand }) => brand)).toEqual(['A', 'B', 'C']);
      for (const brand of channel.brands)
        expect(brand.returnOnSpend.median).toBeGreaterThan(brand.marginalReturn.median);
    });
    expect(JSON.stringify(fit)).not.toMatch(/NaN|null/);
  });

  it('does not identify effects in noise, nor fit without demand control or on short series', () => {
    const noise = make(2, 0.02);
    const rng = createRng(3);
    const unrelated = fitPooledResponse(
      {
        ...noise,
        brands: noise.brands.map((brand) => ({
          ...brand,
          outcome: brand.outcome.map(() => 5e4 * Math.exp(0.1 * rng.normal())),
        })),
      },
      createRng(4),
      QUICK,
    );
    if (!unrelated.available) throw new Error('unavailable');
    for (const { verdict } of unrelated.channels) expect(verdict.identified).toBe(false);
    const bare = fitPooledResponse(
      { ...noise, brands: noise.brands.map((brand) => ({ ...brand, demand: [] })) },
      rng,
      QUICK,
    );
    expect(bare).toMatchObject({ available: false, missing: [{ need: expect.stringContaining('demand control') }] });
    const cut = (x: readonly number[]) => x.slice(0, 20);
    const short = fitPooledResponse(
      {
        ...noise,
        brands: noise.brands.map((brand) => ({
          ...brand,
          outcome: cut(brand.outcome),
          spend: brand.spend.map(cut),
          demand: brand.demand.map(cut),
        })),
      },
      rng,
      QUICK,
    );
    expect(short).toMatchObject({ available: false });
  });
});

describe('pieces', () => {
  it('whitens AR(1) errors unit by unit', () => {
    const white = whiten(Float64Array.from([1, 2, 3, 10, 20]), [3, 2], 0.6);
    expect([...white]).toEqual([0.8, 1.4, 1.8, 8, 14].map((value) => expect.closeTo(value, 12)));
  });

  it('takes other regressors out of every column, repeated ones once', () => {
    const n = 30;
    const rng = createRng(1);
    const ones = new Float64Array(n).fill(1);
    const line = Float64Array.from({ length: n }, (_, t) => t);
    const data = new WhitenedData(
      [{ outcome: Float64Array.from({ length: n }, () => rng.normal()), others: [ones, line, line] }],
      0,
    );
    expect(data.freedom).toBe(n - 2);
    for (const left of data.project(line)) expect(left).toBeCloseTo(0, 9);
  });

  it('has a profile interval equal to the classical one when the shape is known', () => {
    const rng = createRng(2);
    const n = 200;
    const x = Float64Array.from({ length: n }, () => rng.normal());
    const y = x.map((value) => 2 * value + rng.normal());
    const data = new WhitenedData([{ outcome: y, others: [new Float64Array(n).fill(1)] }], 0);
    const channel = {
      shape: [],
      coefficient: { mean: 0, sd: 1 },
      largestCoefficient: null,
      column: () => x,
      experiments: [],
    };
    const [low, high] = profileInterval(data, [channel], [{ shapes: [[]] }], 0, () => 3)!;
    const p = data.project(x);
    const xx = p.reduce((sum, value) => sum + value ** 2, 0);
    const slope = p.reduce((sum, value, t) => sum + value * data.outcome[t]!, 0) / xx;
    const sigma = Math.sqrt((data.yy - slope ** 2 * xx) / data.freedom);
    expect((low + high) / 2).toBeCloseTo(3 * slope, 9);
    expect((high - low) / 2 / (3 * 1.96 * (sigma / Math.sqrt(xx)))).toBeCloseTo(1, 1);
  });

  it('has priors with the moments their sources state', () => {
    const rng = createRng(3);
    const draws = (f: () => number): { mean: number; sd: number } => {
      const x = Array.from({ length: 20_000 }, f);
      const mean = x.reduce((a, b) => a + b, 0) / x.length;
      return { mean, sd: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
    };
    const retention = betaParameter('retention', 0, 1, 3, 3);
    expect(draws(() => retention.draw(rng)).mean).toBeCloseTo(0.5, 2);
    const alpha = gammaParameter('alpha', 0.01, 100, 3, 1);
    expect(draws(() => alpha.draw(rng)).mean).toBeCloseTo(3, 1);
    const spends = [10, 20, 70];
    const prior = contributionPrior(1_000, spends);
    const total = draws(
      () => spends.reduce((sum, s) => sum + s * Math.exp(prior.mean + prior.sd * rng.normal()), 0) / 1_000,
    );
    expect(total.mean).toBeCloseTo(0.4, 2);
    expect(total.sd).toBeGreaterThan(0.17);
    expect(total.sd).toBeLessThan(0.23);
    const elasticity = draws(() => Math.exp(ELASTICITY_PRIOR.mean + ELASTICITY_PRIOR.sd * rng.normal()) / 2);
    expect(elasticity.mean).toBeCloseTo(0.12, 2);
  });

  it('sees chains that disagree', () => {
    const rng = createRng(4);
    const chains = Array.from({ length: 400 }, (_, i) => Number(i >= 200));
    expect(
      splitRHat(
        chains.map(() => rng.normal()),
        chains,
      ),
    ).toBeLessThan(1.03);
    expect(
      splitRHat(
        chains.map((chain) => 3 * chain + rng.normal()),
        chains,
      ),
    ).toBeGreaterThan(1.5);
  });
});
