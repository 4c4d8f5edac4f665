/** The components of equity against the score: asked below a part that is supported for the whole, all brands together. */
import type { LinkMarket } from '../../../analytics/outcome-link/units.ts';
import type { Grading, Hypothesis, TestedHypothesis } from '../../../document/grading.ts';
import type { OutcomeSeries, SpendRow } from '../../../domain/dataset.ts';
import { KNOWN_OUTCOMES } from '../../../domain/outcome.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { type LinkRequest, type LinkTests, linkTestsOf } from '../../outcome-link/link-tests.ts';
import type { ComponentLink, MeasuredEquity } from './analysis.ts';

export interface ComponentTests {
  /** The hypotheses of the whole with those of the components below them. */
  readonly hypotheses: readonly Hypothesis[];
  describe(grading: Grading, link: LinkAnalysis): ComponentLink[];
}

/** @param whole the link of the composite, whose sections are the parents */
export function componentTestsOf(
  whole: LinkTests,
  equity: MeasuredEquity,
  markets: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
  request: Pick<LinkRequest, 'level' | 'rng' | 'subjects' | 'computed' | 'standsFor'>,
): ComponentTests {
  // Made only when a part of the score is supported for the whole.
  let made: readonly LinkTests[] | null = null;
  const tests = (): readonly LinkTests[] => {
    made ??= equity.components.map(({ component }) =>
      linkTestsOf(markets, data, {
        ...request,
        outcome: KNOWN_OUTCOMES.find(({ outcome }) => outcome === component)!,
        scale: 'logit',
        depth: 'pooled',
        units: {},
      }),
    );
    return made;
  };
  return {
    hypotheses: whole.hypotheses.map((hypothesis, at): Hypothesis => {
      if ('anyOf' in hypothesis) return hypothesis;
      const tested: TestedHypothesis = hypothesis;
      return {
        ...tested,
        children: () => [
          ...(tested.children?.() ?? []),
          // What equity leads is not asked component by component.
          ...(whole.link === null || whole.link.direction(at).verdict === 'follows'
            ? []
            : tests().flatMap(({ hypotheses }) => hypotheses[at] ?? [])),
        ],
      };
    }),
    describe: ({ findings }, link) =>
      equity.components.flatMap(({ component, label }): ComponentLink[] =>
        findings.some(({ id }) => id.startsWith(`association:${component}:`))
          ? [
              {
                component,
                label,
                link: {
                  ...link,
                  outcome: component,
                  label,
                  outcomeScale: 'logit',
                  unit: 'pp per point',
                  units: {},
                  predictors: [],
                  total: null,
                  // How restless one component is was not asked.
                  noise: null,
                },
              },
            ]
          : [],
      ),
  };
}
