import { describe, expect, it } from 'vitest';
import { type ForecastRace, raceForecasts } from '../../../src/analytics/outcome-link/forecast-race.ts';
import type { LinkPanel } from '../../../src/analytics/outcome-link/units.ts';
import { createRng } from '../../../src/domain/rng.ts';

type Ready = Extract<ForecastRace, { insufficient: null }>;

/** Brands whose outcome follows their score by one period, log scales; `effect` 0: they have nothing to do with each other. */
function panelOf(effect: number, o: { brands?: number; periods?: number; seed?: number } = {}): LinkPanel {
  const { brands = 6, periods = 60, seed = 5 } = o;
  const units = Array.from({ length: brands }, (_, b) => {
    const rng = createRng(seed).fork(`brand ${b}`);
    let [score, noise] = [0, 0];
    const x: number[] = [];
    const y: number[] = [];
    for (let t = 0; t < periods; t++) {
      noise = 0.5 * noise + 0.02 * rng.normal();
      y.push(effect * score + noise);
      score = 0.6 * score + 0.03 * rng.normal();
      x.push(score);
    }
    return {
      market: 'm',
      project: 'm',
      brand: `b${b}`,
      start: 0,
      periods: [],
      outcome: y,
      scores: [x],
      y,
      x: [x],
      controls: [],
    };
  });
  return { units } as unknown as LinkPanel;
}

const race = (panel: LinkPanel, horizon = 1): Ready => {
  const found = raceForecasts(
    panel,
    panel.units.map((_, i) => i),
    { season: 12, horizon },
  );
  if (found.insufficient !== null) throw new Error(found.insufficient);
  return found;
};

describe('forecasts with and without the score', () => {
  it('gain where the outcome follows the score, and stand first', () => {
    const found = race(panelOf(1.2));
    expect(found.board[0]!.forecaster).toBe('with the score');
    expect(found.gain).toBeGreaterThan(0.2);
    expect(found.p).toBeLessThan(0.001);
    expect(found.periods).toBe(24);
    expect(found.forecasts).toBe(24 * 6);
  });

  it('are told apart from noise at about the stated rate', () => {
    const ps = Array.from({ length: 60 }, (_, seed) => race(panelOf(0, { seed: 100 + seed, brands: 4 })).p);
    // 5 % of 60 is 3; more than 8 has a chance below .005.
    expect(ps.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(8);
  });

  it('the last value errs by the change itself', () => {
    const panel = panelOf(0, { brands: 1 });
    const { y } = panel.units[0]!;
    const found = race(panel);
    const changes = Array.from({ length: found.periods }, (_, i) => {
      const t = y.length - found.periods + i;
      return y[t]! - y[t - 1]!;
    });
    const naive = found.board.find(({ forecaster }) => forecaster === 'last value')!;
    expect(naive.rootMeanSquare).toBeCloseTo(
      Math.sqrt(changes.reduce((sum, d) => sum + d * d, 0) / changes.length),
      12,
    );
    expect(naive.meanAbsolute).toBeCloseTo(changes.reduce((sum, d) => sum + Math.abs(d), 0) / changes.length, 12);
  });

  it('use nothing that was not known: what the score does in the last period changes no forecast', () => {
    const panel = panelOf(1.2);
    const other = {
      ...panel,
      units: panel.units.map((unit) => ({
        ...unit,
        x: unit.x.map((each) => each.map((value, t) => (t === 59 ? 9 : value))),
      })),
    } as LinkPanel;
    expect(race(other)).toEqual(race(panel));
    // Three periods ahead the last three.
    const late = {
      ...panel,
      units: panel.units.map((unit) => ({
        ...unit,
        x: unit.x.map((each) => each.map((value, t) => (t >= 57 ? 9 : value))),
      })),
    } as LinkPanel;
    expect(race(late, 3)).toEqual(race(panel, 3));
    expect(race(late, 1)).not.toEqual(race(panel, 1));
  });

  it('a year before is the last value twelve periods ahead, and is left out there', () => {
    expect(race(panelOf(1.2)).board.map(({ forecaster }) => forecaster)).toContain('a year before');
    expect(race(panelOf(1.2), 12).board.map(({ forecaster }) => forecaster)).not.toContain('a year before');
  });

  it('says what is missing on a short history', () => {
    const panel = panelOf(1.2, { periods: 20 });
    expect(raceForecasts(panel, [0, 1, 2], { season: 12, horizon: 1 })).toEqual({
      horizon: 1,
      insufficient: expect.stringMatching(/^needs 10 periods to forecast/),
    });
  });
});
