/** What several documents say together: each thing once, the weightiest insights first. */
import type { Document, Recommendation } from '../../document/document.ts';

export interface Merged<T> {
  readonly item: T;
  /** Weight of the insight that it rests on; 0 without one. */
  readonly weight: number;
}

interface Reading<T> {
  readonly items: (document: Document) => readonly T[];
  /** Findings and tables that it rests on; the first is what it states. */
  readonly refs: (item: T) => readonly string[];
  /** What it says of that: its figure. */
  readonly says: (item: T) => string;
  /** All it says: of what rests on no finding, such as a caveat, the same words are the same thing. */
  readonly words: (item: T) => string;
}

interface Ranked<T> extends Merged<T> {
  readonly key: string;
  /** The insight that it tells of, or itself. */
  readonly story: string;
  readonly place: number;
}

/** Tables of one id hold other rows in another report; findings of one id are the same. */
const findingOf = (refs: readonly string[]): string | undefined => refs.find((ref) => !ref.startsWith('table:'));

function read<T>(document: Document, { items, refs, says, words }: Reading<T>): Ranked<T>[] {
  return items(document).map((item, place): Ranked<T> => {
    const rests = refs(item);
    const stated = findingOf(rests);
    const insight = document.insights.find(({ finding, also }) => [finding, ...also].some((id) => rests.includes(id)));
    const key = stated === undefined ? words(item) : JSON.stringify([stated, says(item)]);
    return { item, key, story: insight?.finding ?? key, weight: insight?.weight ?? 0, place };
  });
}

/**
 * One item of every insight by the insight's weight, then the second ones. Of equal weight: by the place in their own
 * documents, then in the order of the documents.
 */
export function mergeByWeight<T>(documents: readonly Document[], reading: Reading<T>): Merged<T>[] {
  const all = documents
    .flatMap((document) => read(document, reading))
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  const keys = new Set<string>();
  const ofStory = new Map<string, number>();
  return all
    .filter(({ key }) => !keys.has(key) && keys.add(key))
    .map((each) => {
      const turn = ofStory.get(each.story) ?? 0;
      ofStory.set(each.story, turn + 1);
      return { each, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ each: { item, weight } }) => ({ item, weight }));
}

/** One thing to do, whichever outcome it is done for. */
const doing = ({ subject: { outcome: _, ...rest } }: Recommendation): string =>
  JSON.stringify([rest.project, rest.brand, rest.section, rest.platform, rest.metric]);

/** Actions by the weight of what they rest on, those behind that take longer than anybody plans for. */
export function mergeActions(documents: readonly Document[]): Recommendation[] {
  const actions = mergeByWeight(documents, {
    items: ({ recommendations }) => recommendations,
    refs: ({ finding }) => [finding],
    says: doing,
    words: ({ action }) => action,
  }).map(({ item }) => item);
  const inTime = [
    ...actions.filter((action) => action.inTime !== false),
    ...actions.filter(({ inTime: is }) => is === false),
  ];
  const done = new Set<string>();
  return inTime.filter((action) => !done.has(doing(action)) && done.add(doing(action)));
}
