/** What tests of reports read from a document. */
import type { Document } from '../../src/document/document.ts';
import type { Finding } from '../../src/domain/finding.ts';

export const supported = ({ findings }: Document): Finding[] => findings.filter(({ grade }) => grade === 'supported');

export function found({ findings }: Document, id: string): Finding {
  const finding = findings.find((each) => each.id === id);
  if (!finding) throw new Error(`no finding ${id} among ${findings.map((each) => each.id).join(', ')}`);
  return finding;
}

/** Ids of what was tested. */
export const tested = ({ findings }: Document): string[] =>
  findings.filter(({ grade }) => grade !== null).map(({ id }) => id);

/** Ids of the pages, in their order. */
export const pages = ({ sections, appendix }: Document): string[] => [...sections, ...appendix].map(({ id }) => id);

/** Ids of the tables, or the charts, that pages show and do not only keep for the files. */
export const shown = ({ sections, appendix }: Document, what: 'table' | 'chart' = 'table'): string[] =>
  [...sections, ...appendix].flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.type !== what ? [] : block.type === 'table' ? [block.table] : block.type === 'chart' ? [block.chart] : [],
    ),
  );

/** All that is said of the findings, without the names of the lists (one of which is called drivers). */
export const said = ({ title, verdict, sections, kpis, summary, recommendations }: Document): string =>
  JSON.stringify([title, verdict, sections, kpis, [...summary.drivers, ...summary.risks], recommendations]);

/** Width of a finding's interval. */
export function widthOf(document: Document, id: string): number {
  const [from, to] = found(document, id).interval!;
  return to - from;
}
