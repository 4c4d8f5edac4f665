/** The known calls over a market, in the shapes that installations answer. */
import type { StandInMarket } from './market.ts';

type Query = URLSearchParams;
type Row = Record<string, unknown>;

export interface StandInCall {
  readonly service: string;
  readonly port: number;
  readonly path: string;
  /** Null: there is no such thing (404). */
  answer(path: readonly string[], query: Query): unknown;
}

export interface CallOptions {
  /** An installation that tracks no dates: the last value of each project, without a period. */
  readonly dateless: boolean;
  /** Whether rows name their project, so that several may be asked for at once. */
  readonly namesProject: boolean;
}

const idOf = (at: number): string => String(at + 1);

export function createCalls(market: StandInMarket, { dateless, namesProject }: CallOptions): StandInCall[] {
  const projectIds = new Map(market.projects.map(({ project }, at) => [project, idOf(at)]));
  const brandIds = new Map(market.brands.map(({ brand }, at) => [brand, idOf(at)]));
  const asked = (query: Query): Set<string> => {
    const ids = (query.get('project_ids') ?? query.get('project_id') ?? [...projectIds.values()].join(',')).split(',');
    return new Set(market.projects.filter((_, at) => ids.includes(idOf(at))).map(({ project }) => project));
  };
  const projectField = (project: string): Row => (namesProject ? { project_id: Number(projectIds.get(project)) } : {});
  const firstWeight = (project: string, section: string, platform: string, metric: string): number | null =>
    market.weights.find(
      (each) =>
        each.project === project && each.section === section && each.platform === platform && each.metric === metric,
    )?.weight ?? null;
  const brandsOf = new Map<string, Set<string>>();
  const readBrands = (): Map<string, Set<string>> => {
    if (brandsOf.size === 0)
      for (const { project, brand } of market.scores())
        brandsOf.set(project, (brandsOf.get(project) ?? new Set()).add(brand));
    return brandsOf;
  };

  function scores(projects: Set<string>): Row[] {
    const rows = new Map<string, Row>();
    for (const score of market.scores()) {
      if (!projects.has(score.project)) continue;
      const row = {
        ...projectField(score.project),
        metricname: score.metric,
        sectionName: score.section,
        platformname: score.platform,
        brandName: score.brand,
        normalized: score.normalised,
        ...(dateless ? {} : { raw: score.raw, date: score.period }),
      };
      const key = dateless
        ? [score.project, score.brand, score.section, score.platform, score.metric].join('|')
        : String(rows.size);
      rows.set(key, row);
    }
    return [...rows.values()];
  }

  return [
    {
      service: 'main',
      port: 7000,
      path: '/api/v1/project/get-project/',
      answer(_, query) {
        const [name] = asked(query);
        const project = market.projects.find((each) => each.project === name);
        if (!project) return null;
        const brands = readBrands().get(project.project) ?? new Set();
        return {
          project: {
            project_name: project.project,
            market: project.market,
            category: project.category,
            currency: project.currency,
            frequency: project.frequency,
            start_date: project.start,
            end_date: project.end,
            follows: project.follows,
            brands: market.brands
              .filter(({ brand }) => brands.has(brand))
              .map(({ brand }) => ({ brand_id: Number(brandIds.get(brand)), brand_name: brand })),
            metrics: market.metrics.map(({ section, platform, metric, direction, unit, definition }) => ({
              section: { name: section },
              platform: { name: platform },
              metric_new_name: metric,
              weights: firstWeight(project.project, section, platform, metric),
              direction,
              unit,
              definition,
            })),
          },
        };
      },
    },
    {
      service: 'normalised',
      port: 8001,
      path: '/normalized/normalized_value',
      answer: (_, query) => scores(asked(query)),
    },
    {
      service: 'weight-sum',
      port: 8002,
      path: '/weight_sum',
      answer(_, query) {
        const projects = asked(query);
        return market.weights
          .filter(({ project }) => projects.has(project))
          .map(({ project, section, platform, metric, weight, validFrom }) => ({
            ...projectField(project),
            section,
            platform,
            metric,
            weight,
            valid_from: validFrom,
          }));
      },
    },
    {
      service: 'insights',
      port: 8004,
      path: '/get_multi_data',
      answer(_, query) {
        const projects = asked(query);
        const series = query.get('series');
        const given = <T extends { readonly project: string }>(
          name: string,
          rows: () => Iterable<T>,
          toRow: (row: T) => Row,
        ) => {
          if (series !== null && series !== name) return {};
          const list: Row[] = [];
          for (const row of rows())
            if (projects.has(row.project)) list.push({ ...projectField(row.project), ...toRow(row) });
          return { [name]: list };
        };
        return {
          ...given(
            'outcomes',
            () => market.outcomes(),
            ({ brand, outcome, unit, period, value }) => ({ brandName: brand, outcome, unit, date: period, value }),
          ),
          ...given(
            'spend',
            () => market.spend(),
            ({ brand, channel, period, amount, impressions, clicks }) => ({
              brandName: brand,
              channel,
              date: period,
              amount,
              impressions,
              clicks,
            }),
          ),
          ...given(
            'events',
            () => market.events,
            ({ brand, date, label }) => ({ brandName: brand, date, label }),
          ),
        };
      },
    },
    {
      service: 'brand-data',
      port: 8018,
      path: '/brands/{brand_id}/project_id/{project_id}',
      answer([brandId]) {
        const brand = market.brands[Number(brandId) - 1];
        return brand
          ? {
              brand: { brand_id: Number(brandId), brand_name: brand.brand, category: brand.category, role: brand.role },
            }
          : null;
      },
    },
  ];
}
