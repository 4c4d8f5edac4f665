/** data_visualization blocks: a small line, bar, area or pie chart, with its figures in words for screen readers. */
import { h, s } from './dom.js';

const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const WIDTH = 560;
const HEIGHT = 240;
const LEFT = 44;
const BOTTOM = 28;
const TOP = 10;

export function renderChart(block) {
  const { chart, title } = block;
  const series = chart.type === 'pie' ? [] : chart.series;
  const words =
    chart.type === 'pie'
      ? chart.segments.map((segment) => `${segment.label} ${segment.value}`).join(', ')
      : series
          .map((line) => `${line.name}: ${line.data.map((point) => `${point.label} ${point.value}`).join(', ')}`)
          .join('; ');
  const picture = s(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title}. ${words}` },
    chart.type === 'pie' ? pie(chart.segments) : axes(chart),
  );
  const names = chart.type === 'pie' ? chart.segments.map((segment) => segment.label) : series.map((line) => line.name);
  return h(
    'figure',
    { class: 'chart' },
    h('figcaption', {}, title),
    picture,
    h(
      'div',
      { class: 'legend' },
      names.map((name, index) =>
        h('span', {}, h('i', { style: `background:${COLOURS[index % COLOURS.length]}` }), name),
      ),
    ),
  );
}

function axes(chart) {
  const values = chart.series.flatMap((line) => line.data.map((point) => point.value));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const range = high - low || 1;
  const { categories } = chart.axis_config;
  const band = (WIDTH - LEFT - 8) / categories.length;
  const x = (index) => LEFT + band * (index + 0.5);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / range);
  const every = Math.ceil(categories.length / 8);
  const grid = [0, 0.5, 1].flatMap((part) => {
    const value = low + range * part;
    return [
      s('line', { x1: LEFT, x2: WIDTH - 8, y1: y(value), y2: y(value), class: 'grid' }),
      s('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(Number(value.toPrecision(3)))),
    ];
  });
  const labels = categories.map((label, index) =>
    index % every === 0 ? s('text', { x: x(index), y: HEIGHT - 8, 'text-anchor': 'middle' }, label) : null,
  );
  const marks = chart.series.flatMap((line, number) => {
    const fill = COLOURS[number % COLOURS.length];
    if (chart.type === 'bar') {
      const width = (band * 0.7) / chart.series.length;
      return line.data.map((point, index) => {
        const edge = Math.min(y(point.value), y(0));
        return s('rect', {
          x: x(index) - band * 0.35 + width * number,
          y: edge,
          width: Math.max(1, width - 1),
          height: Math.abs(y(point.value) - y(0)),
          fill,
        });
      });
    }
    const path = line.data.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(point.value)}`).join('');
    const area =
      chart.type === 'area'
        ? [s('path', { d: `${path}L${x(line.data.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z`, fill, opacity: 0.25 })]
        : [];
    return [
      ...area,
      s('path', { d: path, fill: 'none', stroke: fill, 'stroke-width': 2.5, 'stroke-linejoin': 'round' }),
    ];
  });
  return [...grid, ...marks, ...labels];
}

function pie(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  let angle = -Math.PI / 2;
  const at = (turn) => `${WIDTH / 2 + 105 * Math.cos(turn)} ${HEIGHT / 2 + 105 * Math.sin(turn)}`;
  return segments.map((segment, index) => {
    const sweep = Math.min((segment.value / total) * 2 * Math.PI, 2 * Math.PI - 1e-4);
    const d = `M${WIDTH / 2} ${HEIGHT / 2}L${at(angle)}A105 105 0 ${sweep > Math.PI ? 1 : 0} 1 ${at(angle + sweep)}Z`;
    angle += sweep;
    return s('path', { d, fill: COLOURS[index % COLOURS.length], stroke: 'var(--paper)', 'stroke-width': 2 });
  });
}
