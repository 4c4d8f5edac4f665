/**
 * Known curves on the spend and control series of a published simulated market (Robyn's weekly example, MIT). The series are
 * read from the reference sets beside the repository and never kept here; without them the test is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitResponse } from '../../../src/analytics/marketing/fit-response.ts';
import { hillCurve } from '../../../src/analytics/marketing/saturation.ts';
import { createRng } from '../../../src/domain/rng.ts';

const file = new URL('../../../../shared/reference/marketing/robyn_dt_simulated_weekly.csv', import.meta.url);

describe.skipIf(!existsSync(file))('on published spend series', () => {
  it('recovers the returns of the channels that vary enough', () => {
    const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    const names = head!.replaceAll('"', '').split(',');
    const column = (name: string): number[] => lines.map((line) => Number(line.split(',')[names.indexOf(name)]));
    const spends = ['tv_S', 'print_S', 'facebook_S'].map(column);
    const competitors = column('competitor_sales_B');
    const n = lines.length;
    const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
    const rng = createRng(1);
    const media = spends.map((spend) => {
      let carried = mean(spend);
      const curve = hillCurve({ ceiling: 30_000, alpha: 1.2, inflexion: 1.5 * mean(spend) });
      return spend.map((x) => {
        carried = 0.7 * x + 0.3 * carried;
        return curve.value(carried);
      });
    });
    const outcome = Array.from(
      { length: n },
      (_, t) =>
        60_000 +
        4_000 * Math.sin((2 * Math.PI * t) / 52) +
        (5_000 * competitors[t]!) / mean(competitors) +
        media.reduce((sum, series) => sum + series[t]!, 0) +
        1_000 * rng.normal(),
    );
    const fit = fitResponse(
      {
        outcome,
        channels: spends.map((spend, c) => ({ channel: String(c), spend })),
        demand: [{ name: 'competitors', values: competitors }],
        periodsPerYear: 52,
      },
      createRng(2),
      { chains: 2, warmUp: 600, kept: 300, thin: 2 },
    );
    if (!fit.available) throw new Error(JSON.stringify(fit.missing));
    fit.channels.forEach(({ returnOnSpend, verdict }, c) => {
      const truth = mean(media[c]!) / mean(spends[c]!);
      expect(returnOnSpend.median / truth).toBeGreaterThan(0.7);
      expect(returnOnSpend.median / truth).toBeLessThan(1.4);
      expect(verdict.profile![0]).toBeGreaterThan(0);
    });
  });
});
