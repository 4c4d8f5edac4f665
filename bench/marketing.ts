/**
 * Response curves against a known truth, and the time of a fit.
 *
 *   node bench/marketing.ts [directory of the marketing series] [replications = 3]
 *
 * How to read it. "Planted": the real spend and control series of each file, with an outcome made from known curves, the
 * file's own season and trend, and AR(1) noise that leaves R² about .9; per channel true and recovered return, marginal
 * return and carry-over share with 95 % intervals, and the verdict ("-" where not identified, first reason behind it). "Coverage" counts
 * intervals over all channels and replications that hold the truth. "As they are": the file's own outcome, whose truth is not
 * published. "No effect": how often channels with and without an effect are called identified. "Demo market": the pooled monthly model on the planted market (24 brand-markets × 60 months), elasticity at usual spend by
 * channel, true and recovered; its effects are small beside its noise. "Time": seconds for one fit by channels and periods. Without the directory only simulated spend is used.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitPooledResponse } from '../src/analytics/marketing/fit-pooled-response.ts';
import { fitResponse, type MediaChannel, type ResponseData } from '../src/analytics/marketing/fit-response.ts';
import type { Estimate } from '../src/analytics/marketing/response-summary.ts';
import { hillCurve } from '../src/analytics/marketing/saturation.ts';
import { generateWorld } from '../src/data/sources/demo/world.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const directory = process.argv[2];
const replications = Number(process.argv[3] ?? 3);

interface Source {
  readonly name: string;
  readonly channels: readonly { readonly channel: string; readonly spend: readonly number[] }[];
  readonly demand: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly outcome: readonly number[] | null;
}

function csv(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head!.split(',').map((name) => name.replaceAll('"', ''));
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell.replaceAll('"', '')])),
  );
}

function fromFile(
  file: string,
  o: { outcome: string; channels: readonly string[]; demand: readonly string[] },
): Source {
  const rows = csv(file);
  const column = (name: string): number[] => rows.map((row) => Number(row[name]));
  return {
    name: file.split('/').at(-1)!,
    outcome: column(o.outcome),
    channels: o.channels.map((channel) => ({ channel, spend: column(channel) })),
    demand: o.demand.map((name) => ({ name, values: column(name) })),
  };
}

/** Spend in bursts around a level, with pauses. */
function simulatedSource(channels: number, periods: number, rng: Rng): Source {
  return {
    name: `simulated, ${channels} channels × ${periods} weeks`,
    outcome: null,
    channels: Array.from({ length: channels }, (_, c) => {
      let u = 0;
      return {
        channel: `C${c + 1}`,
        spend: Array.from({ length: periods }, () => {
          u = 0.7 * u + rng.normal();
          return Math.max(0, 1_000 * (1 + 0.6 * u));
        }),
      };
    }),
    demand: [{ name: 'category', values: Array.from({ length: periods }, () => rng.normal()) }],
  };
}

const TRUTH = [
  { retention: 0.3, alpha: 1, half: 0.6, share: 0.12 },
  { retention: 0.6, alpha: 2, half: 0.5, share: 0.08 },
  { retention: 0.1, alpha: 0.8, half: 1, share: 0.1 },
  { retention: 0.45, alpha: 1.5, half: 0.8, share: 0.06 },
  { retention: 0.2, alpha: 1.2, half: 0.4, share: 0.04 },
];

interface Planted {
  readonly data: ResponseData;
  readonly truth: readonly { readonly roi: number; readonly marginal: number; readonly retention: number }[];
}

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
const sd = (x: readonly number[]): number => Math.sqrt(mean(x.map((value) => (value - mean(x)) ** 2)));

function plant(source: Source, rng: Rng): Planted {
  const n = source.channels[0]!.spend.length;
  const level = 100_000;
  const media = new Array<number>(n).fill(0);
  const truth = source.channels.map(({ spend }, c) => {
    const { retention, alpha, half, share } = TRUTH[c % TRUTH.length]!;
    let carried = mean(spend);
    const exposure = spend.map((x) => {
      carried = (1 - retention) * x + retention * carried;
      return carried;
    });
    const inflexion = half * 2 * mean(spend);
    const unit = exposure.map(hillCurve({ ceiling: 1, alpha, inflexion }).value);
    const ceiling = (share * level) / mean(unit);
    unit.forEach((value, t) => {
      media[t]! += ceiling * value;
    });
    const current = mean(spend.slice(-52));
    return {
      roi: (share * level) / mean(spend),
      marginal: hillCurve({ ceiling, alpha, inflexion }).slope(current),
      retention,
    };
  });
  const demand = source.demand.map(({ values }) => values.map((value) => (value - mean(values)) / (sd(values) || 1)));
  const signal = media.map(
    (value, t) =>
      value +
      0.6 * level +
      0.05 * level * Math.sin((2 * Math.PI * t) / 52) +
      0.0002 * level * t +
      demand.reduce((sum, values) => sum + 0.03 * level * values[t]!, 0),
  );
  let u = 0;
  const noise = 0.33 * sd(signal);
  const outcome = signal.map((value) => {
    u = 0.3 * u + Math.sqrt(1 - 0.09) * rng.normal();
    return value + noise * u;
  });
  const channels: MediaChannel[] = source.channels.map(({ channel, spend }) => ({ channel, spend }));
  return { data: { outcome, channels, demand: source.demand, periodsPerYear: 52 }, truth };
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const number = (x: number): string => x.toPrecision(3).padStart(9);
const estimate = ({ median, interval }: Estimate): string =>
  `${number(median)} [${number(interval[0])},${number(interval[1])}]`;
const holds = ({ interval }: Estimate, truth: number): boolean => truth >= interval[0] && truth <= interval[1];

const coverage = { return: 0, marginal: 0, carry: 0, count: 0, identified: 0, identifiedHolds: 0 };

function show(source: Source): void {
  for (let seed = 1; seed <= replications; seed++) {
    const { data, truth } = plant(source, createRng(seed));
    const start = process.cpuUsage();
    const fit = fitResponse(data, createRng(seed));
    const used = process.cpuUsage(start);
    if (!fit.available) {
      print(JSON.stringify(fit.missing));
      return;
    }
    if (seed === 1) {
      print(
        `\nPlanted: ${source.name}, R² ${fit.rSquared.toFixed(2)}, R̂ ${fit.rHat.toFixed(3)}, ${((used.user + used.system) / 1e6).toFixed(1)} s`,
      );
      print(
        `${'channel'.padEnd(18)}${'return: true'.padStart(13)}  recovered${' '.repeat(24)}marginal: true  recovered${' '.repeat(24)}carry-over`,
      );
    }
    fit.channels.forEach((each, c) => {
      const known = truth[c]!;
      coverage.count++;
      coverage.return += Number(holds(each.returnOnSpend, known.roi));
      coverage.marginal += Number(holds(each.marginalReturn, known.marginal));
      coverage.carry += Number(holds(each.carryOverShare, known.retention));
      if (each.verdict.identified) {
        coverage.identified++;
        coverage.identifiedHolds += Number(holds(each.marginalReturn, known.marginal));
      }
      if (seed === 1)
        print(
          `${each.channel.padEnd(18)}${number(known.roi).padStart(13)}  ${estimate(each.returnOnSpend)}  ${number(known.marginal).padStart(13)}  ${estimate(each.marginalReturn)}  ${known.retention.toFixed(2)} ${each.carryOverShare.median.toFixed(2)} [${each.carryOverShare.interval.map((x) => x.toFixed(2)).join(', ')}]  ${each.verdict.identified ? 'identified' : `- ${each.verdict.reasons[0]}`}`,
        );
    });
  }
}

function showAsIs(source: Source): void {
  if (source.outcome === null) return;
  const fit = fitResponse(
    { outcome: source.outcome, channels: source.channels, demand: source.demand, periodsPerYear: 52 },
    createRng(1),
  );
  if (!fit.available) return;
  print(
    `\nAs it is: ${source.name}, R² ${fit.rSquared.toFixed(2)}, R̂ ${fit.rHat.toFixed(3)}, errors' persistence ${fit.persistence.median.toFixed(2)}`,
  );
  for (const each of fit.channels)
    print(
      `${each.channel.padEnd(18)} return ${estimate(each.returnOnSpend)}  marginal ${estimate(each.marginalReturn)}  carry-over ${each.carryOverShare.median.toFixed(2)}  ${each.verdict.identified ? 'identified' : `- ${each.verdict.reasons.join('; ')}`}`,
    );
}

/** Elasticity of demand to a channel's steady spend at its usual level, from the planted facts. */
function showDemo(): void {
  const world = generateWorld({ seed: 7, without: ['missing', 'late-launch', 'delisting'] });
  const facts = world.truth.facts.filter(({ kind }) => kind === 'spend-response');
  const truth = facts.map(({ size, parameters }) => {
    const half = Number(parameters.halfSaturation) ** Number(parameters.slope);
    return {
      channel: String(parameters.channel),
      level: size / (1 + half),
      slope: (size * half * Number(parameters.slope)) / (1 + half) ** 2,
    };
  });
  const total = 1 + truth.reduce((sum, { level }) => sum + level, 0);
  const marketOf = new Map(world.projects.map(({ project, market }) => [project, market]));
  const series = new Map<string, number[]>();
  const add = (key: readonly unknown[], value: number): void => {
    const name = JSON.stringify(key);
    series.set(name, [...(series.get(name) ?? []), value]);
  };
  for (const row of world.outcomes())
    if (row.outcome === 'units' || row.outcome === 'price')
      add([marketOf.get(row.project), row.brand, row.outcome], row.value);
  for (const row of world.spend()) add([marketOf.get(row.project), row.brand, row.channel], row.amount);
  const of = (...key: readonly unknown[]): number[] => series.get(JSON.stringify(key))!;
  const markets = [...new Set(marketOf.values())];
  const lead = (market: string | undefined, brand: string): number[] => {
    const path = world.truth.expected.find(
      (each) => each.market === market && each.brand === brand && each.section === 'Marketplace',
    )!.values;
    return path.map((_, t) => Math.log(path[Math.max(0, t - 1)]!));
  };
  const fit = fitPooledResponse(
    {
      channels: truth.map(({ channel }) => channel),
      periodsPerYear: 12,
      brands: markets.flatMap((market) =>
        world.brands.map(({ brand }) => ({
          brand: `${market} ${brand}`,
          outcome: of(market, brand, 'units'),
          spend: truth.map(({ channel }) => of(market, brand, channel)),
          demand: [of(market, brand, 'price').map(Math.log), lead(market, brand)],
        })),
      ),
    },
    createRng(1),
  );
  if (!fit.available) return;
  print(`\nDemo market, pooled: ${fit.n} brand-months, R̂ ${fit.rHat.toFixed(3)}`);
  fit.channels.forEach(({ channel, elasticity, carryOverShare, verdict }, c) => {
    const retention = Number(facts[c]!.parameters.adstock);
    print(
      `${channel.padEnd(18)} elasticity: true ${number(truth[c]!.slope / total)}  recovered ${estimate(elasticity)}  carry-over: true ${retention.toFixed(2)} recovered ${carryOverShare.median.toFixed(2)} [${carryOverShare.interval.map((x) => x.toFixed(2)).join(', ')}]  ${verdict.identified ? 'identified' : `- ${verdict.reasons.join('; ')}`}`,
    );
  });
}

/** Three channels on 156 weeks with wandering errors: one brings something, one nothing, one nothing while its spend grows. */
function showNoEffect(): void {
  const identified = [0, 0, 0];
  const worlds = 8 * replications;
  for (let seed = 1; seed <= worlds; seed++) {
    const rng = createRng(seed);
    const spend = identified.map((_, c) => {
      let u = 0;
      return Array.from({ length: 156 }, (__, t) => {
        u = 0.7 * u + rng.normal();
        return Math.max(0, 1_000 * (1 + 0.5 * u) + (c === 2 ? 5 * t : 0));
      });
    });
    const demand = spend[0]!.map(() => rng.normal());
    let e = 0;
    const outcome = demand.map((value, t) => {
      e = 0.5 * e + rng.normal();
      return 100_000 + 3_000 * value + 200 * t + 8 * spend[0]![t]! + 2_500 * e;
    });
    const fit = fitResponse(
      {
        outcome,
        channels: spend.map((series, c) => ({ channel: String(c), spend: series })),
        demand: [{ name: 'demand', values: demand }],
        periodsPerYear: 52,
      },
      createRng(seed),
      { chains: 2, warmUp: 600, kept: 300, thin: 2 },
    );
    if (fit.available)
      fit.channels.forEach(({ verdict }, c) => {
        identified[c]! += Number(verdict.identified);
      });
  }
  print(
    `\nNo effect: identified of ${worlds}: with effect ${identified[0]}, without ${identified[1]}, without and growing ${identified[2]}`,
  );
}

const sources: Source[] = [];
if (directory !== undefined && existsSync(directory)) {
  sources.push(
    fromFile(join(directory, 'robyn_dt_simulated_weekly.csv'), {
      outcome: 'revenue',
      channels: ['tv_S', 'ooh_S', 'print_S', 'facebook_S', 'search_S'],
      demand: ['competitor_sales_B', 'newsletter'],
    }),
    fromFile(join(directory, 'meridian_national_all_channels.csv'), {
      outcome: 'conversions',
      channels: [0, 1, 2, 3, 4].map((c) => `Channel${c}_spend`),
      demand: ['competitor_sales_control', 'sentiment_score_control', 'Organic_channel0_impression', 'Promo'],
    }),
  );
}
sources.push(simulatedSource(4, 208, createRng(11)));
for (const source of sources) show(source);
print(
  `\nCoverage of 95 % intervals over ${coverage.count} curves: return ${coverage.return}, marginal return ${coverage.marginal}, carry-over ${coverage.carry}; identified ${coverage.identified}, of these marginal return held ${coverage.identifiedHolds}`,
);
for (const source of sources) showAsIs(source);

showNoEffect();
showDemo();
print('\nTime of a fit, seconds of CPU, by channels and weeks');
for (const channels of [2, 4, 8])
  print(
    `${String(channels).padStart(3)} channels ${[104, 208, 416]
      .map((periods) => {
        const { data } = plant(simulatedSource(channels, periods, createRng(5)), createRng(6));
        const start = process.cpuUsage();
        fitResponse(data, createRng(1));
        const used = process.cpuUsage(start);
        return `${periods} weeks ${((used.user + used.system) / 1e6).toFixed(1)}`;
      })
      .join('   ')}`,
  );
