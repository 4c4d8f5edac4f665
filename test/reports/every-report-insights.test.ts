/**
 * What every report of the catalogue tells first: the weightiest, each story once, at most seven, and what is new before what the
 * reader was told. A new report falls under it with its line in the catalogue.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { MOST_INSIGHTS, REPEATED } from '../../src/document/insights.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { topFindings } from '../../src/render/blocks/document-blocks.ts';
import { once, REPORT_IDS, type Ready, ready, runAll, storyOf } from '../support/every-report.ts';
import { worldData } from '../support/world-dataset.ts';

type Document = Ready['document'];

const OPTIONS = { depth: 'standard', extent: 'comprehensive' } as const;

const leadsOf = ({ insights, findings }: Document): Finding[] =>
  insights.map(({ finding }) => findings.find(({ id }) => id === finding)!);

/** The findings that the reader was told first, of which the next run knows. */
const toldOf = (document: Document): Finding[] => leadsOf(document).slice(0, Math.ceil(document.insights.length / 2));

/** Eight brands in each of two markets, so that some report has more to tell than anybody reads. */
const market = once(() => worldData({ brands: 8, periods: 48 }, { withOutcomes: true }));
const first = once(() => runAll(market(), OPTIONS));
const again = once(() => runAll(market(), OPTIONS));
const after = once(() => {
  const previous = REPORT_IDS.map((id) => [id, toldOf(ready(first().get(id)).document)] as const);
  return runAll(market(), OPTIONS, {}, Object.fromEntries(previous));
});
const documentsOf = (id: string): Document[] => [first, again, after].map((runs) => ready(runs().get(id)).document);

beforeAll(() => void [first(), again(), after()], 300_000);

describe.each(REPORT_IDS)('%s', (id) => {
  it('ranks what is supported by weight and puts it first', () => {
    const [document] = documentsOf(id);
    const { insights, findings } = document!;
    const leads = leadsOf(document!);
    expect(insights.length).toBeGreaterThan(0);
    expect(leads.map(({ grade }) => grade)).toEqual(leads.map(() => 'supported'));
    expect(insights.map(({ weight }) => weight)).toEqual(insights.map(({ weight }) => weight).sort((a, b) => b - a));
    expect(findings.filter(({ grade }) => grade === 'supported').slice(0, leads.length)).toEqual(leads);
  });

  it('tells no story twice, and whatever else is supported tells one of these again', () => {
    const [document] = documentsOf(id);
    const { insights, findings } = document!;
    const stories = leadsOf(document!).map(storyOf);
    expect(new Set(stories).size).toBe(stories.length);
    const known = new Set(insights.flatMap(({ finding, also }) => [finding, ...also]));
    expect(known.size).toBe(insights.reduce((sum, { also }) => sum + 1 + also.length, 0));
    const supported = findings.filter(({ grade }) => grade === 'supported');
    // Beyond seven stories there may be more; below, nothing that is supported is lost.
    if (insights.length < MOST_INSIGHTS) expect(supported.filter((finding) => !known.has(finding.id))).toEqual([]);
    const shown = topFindings(document!).filter(({ grade }) => grade === 'supported');
    expect(shown.map((finding) => finding.id)).toEqual(
      insights.flatMap(({ finding }) => (shown.some((each) => each.id === finding) ? [finding] : [])),
    );
  });

  it('says the same to a reader who was told nothing', () => {
    const [document, same] = documentsOf(id);
    expect(JSON.stringify(same) === JSON.stringify(document)).toBe(true);
  });

  it('tells first what the reader does not know', () => {
    const [document, , next] = documentsOf(id);
    const told = new Set(toldOf(document!).map((finding) => finding.id));
    const weights = new Map(document!.insights.map(({ finding, weight }) => [finding, weight]));
    const order = next!.insights.map(({ finding }) => finding);
    for (const { finding, weight } of next!.insights)
      if (told.has(finding)) expect(weight).toBeCloseTo(REPEATED * weights.get(finding)!, 12);
    // What is new stands before all that was told and is not four times its weight.
    for (const [place, finding] of order.entries())
      if (told.has(finding))
        for (const later of order.slice(place + 1))
          if (!told.has(later) && weights.has(later))
            expect(weights.get(later)!).toBeLessThanOrEqual(REPEATED * weights.get(finding)!);
    // Nothing else is computed or said otherwise.
    const claims = ({ findings }: Document): string[] => findings.map(({ claim }) => claim).sort();
    expect(claims(next!)).toEqual(claims(document!));
    expect(next!.verdict).toEqual(document!.verdict);
  });
});

it('an earlier run changes what comes first in nearly all reports', () => {
  const changed = REPORT_IDS.filter((id) => {
    const [document, , next] = documentsOf(id);
    return next!.findings[0]!.id !== document!.findings[0]!.id;
  });
  // A single story, or one that outweighs all others four times, stays.
  expect(changed.length).toBeGreaterThanOrEqual(REPORT_IDS.length - 2);
});

it('seven is fewer than what some report could tell', () => {
  const counts = REPORT_IDS.map((id) => {
    const { insights, findings } = documentsOf(id)[0]!;
    const known = new Set(insights.flatMap(({ finding, also }) => [finding, ...also]));
    const beyond = findings.filter(({ id: each, grade }) => grade === 'supported' && !known.has(each)).length;
    return { insights: insights.length, beyond };
  });
  expect(Math.max(...counts.map(({ insights }) => insights))).toBe(MOST_INSIGHTS);
  expect(counts.filter(({ insights, beyond }) => insights === MOST_INSIGHTS && beyond > 0)).not.toEqual([]);
});
