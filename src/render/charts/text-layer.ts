/**
 * Text of an SVG canvas as whole `<text>` elements. Skia's own SVG output places every glyph by itself, splits words at
 * font changes and drops what its fonts lack; a browser shapes whole labels better, and readers can search and copy them.
 */
import type { SKRSContext2D } from '@napi-rs/canvas';

const ANCHORS: Readonly<Record<string, string>> = { left: 'start', start: 'start', center: 'middle' };

/** Hundredths of a px. */
const round = (value: number) => String(Math.round(value * 100) / 100 + 0);

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');
}

/** Weight and size of a canvas font, e.g. `600 12px "Inter"`. */
function fontOf(font: string): { weight: string; size: string } {
  const match = /^(?:normal )?(\d+|normal|bold) ([\d.]+)px/.exec(font);
  if (!match) throw new RangeError(`The canvas font "${font}" names no weight and size in px`);
  return { weight: match[1]!, size: match[2]! };
}

/**
 * A light box behind a text in place of its halo: printed with an edge, a text stands twice in a PDF, and whoever
 * searches or copies it finds it twice.
 */
function drawGround(context: SKRSContext2D, text: string, x: number, y: number): void {
  const width = context.measureText(text).width;
  const shift = { left: 0, start: 0, center: width / 2 }[context.textAlign as string] ?? width;
  const size = Number(fontOf(context.font).size);
  const pad = context.lineWidth / 2;
  context.save();
  context.fillStyle = context.strokeStyle;
  context.globalAlpha = 0.82;
  context.fillRect(x - shift - pad, y - size * 0.8, width + 2 * pad, size * 1.02);
  context.restore();
}

export class TextLayer {
  readonly #elements: string[] = [];

  /** Takes over `fillText`, and `strokeText`, which here only makes halos; everything else still draws. */
  constructor(context: SKRSContext2D) {
    context.strokeText = (text, x, y) => drawGround(context, text, x, y);
    context.fillText = (text, x, y) => {
      this.#elements.push(this.#element(context, text, x, y));
    };
  }

  #element(context: SKRSContext2D, text: string, x: number, y: number): string {
    if (context.textBaseline !== 'alphabetic')
      throw new RangeError(`Texts are drawn on their baseline, not "${context.textBaseline}"`);
    const { weight, size } = fontOf(context.font);
    const { a, b, c, d, e, f } = context.getTransform();
    const plain = a === 1 && b === 0 && c === 0 && d === 1;
    const attributes = [
      plain ? `x="${round(x + e)}" y="${round(y + f)}"` : `x="${round(x)}" y="${round(y)}"`,
      plain ? '' : `transform="matrix(${[a, b, c, d, e, f].map(round).join(' ')})"`,
      `font-size="${size}"`,
      weight === '400' || weight === 'normal' ? '' : `font-weight="${weight}"`,
      `fill="${escapeXml(String(context.fillStyle))}"`,
      context.textAlign === 'left' || context.textAlign === 'start'
        ? ''
        : `text-anchor="${ANCHORS[context.textAlign] ?? 'end'}"`,
    ];
    return `<text ${attributes.filter((attribute) => attribute !== '').join(' ')}>${escapeXml(text)}</text>`;
  }

  /**
   * The drawing with its texts on top, scalable (viewBox), without an XML declaration, ready to stand in HTML. `prefix`
   * keeps the ids of its clip paths apart from those of other drawings on the page.
   */
  compose(drawing: string, width: number, height: number, fontStack: string, prefix: string): string {
    // Skia counts its ids through the life of the process: they are counted anew here, so that bytes repeat.
    const ids = new Map<string, string>();
    const renamed = (id: string) => {
      if (!ids.has(id)) ids.set(id, `${prefix}-${ids.size + 1}`);
      return ids.get(id)!;
    };
    const body = drawing
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${renamed(id)}"`)
      .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${renamed(id)})`);
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${round(width)}" height="${round(height)}" ` +
      `viewBox="0 0 ${round(width)} ${round(height)}">${body}` +
      `<g font-family="${escapeXml(fontStack)}" xml:space="preserve">${this.#elements.join('')}</g></svg>`
    );
  }
}
