/** Ground of a picture: white, with hairline frame, title, subtitle and notes on screen; notes only on paper. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText, LINE_HEIGHT, wrap, wrapEvenly } from '../text.ts';

export interface Frame {
  readonly title: readonly string[];
  readonly titlePx: number;
  readonly subtitle: readonly string[];
  readonly notes: readonly string[];
  /** Where the plot may begin and must end. */
  readonly top: number;
  readonly bottom: number;
}

const TITLE_SIZES = [1, 0.93, 0.86];

/** Title (the finding) and subtitle above, notes below: what is written and how much room it takes. */
export function frameOf(title: string, subtitle: string, notes: readonly string[], sheet: Sheet): Frame {
  const { px, margin, measure, width, height } = sheet;
  const inner = width - 2 * margin;
  const onScreen = sheet.medium === 'screen';
  // A title a little too long for one line is set smaller, a longer one in two even lines.
  const titlePx =
    TITLE_SIZES.map((share) => share * px.title).find((size) => measure(title, size, 600) <= inner) ?? px.title;
  const titleLines = onScreen ? wrapEvenly(title, inner, 2, titlePx, measure, 600) : [];
  const subtitleLines = onScreen ? wrapEvenly(subtitle, inner, 2, px.subtitle, measure) : [];
  const noteLines = wrap(notes.filter((note) => note !== '').join(' · '), inner, 2, px.small, measure);
  const heading =
    titleLines.length * titlePx * LINE_HEIGHT +
    subtitleLines.length * px.subtitle * LINE_HEIGHT +
    (onScreen ? px.subtitle * 0.9 : 0);
  const foot = noteLines.length > 0 ? noteLines.length * px.small * LINE_HEIGHT + px.small * 0.6 : 0;
  return {
    title: titleLines,
    titlePx,
    subtitle: subtitleLines,
    notes: noteLines,
    top: (onScreen ? margin * 0.8 : margin) + heading,
    bottom: height - (onScreen ? margin * 0.7 : margin) - foot,
  };
}

export function drawFrame(frame: Frame, sheet: Sheet): Plugin {
  const { px, margin, fontStack, width, height } = sheet;
  return drawing('frame', {
    beforeDraw({ ctx }) {
      ctx.save();
      ctx.fillStyle = COLOURS.paper;
      ctx.fillRect(0, 0, width, height);
      if (sheet.medium === 'screen') {
        ctx.strokeStyle = COLOURS.hairline;
        ctx.lineWidth = 2;
        ctx.strokeRect(1, 1, width - 2, height - 2);
      }
      ctx.restore();
      let y = sheet.medium === 'screen' ? margin * 0.8 : margin;
      const write = (lines: readonly string[], sizePx: number, weight: 400 | 600, colour: string) => {
        for (const line of lines) {
          drawText(ctx, fontStack, line, margin, y + (sizePx * LINE_HEIGHT) / 2, { sizePx, weight, colour });
          y += sizePx * LINE_HEIGHT;
        }
      };
      write(frame.title, frame.titlePx, 600, COLOURS.ink);
      y += px.subtitle * 0.1;
      write(frame.subtitle, px.subtitle, 400, COLOURS.muted);
      y = height - (sheet.medium === 'screen' ? margin * 0.7 : margin) - frame.notes.length * px.small * LINE_HEIGHT;
      write(frame.notes, px.small, 400, COLOURS.muted);
    },
  });
}
