/** Clusters and components. */

import { mean } from '../../../analytics/stats/describe.ts';
import {
  calinskiHarabasz,
  clusterAgreement,
  daviesBouldin,
  silhouettes,
} from '../../../analytics/stats/multivariate/cluster-quality.ts';
import { dbscan } from '../../../analytics/stats/multivariate/dbscan.ts';
import { hierarchicalClusters, type Linkage } from '../../../analytics/stats/multivariate/hierarchical.ts';
import { kMeans } from '../../../analytics/stats/multivariate/k-means.ts';
import { principalComponents } from '../../../analytics/stats/multivariate/principal-components.ts';
import { createRng } from '../../../domain/rng.ts';
import { type Json, type Kinds, type Mismatch, number, numbers, rows } from '../case.ts';
import { compare, sameUpToNames } from '../compare.ts';

type Fields = Record<string, Json>;

const sizes = (labels: readonly number[]): number[] =>
  [...new Set(labels)].map((label) => labels.filter((other) => other === label).length).sort((a, b) => a - b);

export const clusters: Kinds = {
  kmeans: {
    answer: ({ input, expected }) => {
      const X = rows(input.X);
      return Object.fromEntries(
        Object.keys(expected).map((k) => {
          const best = kMeans(X, Number(k), { rng: createRng(1) });
          if (best === null) return [k, null];
          const quality = silhouettes(X, best.labels);
          return [
            k,
            {
              inertia: best.inertia,
              sizes_sorted: sizes(best.labels),
              silhouette: quality && mean(quality),
              calinski_harabasz: calinskiHarabasz(X, best.labels),
              davies_bouldin: daviesBouldin(X, best.labels),
            },
          ];
        }),
      );
    },
    // "inertia <= reference·(1 + 1e-4) is a pass; lower is better": a lower optimum has other sizes and qualities.
    compare: (got, c) =>
      Object.entries(c.expected as Record<string, Fields>).flatMap(([k, wanted]): Mismatch[] => {
        const answer = (got as Record<string, { inertia: number } | null>)[k];
        const limit = (wanted.inertia as number) * (1 + 1e-4);
        if (answer == null || !(answer.inertia <= limit))
          return [{ field: `${k}.inertia`, got: answer?.inertia ?? null, expected: wanted.inertia! }];
        const better = answer.inertia < (wanted.inertia as number) * (1 - 1e-9) - 1e-12;
        return better ? [] : compare(answer, wanted, { abs: c.tol.abs, rel: c.tol.rel }, k);
      }),
  },
  silhouette: {
    answer: ({ input, expected }) => {
      const [X, labels] = [rows(input.X), numbers(input.labels)];
      const each = silhouettes(X, labels);
      return {
        mean: each && mean(each),
        first10: each?.slice(0, numbers(expected.first10).length),
        calinski_harabasz: calinskiHarabasz(X, labels),
        davies_bouldin: daviesBouldin(X, labels),
      };
    },
  },
  cluster_agreement: {
    answer: ({ input }) => {
      const agreement = clusterAgreement(numbers(input.a), numbers(input.b));
      return agreement && { ari: agreement.adjustedRand, nmi_arithmetic: agreement.normalisedMutualInformation };
    },
  },
  hierarchical: {
    answer: ({ input, expected }) =>
      Object.fromEntries(
        Object.keys(expected).map((linkage) => {
          const tree = hierarchicalClusters(rows(input.X), linkage as Linkage);
          if (tree === null) return [linkage, null];
          const labels = tree.cut(3);
          return [
            linkage,
            {
              heights: tree.merges.map((merge) => merge.height),
              cophenetic_corr: tree.copheneticCorrelation,
              sizes_k3_sorted: sizes(labels),
              labels_k3: labels,
            },
          ];
        }),
      ),
    compare: (got, c) =>
      Object.entries(c.expected as Record<string, Fields>).flatMap(([linkage, wanted]): Mismatch[] => {
        const answer = (got as Record<string, { labels_k3: number[] } | null>)[linkage];
        const { labels_k3: labels, ...rest } = wanted;
        const same = answer != null && sameUpToNames(answer.labels_k3, numbers(labels));
        return [
          ...compare(answer, rest, c.tol, linkage),
          ...(same ? [] : [{ field: `${linkage}.labels_k3`, got: answer?.labels_k3 ?? null, expected: labels! }]),
        ];
      }),
  },
  dbscan: {
    answer: ({ input, params }) => {
      const found = dbscan(rows(input.X), { radius: number(params.eps), neighbours: number(params.min_samples) });
      return {
        n_clusters: found.clusters,
        n_noise: found.labels.filter((label) => label < 0).length,
        core_count: found.core.filter(Boolean).length,
        labels: found.labels,
        core: found.core,
      };
    },
    // "labels up to permutation; border points may differ": core rows and noise must agree.
    compare: (got, c) => {
      const answer = got as { labels: number[]; core: boolean[] };
      const { labels, ...rest } = c.expected;
      const settled = answer.labels.map((label, i) => answer.core[i] || label < 0 || numbers(labels)[i]! < 0);
      const keep = (list: readonly number[]): number[] => list.filter((_, i) => settled[i]);
      const same = sameUpToNames(keep(answer.labels), keep(numbers(labels)));
      return [
        ...compare(answer, rest, c.tol),
        ...(same ? [] : [{ field: 'labels', got: answer.labels, expected: labels! }]),
      ];
    },
  },
  pca: {
    answer: ({ input }) => {
      const pca = principalComponents(rows(input.X));
      return (
        pca && {
          explained_variance: pca.variances,
          ratio: pca.shares,
          abs_loading_pc1: pca.loadings[0]!.map(Math.abs),
        }
      );
    },
  },
};
