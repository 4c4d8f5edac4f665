/** Chart.js on a canvas without a browser: PNG through chartjs-node-canvas, SVG through the same Chart.js on Skia's SVG canvas. */
import { type Canvas, createCanvas, type SKRSContext2D, SvgExportFlag } from '@napi-rs/canvas';
import type { ChartConfiguration, ChartItem } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { FONT_STACK } from '../fonts.ts';
import { SCREEN_SIZE } from './sheet.ts';
import { TextLayer } from './text-layer.ts';

/**
 * chartjs-node-canvas with @napi-rs/canvas in place of `canvas`: its own `renderToBuffer` expects node-canvas callbacks,
 * and its `type: 'svg'` a canvas kind that Skia has not.
 */
class ChartCanvas extends ChartJSNodeCanvas {
  /** The picture as PNG bytes, encoded off the main thread. */
  async renderPng(config: ChartConfiguration): Promise<Uint8Array> {
    // biome-ignore lint/complexity/useLiteralKeys: the method is private; only an indexed access may reach it.
    const chart = this['renderChart'](config);
    try {
      return await (chart.canvas as unknown as Canvas).encode('png');
    } finally {
      chart.destroy();
    }
  }

  /** The picture as SVG: shapes by Skia, texts as `<text>` elements on top of them. */
  renderSvg(config: ChartConfiguration, width: number, height: number, prefix: string): string {
    const canvas = createCanvas(width, height, SvgExportFlag.NoPrettyXML);
    // Chart.js sets the size of a canvas through its style.
    Object.assign(canvas, { style: {} });
    const context: SKRSContext2D = canvas.getContext('2d');
    const texts = new TextLayer(context);
    const chart = new this._chartJs(context as unknown as ChartItem, config);
    chart.destroy();
    return texts.compose(canvas.getContent().toString('utf8'), width, height, FONT_STACK, prefix);
  }
}

let canvas: ChartCanvas | null = null;

export function chartCanvas(): ChartCanvas {
  canvas ??= new ChartCanvas({ ...SCREEN_SIZE });
  return canvas;
}
