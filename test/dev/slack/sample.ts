/** A modal, a result message and a home tab as an app would send them, for the tests of the stand-in and its page. */
import { createCanvas } from '@napi-rs/canvas';

const text = (value: string) => ({ type: 'plain_text', text: value });
const mrkdwn = (value: string) => ({ type: 'mrkdwn', text: value });
export const option = (value: string, label = value) => ({ text: text(label), value });

export const BRANDS = ['Aurora', 'Zephyr', 'Halcyon', 'Meridian', 'Solstice'];

export const reportModal = {
  type: 'modal',
  callback_id: 'report',
  title: text('New report'),
  submit: text('Run report'),
  close: text('Cancel'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'report',
      label: text('Report'),
      element: {
        type: 'static_select',
        action_id: 'value',
        placeholder: text('Choose a report'),
        option_groups: [
          {
            label: text('DC score'),
            options: [option('score', 'Score performance'), option('advantage', 'Competitive advantage')],
          },
          { label: text('Outcomes'), options: [option('revenue', 'Revenue impact')] },
        ],
        initial_option: option('score', 'Score performance'),
      },
    },
    {
      type: 'input',
      block_id: 'brands',
      label: text('Brands'),
      hint: text('Leave out competitors: they are compared anyway.'),
      element: {
        type: 'multi_external_select',
        action_id: 'value',
        min_query_length: 0,
        placeholder: text('Search brands'),
      },
    },
    {
      type: 'input',
      block_id: 'from',
      label: text('From'),
      element: { type: 'datepicker', action_id: 'value', initial_date: '2025-11-01' },
    },
    {
      type: 'input',
      block_id: 'output',
      label: text('Output'),
      element: {
        type: 'checkboxes',
        action_id: 'value',
        options: [option('pdf', 'PDF in the thread'), option('csv', 'Data as CSV')],
        initial_options: [option('pdf', 'PDF in the thread')],
      },
    },
    {
      type: 'input',
      block_id: 'where',
      label: text('Where'),
      element: { type: 'conversations_select', action_id: 'value', initial_conversation: 'C0DCPERF1' },
    },
    {
      type: 'input',
      block_id: 'note',
      optional: true,
      label: text('Note for the readers'),
      element: { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 200 },
    },
    { type: 'context', elements: [mrkdwn('12,400 rows · 12 brands · about 6 seconds')] },
  ],
};

export const resultBlocks = [
  {
    type: 'section',
    text: mrkdwn('*Aurora’s score rose 3.3 points to 65.1, carried by Marketplace; it now stands second of twelve.*'),
  },
  {
    type: 'section',
    text: mrkdwn('DC score *65.1* (+3.3) · Rank *2 of 12* (+2) · Revenue *£4.82 M* (+6.1 %) · Coverage *97 %*'),
  },
  {
    type: 'section',
    text: mrkdwn(
      '● *Buy-box share* up 11 pp on two retailers — +1.6 pt [1.1, 2.2]\n● *Availability* back above 95 % since May — +1.1 pt [0.6, 1.7]\n◐ *Paid search* efficiency slipping — −0.6 pt [−1.3, 0.1]\n○ Socialwatch sentiment: no movement beyond noise',
    ),
  },
  {
    type: 'table',
    rows: [
      ['Section', 'Score', 'Change'].map((value) => ({ type: 'raw_text', text: value })),
      ['Marketplace', '71.2', '+3.1'].map((value) => ({ type: 'raw_text', text: value })),
      ['Digital Spends', '58.9', '−0.4'].map((value) => ({ type: 'raw_text', text: value })),
    ],
    column_settings: [{ align: 'left' }, { align: 'right' }, { align: 'right' }],
  },
  {
    type: 'actions',
    block_id: 'next',
    elements: [
      { type: 'button', action_id: 'other_brands', text: text('Other brands'), value: 'run-7f3a91' },
      { type: 'button', action_id: 'other_period', text: text('Other period') },
      { type: 'button', action_id: 'pdf', text: text('Full PDF'), style: 'primary' },
      { type: 'button', action_id: 'method', text: text('Method & data health') },
    ],
  },
  { type: 'context', elements: [mrkdwn('IN-Skincare · Nov 2025 – Oct 2026 · data as of 31 Oct 2026 · run 7f3a91')] },
];

export const homeView = {
  type: 'home',
  blocks: [
    { type: 'header', text: text('Portfolio at a glance') },
    {
      type: 'section',
      fields: [
        mrkdwn('*Aurora*\n65.1 ▲ +3.3'),
        mrkdwn('*Zephyr*\n66.4 ▼ −0.2'),
        mrkdwn('*Halcyon*\n51.0 ▲ +0.4'),
        mrkdwn('*Meridian*\n48.7 ▼ −1.9'),
      ],
    },
    { type: 'divider' },
    {
      type: 'section',
      text: mrkdwn('*Weekly digest* to <#C0DCEXEC1>\nNext run Mon 23 Nov, 08:00'),
      accessory: { type: 'button', action_id: 'pause', text: text('Pause') },
    },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'new_report', style: 'primary', text: text('New report') }],
    },
  ],
};

/** A drawn chart, 1200 × 675, as PNG. */
export function chartPicture(): Buffer {
  const canvas = createCanvas(1_200, 675);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 1_200, 675);
  ['#0072B2', '#E69F00', '#009E73', '#CC79A7'].forEach((colour, index) => {
    pen.fillStyle = colour;
    pen.fillRect(140 + index * 260, 560 - (index + 1) * 110, 160, (index + 1) * 110);
  });
  pen.fillStyle = '#D8DEE4';
  pen.fillRect(90, 560, 1_040, 2);
  return canvas.toBuffer('image/png');
}
