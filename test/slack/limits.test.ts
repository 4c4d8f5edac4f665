import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksSize, checkPayload, findViolations, fitPayload, LIMITS, PayloadError } from '../../src/slack/limits.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (text: string, value = 'v') => ({
  type: 'button',
  text: { type: 'plain_text', text },
  action_id: 'a',
  value,
});
const modal = (blocks: readonly unknown[], more: object = {}) => ({
  view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, callback_id: 'c', blocks, ...more },
});

describe('checkPayload', () => {
  it('lets a sound message pass', () => {
    expect(() => checkPayload({ text: 'hello', blocks: [section('*hello*')] })).not.toThrow();
  });

  it.each([
    ['blocks without text', { blocks: [section('x')] }, 'text'],
    ['51 blocks', { text: 't', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'blocks'],
    ['a section of 3,001', { text: 't', blocks: [section('x'.repeat(3_001))] }, 'blocks[0].text'],
    ['an empty section', { text: 't', blocks: [section('')] }, 'blocks[0].text'],
    ['an unknown block', { text: 't', blocks: [{ type: 'marquee' }] }, 'blocks[0].type'],
    ['an input in a message', { text: 't', blocks: [{ type: 'input' }] }, 'blocks[0].type'],
    ['12,001 characters', { text: 't', blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_500))) }, 'blocks'],
    [
      '26 buttons',
      { text: 't', blocks: [{ type: 'actions', elements: Array.from({ length: 26 }, () => button('b')) }] },
      'blocks[0].elements',
    ],
    [
      'a button text of 76',
      { text: 't', blocks: [{ type: 'actions', elements: [button('b'.repeat(76))] }] },
      'blocks[0].elements[0].text',
    ],
    [
      'a button value of 2,001',
      { text: 't', blocks: [{ type: 'actions', elements: [button('b', 'v'.repeat(2_001))] }] },
      'blocks[0].elements[0].value',
    ],
    [
      'a header of 151',
      { text: 't', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'h'.repeat(151) } }] },
      'blocks[0].text',
    ],
    [
      'a mrkdwn header',
      { text: 't', blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'h' } }] },
      'blocks[0].text.type',
    ],
    [
      'an image without alternative text',
      { text: 't', blocks: [{ type: 'image', slack_file: { id: 'F1' } }] },
      'blocks[0].alt_text',
    ],
    ['a broadcast in a block', { text: 't', blocks: [section('hi <!channel>')] }, 'blocks[0].text'],
    ['a broadcast in the text', { text: 'hi @here' }, 'text'],
    [
      'one block id twice',
      {
        text: 't',
        blocks: [
          { type: 'divider', block_id: 'x' },
          { type: 'divider', block_id: 'x' },
        ],
      },
      'blocks[1].block_id',
    ],
    [
      'a modal title of 25',
      modal([section('x')], { title: { type: 'plain_text', text: 't'.repeat(25) } }),
      'view.title',
    ],
    [
      'private metadata of 3,001',
      modal([section('x')], { private_metadata: 'm'.repeat(3_001) }),
      'view.private_metadata',
    ],
    ['101 view blocks', modal(Array.from({ length: 101 }, () => ({ type: 'divider' }))), 'view.blocks'],
    ['a table in a view', modal([{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }]), 'view.blocks[0].type'],
    [
      '101 options',
      modal(
        [
          {
            type: 'input',
            label: { type: 'plain_text', text: 'l' },
            element: {
              type: 'static_select',
              action_id: 'a',
              options: Array.from({ length: 101 }, (_, i) => ({
                text: { type: 'plain_text', text: 'o' },
                value: String(i),
              })),
            },
          },
        ],
        { submit: { type: 'plain_text', text: 'Run' } },
      ),
      'view.blocks[0].element.options',
    ],
    [
      'an option text of 76',
      { options: [{ text: { type: 'plain_text', text: 'o'.repeat(76) }, value: 'v' }] },
      'options[0].text',
    ],
    [
      '101 table rows',
      {
        text: 't',
        blocks: [{ type: 'table', rows: Array.from({ length: 101 }, () => [{ type: 'raw_text', text: 'x' }]) }],
      },
      'blocks[0].rows',
    ],
    [
      'a chart title of 51',
      {
        text: 't',
        blocks: [
          {
            type: 'data_visualization',
            title: 't'.repeat(51),
            chart: {
              type: 'bar',
              series: [{ name: 's', data: [{ label: 'a', value: 1 }] }],
              axis_config: { categories: ['a'] },
            },
          },
        ],
      },
      'blocks[0].title',
    ],
    [
      'a chart with a hole',
      {
        text: 't',
        blocks: [
          {
            type: 'data_visualization',
            title: 't',
            chart: { type: 'bar', series: [{ name: 's', data: [] }], axis_config: { categories: ['a'] } },
          },
        ],
      },
      'blocks[0].chart.series[0].data',
    ],
  ])('refuses %s', (_, payload, path) => {
    expect(findViolations(payload).map((each) => each.path)).toContain(path);
    expect(() => checkPayload(payload)).toThrow(PayloadError);
  });
});

const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '<!channel>',
    '@everyone now',
    '&amp;'.repeat(900),
    '😀'.repeat(2_000),
    'x'.repeat(3_500),
    '<http://a|b>',
  ),
);
const anyBlock = fc.oneof(
  anyText.map(section),
  anyText.map((text) => ({ type: 'header', text: { type: 'plain_text', text } })),
  fc
    .array(anyText, { maxLength: 14 })
    .map((texts) => ({ type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text })) })),
  fc
    .array(anyText, { maxLength: 30 })
    .map((texts) => ({ type: 'actions', elements: texts.map((text, i) => ({ ...button(text), action_id: `a${i}` })) })),
  anyText.map((text) => ({ type: 'image', alt_text: text, slack_file: { id: 'F123' } })),
  fc.constant({ type: 'divider' }),
  fc.constant({ type: 'nonsense' }),
  fc
    .array(anyText, { minLength: 1, maxLength: 120 })
    .map((texts) => ({ type: 'table', rows: texts.map((text) => [{ type: 'raw_text', text }]) })),
);

describe('fitPayload', () => {
  it('leaves a sound payload as it is', () => {
    const payload = { text: 'hello', blocks: [section('x')] };
    expect(fitPayload(payload)).toEqual({ payload, spilled: [], trimmed: false });
  });

  it('makes any message fit, and spills portions that fit', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyBlock, { maxLength: 60 }), (text, blocks) => {
        const { payload, spilled } = fitPayload({ channel: 'C1', text, blocks });
        expect(findViolations(payload)).toEqual([]);
        for (const portion of spilled) expect(findViolations({ text: 'more', blocks: portion })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('loses no section of a long message', () => {
    const blocks = Array.from({ length: 80 }, (_, i) => section(`${i} ${'x'.repeat(400)}`));
    const { payload, spilled, trimmed } = fitPayload({ text: 't', blocks });
    expect(trimmed).toBe(true);
    expect([...(payload.blocks as unknown[]), ...spilled.flat()]).toEqual(blocks);
    expect(blocksSize(payload.blocks as unknown[])).toBeLessThanOrEqual(LIMITS.blocksBudget);
  });

  it('makes any view fit', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyBlock, { minLength: 1, maxLength: 130 }), (title, blocks) => {
        const { payload } = fitPayload(
          modal([section('kept'), ...blocks], { title: { type: 'plain_text', text: title || 'T' } }),
        );
        expect(findViolations(payload)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});
