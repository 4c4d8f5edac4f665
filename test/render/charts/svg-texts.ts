/** Reads the texts of a chart's SVG with the boxes they take, measured in the fonts they are drawn in. */
import { measureWith, type Weight } from '../../../src/render/charts/text.ts';
import { registerFonts } from '../../../src/render/fonts.ts';

export interface SvgText {
  readonly text: string;
  readonly sizePx: number;
  readonly left: number;
  readonly right: number;
  /** Top of the capitals and the baseline. */
  readonly top: number;
  readonly bottom: number;
}

const plainText = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

export function svgTexts(svg: string): SvgText[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, escaped]) => {
    const values = new Map([...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const text = plainText(escaped!);
    const sizePx = Number(values.get('font-size'));
    const width = measureWith(registerFonts(text))(text, sizePx, Number(values.get('font-weight') ?? 400) as Weight);
    const share = { middle: 0.5, end: 1 }[values.get('text-anchor') ?? ''] ?? 0;
    const [x, y] = [Number(values.get('x')), Number(values.get('y'))];
    const left = x - width * share;
    return { text, sizePx, left, right: left + width, top: y - sizePx * 0.73, bottom: y };
  });
}

export function svgSize(svg: string): { width: number; height: number } {
  const [, width, height] = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}
