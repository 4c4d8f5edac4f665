/**
 * Sectional Score Deep Dive Analysis: which section carries or drags each brand?
 * profiles.ts says what each section is like, leads.ts and segments.ts ask what goes together; the other files speak.
 */
import { paceOf } from '../../analytics/scores/headroom.ts';
import { rollUp, toNullable } from '../../analytics/scores/roll-up.ts';
import { median } from '../../analytics/stats/describe.ts';
import type { Document } from '../../document/document.ts';
import type { Hypothesis, TestedHypothesis } from '../../document/grading.ts';
import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import { PAST_OPTIONS, TARGET_SCORE } from '../options.ts';
import { defineReport } from '../report.ts';
import { describeMarkets } from '../shared/market/markets.ts';
import { sectionParts } from '../shared/market/score-parts.ts';
import { assemble, type Identity } from '../shared/page/assemble.ts';
import { risksOf } from '../shared/page/risks.ts';
import { anyOfTests } from '../shared/tests/any-of-tests.ts';
import { followUp, grade, TestIndex } from '../shared/tests/grade.ts';
import { scoreTestsOf } from '../shared/tests/score-tests.ts';
import { createWording } from '../shared/words/wording.ts';
import { recommendationsOf } from './sectional-deep-dive/actions.ts';
import type { SectionAnalysis, SectionMarket } from './sectional-deep-dive/analysis.ts';
import { driversOf } from './sectional-deep-dive/drivers.ts';
import { findingsOf, tellSections } from './sectional-deep-dive/findings.ts';
import { headlineOf } from './sectional-deep-dive/headline.ts';
import { LEAD_UNIT, leadHypotheses, leadId } from './sectional-deep-dive/leads.ts';
import { definitionsOf, methodOf } from './sectional-deep-dive/method.ts';
import { profileOf } from './sectional-deep-dive/profiles.ts';
import { pagesOf } from './sectional-deep-dive/sections.ts';
import { segmentQuestion } from './sectional-deep-dive/segments.ts';
import { kpisOf } from './sectional-deep-dive/tiles.ts';

const IDENTITY = {
  id: 'sectional-deep-dive',
  title: 'Sectional Score Deep Dive Analysis',
  category: 'dc-score',
} as const satisfies Identity;

export const sectionalDeepDive = defineReport({
  ...IDENTITY,
  question: 'Which section carries or drags each brand?',
  needs: {
    tables: ['projects', 'brands', 'metrics', 'weights', 'scores', 'events'],
    outcomes: [],
    brands: { subject: 1, peers: 0 },
    periods: 2,
  },
  options: [...PAST_OPTIONS, TARGET_SCORE],
  adds: {
    depth: {
      basic: 'section scores, what each section carries, platforms and metrics, changes of sections with their tests',
      standard:
        'adds trends, lasting steps and odd periods of sections, shares of the ups and downs, opportunities and actions, groups of brands',
      detailed: 'adds which section leads which, real changes down to platform and metric',
    },
    extent: {
      summary: 'page 1, what carries and drags, movement of the sections',
      standard:
        'adds section scores of all brands, steps and odd periods, leads between sections, where the ups and downs come from, opportunities by section, best and worst parts',
      comprehensive: 'adds all platforms, full section histories, groups in figures, up to five actions',
    },
  },

  analyse(data, ctx): SectionAnalysis {
    const { depth, confidence } = ctx.options;
    const goal = ctx.options.target > 0 ? { target: ctx.options.target } : {};
    const withHistory = depth !== 'basic';
    const isDetailed = depth === 'detailed';
    const plan = { detail: isDetailed, rng: ctx.rng, level: confidence };
    const settings = { withVolatility: false, withHeadroom: withHistory, level: confidence, ...goal };
    const hypotheses: Hypothesis[] = [];
    const tests = new TestIndex();
    const sectionMarkets: SectionMarket[] = [];
    const leadTests: TestedHypothesis[] = [];
    const withoutOne = new Map<string, readonly [number, number]>();
    const { markets: selected } = ctx.selection;
    const { markets, absent } = describeMarkets(data, ctx, settings, ({ ground, facts }, i) => {
      const { history } = ground;
      const { project } = facts;
      const stage = (name: string, share: number): void =>
        ctx.progress(`${name} of ${project}`, 0.1 + 0.8 * ((i + share) / selected.length));
      const parts = sectionParts(history);
      for (const [s, subject] of facts.subjects.entries()) {
        stage(`sections of ${subject.brand}`, (0.6 * s) / facts.subjects.length);
        const own = scoreTestsOf(ground, subject, plan);
        tests.add(project, subject.brand, own);
        const about = { subject: { project, brand: subject.brand } };
        if (own.canCompare)
          hypotheses.push(
            anyOfTests(
              {
                ...about,
                id: `section-changes:${project}:${subject.brand}`,
                kind: 'difference',
                measure: 'Section scores, change of the window',
                test: 'differences of window means',
                unit: 'points',
              },
              parts.map(own.difference),
              confidence,
            ),
          );
        if (!withHistory) continue;
        hypotheses.push(
          anyOfTests(
            {
              ...about,
              id: `section-trends:${project}:${subject.brand}`,
              kind: 'movement',
              measure: 'Section scores, trend over the history',
              test: 'trend regressions',
              unit: 'points a year',
            },
            parts.map(own.movement),
            confidence,
          ),
          own.search('level-shift', parts, 'Section scores'),
          own.search('anomaly', parts, 'Section scores'),
        );
      }
      stage('groups', 0.6);
      const groups = withHistory ? segmentQuestion(facts, ctx.rng) : null;
      if (groups) hypotheses.push(groups.hypothesis);
      stage('leads between sections', 0.7);
      const questions = isDetailed
        ? leadHypotheses(
            ground,
            ctx.rng,
            facts.subjects.map(({ brand }) => brand),
          )
        : null;
      if (questions !== null && questions.tests.length > 0) {
        const question = anyOfTests(
          {
            id: `leads:${project}`,
            kind: 'association',
            subject: { project },
            measure: 'Changes of one section before changes of another, all brands',
            test: 'pooled regressions of changes',
            unit: LEAD_UNIT,
          },
          questions.tests,
          confidence,
        );
        hypotheses.push(question);
        leadTests.push(...(question.anyOf as readonly TestedHypothesis[]));
        for (const [id, range] of questions.withoutOne) withoutOne.set(id, range);
      }
      const season = PERIODS_PER_YEAR[facts.frequency];
      const paces = withHistory ? history.metrics.map((_, m) => paceOf(history, m, season)) : [];
      const paths = history.sections.map((_, s) =>
        history.brands.map((_brand, b) => toNullable(rollUp(history, b, (m) => history.sectionOf[m] === s).values)),
      );
      sectionMarkets.push({
        project,
        profiles: facts.subjects.map(({ brand }) =>
          profileOf(ground, brand, { withHistory, level: confidence, paces, ...goal }),
        ),
        paths: paths.map((brands) => facts.subjects.map(({ brand }) => brands[history.brands.indexOf(brand)]!)),
        medians: paths.map((brands) =>
          history.periods.map((_, t) => median(brands.map((values) => values[t] ?? null))),
        ),
        segments: groups?.segments ?? null,
        segmentsMissing: groups?.missing ?? null,
        leads: [],
      });
    });
    ctx.progress('grading', 0.9);
    const { findings, family } = grade(hypotheses, confidence);
    const evidence = new Map(leadTests.map((test) => [test.id, test.evidence(confidence)]));
    return {
      markets: markets.map(({ facts }) => facts),
      absent,
      graded: findings,
      family,
      ...followUp(findings, tests, withHistory),
      sectionMarkets: sectionMarkets.map((each, i) => {
        const { sections } = markets[i]!.facts;
        return {
          ...each,
          leads: sections.flatMap((from) =>
            sections.flatMap((to) => {
              const finding = leadId(each.project, from, to);
              const found = evidence.get(finding);
              if (!found) return [];
              return [
                {
                  from,
                  to,
                  finding,
                  estimate: found.estimate,
                  lag: found.lag ?? null,
                  p: found.p,
                  withoutOneBrand: withoutOne.get(finding) ?? null,
                },
              ];
            }),
          ),
        };
      }),
    };
  },

  present(analysis, ctx): Document {
    const words = createWording(analysis, ctx.options, ctx.locale);
    const all = findingsOf(analysis, words);
    const findings = new Map(all.map((finding) => [finding.id, finding]));
    const { title, verdict, about } = headlineOf(analysis, findings, all, words);
    return assemble(IDENTITY, analysis, ctx, {
      title,
      verdict,
      kpis: kpisOf(analysis, findings, words),
      drivers: driversOf(analysis, all, words),
      risks: risksOf(analysis, all, words),
      ...tellSections(analysis, all, ctx.previous),
      recommendations: recommendationsOf(analysis, words),
      ...pagesOf(analysis, findings, all, about, words),
      method: methodOf(analysis, words),
      definitions: definitionsOf(words),
    });
  },
});
