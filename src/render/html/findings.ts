/** The pages after the first: one finding per block, half-width sections side by side. */
import type { Block, Section } from '../../document/document.ts';
import { type Chapter, chartOf, csvName, idOf, tableOf } from './chapter.ts';
import { chartFigure, FULL_WIDTH, HALF_WIDTH, OVER_TIME_HEIGHT } from './chart-figure.ts';
import { gradeMark } from './marks.ts';
import { heading, type Markup, markup } from './markup.ts';
import { tieStatistics } from './numbers.ts';
import { paperRowCount, ROWS_KEPT_TOGETHER, tableMarkup } from './table.ts';

function blockMarkup(chapter: Chapter, block: Block, section: Section, half: boolean): Markup {
  const { document } = chapter;
  switch (block.type) {
    case 'chart': {
      const spec = chartOf(document, block.chart);
      if (spec === undefined) return markup``;
      const isLow = chapter.medium === 'paper' && !half && spec.kind === 'lines';
      const size = { width: half ? HALF_WIDTH : FULL_WIDTH, ...(isLow ? { height: OVER_TIME_HEIGHT } : {}) };
      return chartFigure(chapter, spec, size, section.id, section.heading);
    }
    case 'table': {
      const table = tableOf(document, block.table);
      if (table === undefined) return markup``;
      return tableMarkup(table, {
        locale: document.locale,
        complete: chapter.medium === 'web',
        csvName: csvName(document, table.id),
        titled: section.heading.includes(table.title),
      });
    }
    case 'text':
      return markup`<p class="sentences">${block.sentences.map((sentence) => sentence.text).join(' ')}</p>`;
    case 'evidence':
      return markup`<p class="evidence">${gradeMark(block.grade)} ${tieStatistics(block.text)}</p>`;
    case 'missing':
      return markup`<div class="missing"><p><strong>Not shown: the data do not allow it.</strong></p><dl><dt>Needs</dt><dd>${block.need}</dd><dt>Has</dt><dd>${block.have}</dd><dt>To get it</dt><dd>${block.fix}</dd></dl></div>`;
  }
}

function rowsOf(chapter: Chapter, section: Section): number {
  return section.blocks.reduce((rows, block) => {
    const table = block.type === 'table' ? tableOf(chapter.document, block.table) : undefined;
    return rows + (table === undefined ? 0 : chapter.medium === 'web' ? table.rows.length : paperRowCount(table));
  }, 0);
}

export const sectionId = (chapter: Chapter, section: Section): string => idOf(chapter, 's', section.id);

export function sectionMarkup(chapter: Chapter, section: Section, level: number, half = false): Markup {
  return markup`<section class="finding${half ? ' half' : ''}">${heading(level, section.heading, { id: sectionId(chapter, section) })}
${section.blocks.map((block) => blockMarkup(chapter, block, section, half))}</section>`;
}

/** Sections in order; two neighbouring `half` ones share a row, a lone one takes the whole width. */
export function sectionsMarkup(chapter: Chapter, sections: readonly Section[], level: number): Markup {
  const rows: Markup[] = [];
  const isHalf = (section: Section | undefined): section is Section =>
    section?.width === 'half' && rowsOf(chapter, section) <= ROWS_KEPT_TOGETHER;
  for (let i = 0; i < sections.length; i += 1) {
    const section = sections[i]!;
    const next = sections[i + 1];
    if (isHalf(section) && isHalf(next)) {
      rows.push(
        markup`<div class="pair">${sectionMarkup(chapter, section, level, true)}${sectionMarkup(chapter, next, level, true)}</div>`,
      );
      i += 1;
    } else rows.push(sectionMarkup(chapter, section, level));
  }
  return markup`${rows}`;
}
