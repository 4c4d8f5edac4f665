/** Names for examples that work when typed: of the person's own data where there are any. */
import { currentProjects } from '../../domain/selection.ts';
import { clip, oneLine } from '../../render/blocks/mrkdwn.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';

export interface ExampleNames {
  /** One or two brands, quoted where the line needs it. */
  readonly brands: readonly [string, ...string[]];
  readonly project: string;
}

/** An own brand and a competitor of the first current project; placeholders while nothing is known. */
export function exampleNames(vocabulary: Vocabulary | null): ExampleNames {
  const project = vocabulary ? currentProjects(vocabulary.catalog.projects)[0] : undefined;
  const members = new Set(project?.brands);
  const brands = vocabulary?.catalog.brands.filter(({ brand }) => members.has(brand)) ?? [];
  const own = brands.find(({ role }) => role === 'own');
  const rival = brands.find(({ role }) => role === 'competitor');
  const names = [own, rival].flatMap((each) => (each ? [quoted(each.brand)] : []));
  const [first = '‹brand›', ...rest] = names;
  return { brands: [first, ...rest], project: project ? quoted(project.project) : '‹project›' };
}

/** Commas part names, and backticks would end the code they stand in. */
const quoted = (name: string): string => {
  const text = clip(oneLine(name).replaceAll('`', '’'), 60);
  return /[,;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
