/** Pictures and vector figures of every sample: not blank, repeatable, framed, with real text, as looked at and approved. */
import { describe, expect, it } from 'vitest';
import type { ChartKind, ChartSpec } from '../../../src/document/chart.ts';
import { renderChart, renderChartPng, renderChartSvg } from '../../../src/render/charts/render-chart.ts';
import { DEFAULT_THEME } from '../../../src/render/palette.ts';
import { differingShare, golden, readPng } from './pixels.ts';
import {
  awkwardBars,
  brandMap,
  fortyBars,
  GOLDEN,
  heatmap,
  lines,
  rankedBars,
  ranks,
  SAMPLES,
  smallMultiples,
  waterfall,
} from './samples.ts';
import { svgTexts } from './svg-texts.ts';

const samples = Object.entries(SAMPLES);
const paper = (spec: ChartSpec, width = 700) => renderChartSvg(spec, DEFAULT_THEME, { width });
const textsOf = (spec: ChartSpec, width?: number) => svgTexts(paper(spec, width)).map(({ text }) => text);

describe('pictures', () => {
  it.each(samples)('%s is 1200 × 675, opaque, framed and not blank', async (_, spec) => {
    const { width, height, data } = readPng(await renderChartPng(spec));
    expect([width, height]).toEqual([1200, 675]);
    const pixels = Array.from({ length: width * height }, (__, i) => data.readUInt32BE(i * 4));
    expect(pixels.every((pixel) => (pixel & 0xff) === 0xff)).toBe(true);
    const white = pixels.filter((pixel) => pixel === 0xffffffff).length / pixels.length;
    expect(white).toBeGreaterThan(0.3);
    expect(white).toBeLessThan(0.97);
    // The hairline frame runs along all four edges.
    for (const [x, y] of [
      [600, 1],
      [600, 674],
      [1, 300],
      [1198, 300],
    ] as const)
      expect(pixels[y * width + x]).toBe(0xd8dee4ff);
  });

  it.each(GOLDEN)('%s looks as approved', async (name) => {
    const approved = golden(name);
    expect(approved, 'run scripts/update-chart-goldens.ts and look at the picture').not.toBeNull();
    // Skia blends edges with the vector instructions a processor has: a few border pixels may differ between machines.
    expect(differingShare(await renderChartPng(SAMPLES[name]!), approved!)).toBeLessThan(0.001);
  });

  it('every kind of chart has an approved picture', () => {
    // Exhaustive by its type: a new kind does not compile without its place here.
    const kinds: Readonly<Record<ChartKind, true>> = {
      areas: true,
      'dot-plot': true,
      heatmap: true,
      lines: true,
      'ranked-bars': true,
      scatter: true,
      'small-multiples': true,
      waterfall: true,
    };
    const approved = GOLDEN.filter((name) => golden(name) !== null).map((name) => SAMPLES[name]!.kind);
    expect([...new Set(approved)].sort()).toEqual(Object.keys(kinds).sort());
  });

  it('notices when a bar changes by one point', async () => {
    const changed = { ...rankedBars, bars: rankedBars.bars.map((bar, i) => (i === 1 ? { ...bar, value: 64.7 } : bar)) };
    expect(differingShare(await renderChartPng(changed), golden('ranked-bars')!)).toBeGreaterThan(0);
  });

  it.each(samples)('%s gives the same bytes again, whatever was drawn between', async (_, spec) => {
    const first = await renderChart(spec, 'screen', DEFAULT_THEME);
    await renderChartPng(awkwardBars);
    expect(Buffer.compare(Buffer.from(first), Buffer.from(await renderChart(spec, 'screen', DEFAULT_THEME)))).toBe(0);
  });

  it('draws a turned axis upside down, and says so', () => {
    const { reversed: _, ...upright } = ranks.axis;
    const heights = (spec: ChartSpec): Map<string, number> =>
      new Map(svgTexts(paper(spec)).map(({ text, bottom }) => [text, bottom]));
    const [turned, plain] = [heights(ranks), heights({ ...ranks, axis: upright })];
    expect(turned.get('20')!).toBeLessThan(turned.get('60')!);
    expect(plain.get('20')!).toBeGreaterThan(plain.get('60')!);
    // The name at the line's end goes with its line.
    expect(turned.get('Aurora 26')!).toBeLessThan(turned.get('40')!);
    expect(turned.has('Axis turned round: small figures are on top')).toBe(true);
    expect(plain.has('Axis turned round: small figures are on top')).toBe(false);
  });

  it('takes the accent of the workspace', async () => {
    const own = renderChartSvg(rankedBars, { accent: '#AA1166' }, { width: 700 });
    expect(own).toMatch(/#A16|#AA1166/i);
    expect(paper(rankedBars)).not.toMatch(/#A16\b|#AA1166/i);
  });
});

describe('vector figures', () => {
  it.each(samples)('%s gives the same bytes again', (_, spec) => {
    expect(paper(spec)).toBe(paper(spec));
    expect(paper(spec, 340)).toBe(paper(spec, 340));
  });

  it('writes names, figures, ticks and marks as whole texts, without title and subtitle', () => {
    expect(textsOf(rankedBars)).toEqual(
      expect.arrayContaining(['Zephyr', 'Aurora', 'Grove & Daughters', '68.4', '+3.3', '−1.8', 'peer median 55.2']),
    );
    expect(textsOf(lines)).toEqual(
      expect.arrayContaining([
        '80',
        '2024',
        'Aurora 71',
        'Peer median 58',
        'level +3.4 (Apr 2025, p = .004)',
        'retailer outage',
        'listing overhaul',
        'report window',
        '95 % interval',
        'Axis starts at 50, not at zero',
      ]),
    );
    expect(textsOf(waterfall)).toEqual(
      expect.arrayContaining([
        'Marketplace',
        '+3.1',
        '−0.9',
        '61.8',
        '65.1',
        'Axis broken: the dark bars do not start at zero',
      ]),
    );
    expect(textsOf(heatmap)).toEqual(expect.arrayContaining(['Digital Spends', 'no data', '+8.0']));
    for (const [, spec] of samples) {
      expect(paper(spec)).not.toContain('<image');
      const texts = textsOf(spec);
      expect(texts).not.toContain(spec.title);
      expect(texts).not.toContain(spec.subtitle);
    }
  });

  it('writes no text twice: a stroked text would stand twice in a PDF', () => {
    for (const [, spec] of samples) expect(paper(spec)).not.toMatch(/<text [^>]*stroke/);
  });

  it('escapes what names contain and keeps every script', () => {
    const svg = paper(awkwardBars);
    expect(svg).toContain('&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt;');
    expect(svg).not.toContain('<b>');
    expect(textsOf(awkwardBars)).toEqual(expect.arrayContaining(['資生堂ジャパン', 'Aurora 🌿 Botanicals', 'שלום']));
  });

  it('keeps ids of several figures on one page apart', () => {
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    const [one, other] = [ids(paper(lines)), ids(paper(SAMPLES['many-lines']!))];
    expect(one.length).toBeGreaterThan(0);
    expect(one.filter((id) => other.includes(id))).toEqual([]);
    for (const id of one) expect(paper(lines)).toContain(`url(#${id})`);
  });

  it('says how many rows it shows, and always shows the subject', () => {
    const texts = svgTexts(renderChartSvg(fortyBars, DEFAULT_THEME, { width: 700, height: 300 })).map(
      ({ text }) => text,
    );
    expect(texts).toContain('Aurora');
    expect(texts).toContain('Brand 1');
    expect(texts.some((text) => /^\d+ of 40 shown/.test(text))).toBe(true);
    // With the height its rows need, nothing is left out.
    expect(textsOf(fortyBars).filter((text) => /^Brand \d+$/.test(text))).toHaveLength(39);
  });

  it('joins small steps without changing the sum', () => {
    const steps = Array.from({ length: 30 }, (_, i) => ({
      label: `Step ${i + 1}`,
      value: i === 0 ? 5 : 0.1,
      valueText: i === 0 ? '+5.0' : '+0.1',
      section: null,
    }));
    const spec = { ...waterfall, start: { label: 'Before', value: 50 }, steps, end: { label: 'After', value: 57.9 } };
    const texts = svgTexts(renderChartSvg(spec, DEFAULT_THEME, { width: 340, height: 240 })).map(({ text }) => text);
    const joined = Number(/^(\d+) smaller$/.exec(texts.find((text) => text.endsWith(' smaller'))!)![1]);
    const single = texts.filter((text) => text === '+0.1').length;
    expect(single + joined).toBe(29);
    expect(texts).toContain(`+${(joined * 0.1).toFixed(1)}`);
  });

  it('colours steps by their way where no section tells them apart', () => {
    const steps = [
      { label: 'Volume', value: 3, valueText: '+3', section: null },
      { label: 'Price', value: -1, valueText: '−1', section: null },
    ];
    const plain = { ...waterfall, start: { label: 'Before', value: 4 }, steps, end: { label: 'After', value: 6 } };
    expect(paper(plain)).toMatch(/#0072B2/i);
    expect(paper(plain)).toMatch(/#D55E00/i);
    // Beside sections, what belongs to none stays grey.
    const mixed = { ...plain, steps: [{ ...steps[0]!, section: 'Organic Performance' }, steps[1]!] };
    expect(paper(mixed)).not.toMatch(/#D55E00/i);
  });

  it('writes names of dots beside the line, not on it', () => {
    const dot = { x: 5, y: 5, interval: null, label: 'Quillon', emphasis: 'context' as const, section: null };
    const ends = [0, 10].map((x) => ({ x, y: 5, low: 5, high: 5 }));
    const spec = {
      ...brandMap,
      points: [dot, { ...dot, x: 0, y: 0, label: null }, { ...dot, x: 10, y: 10, label: null }],
    };
    const nameOf = (line: typeof brandMap.line) =>
      svgTexts(paper({ ...spec, line })).find(({ text }) => text === 'Quillon')!;
    const [alone, beside] = [nameOf(null), nameOf({ label: '', section: null, points: ends })];
    // Alone it stands at the right of its dot, at the height of the line.
    expect(beside.bottom).not.toBeCloseTo(alone.bottom, 0);
    expect(beside.left).toBeLessThan(alone.left);
  });

  it('sets heads of panels smaller before it cuts them', () => {
    const title = 'Dune, Organic Performance';
    const panels = Array.from({ length: 6 }, () => ({ ...smallMultiples.panels[0]!, title, subtitle: '' }));
    const heads = svgTexts(renderChartSvg({ ...smallMultiples, panels }, DEFAULT_THEME, { width: 470 })).filter(
      ({ text }) => text.startsWith('Dune'),
    );
    expect(heads.map(({ text }) => text)).toEqual(panels.map(() => title));
    const usual = svgTexts(paper(smallMultiples)).find(({ text }) => text === smallMultiples.panels[0]!.title)!;
    expect(heads[0]!.sizePx).toBeLessThan(usual.sizePx);
  });
});
