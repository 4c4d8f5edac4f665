/** Files in Slack, from the drop into the direct message to the stored rows, and /dc quality: the whole app, a local Slack. */
import exceljs from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { YOU } from '../../src/dev/slack/workspace.ts';
import { type RunningPair, startAppWithSlack } from '../e2e/running-app.ts';

const DIRECT = 'D0DCDM001';
let pair: RunningPair;

beforeAll(async () => {
  pair = await startAppWithSlack();
}, 60_000);
afterAll(() => pair?.close());

const said = (value: unknown): string => JSON.stringify(value);
const last = () => pair.slack.messages(DIRECT).at(-1);
const refused = () => pair.slack.calls.filter(({ response }) => response.ok !== true);

async function drop(name: string, bytes: Buffer, channel = DIRECT, user = YOU): Promise<void> {
  await pair.slack.postMessage({ channel, user, text: '', files: [{ name, bytes }] });
  await pair.app.settled();
}

async function click(actionId: string): Promise<void> {
  const { ts } = last() as { ts: string };
  await pair.slack.clickButton({ actionId, channel: DIRECT, messageTs: ts } as never);
  await pair.app.settled();
}

const version = async (): Promise<string> => {
  await pair.slack.sendCommand({ text: 'status' });
  await pair.app.settled();
  return /data version (\w+)/.exec(said(pair.slack.messages()))?.[1] ?? '';
};

it('shows how a file is read before anything is stored, stores it once it is confirmed, and says so', async () => {
  const csv =
    'Brand Name;category;role\nMüllers <b>*Bö*</b>;Skincare;competitor\n"=HYPERLINK(""http://x"")";Skincare;competitor\nBad;Skincare;rival\n';
  await drop('marken.csv', Buffer.from(csv, 'latin1'));
  const preview = last();
  expect(said(preview)).toContain('brands.csv');
  expect(said(preview)).toContain('WINDOWS-1252, semicolons');
  expect(said(preview)).toContain('Brand Name');
  expect(said(preview)).toContain('is none of own, competitor');
  expect(said(preview)).toContain('Import 2 rows');
  expect(said(preview)).toContain('Nothing is stored yet');

  await click('import:store');
  expect(said(last())).toContain('Imported: 2 rows new, 0 corrected, 1 refused');
  expect(said(last())).not.toContain('import:store');

  await drop('marken.csv', Buffer.from(csv, 'latin1'));
  expect(said(last())).toContain('2 unchanged');
  expect(said(last())).toContain('there is nothing to import');
  expect(said(last())).not.toContain('import:store');
  expect(refused()).toEqual([]);
}, 30_000);

it('reads a workbook, and stores nothing when cancelled', async () => {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('Brands');
  sheet.addRow(['brandName', 'category', 'role']);
  sheet.addRow(['Ώρα 花椿 😀', 'Skincare', 'own']);
  await drop('brands.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
  expect(said(last())).toContain('Ώρα 花椿 😀');
  await click('import:cancel');
  expect(said(last())).toContain('Cancelled. Nothing was stored.');
  await drop('brands.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
  expect(said(last())).toContain('1 new');
}, 30_000);

it('asks which comes first where dates do not tell', async () => {
  const csv = 'project,date,label\nGulf Haircare,03/04/2026,Launch\n';
  await drop('events.csv', Buffer.from(csv));
  expect(said(last())).toContain('could be 2026-04-03 or 2026-03-04');
  await click('import:day-first');
  expect(said(last())).toContain('1 new');
  await click('import:store');
  expect(said(last())).toContain('Imported: 1 row new');
}, 30_000);

it('says what is wrong with a file that cannot be read, and takes no others', async () => {
  await drop('broken.xlsx', Buffer.from('PK\u0003\u0004 not a workbook at all'));
  expect(said(pair.slack.messages(DIRECT).slice(-2))).toContain('It is not a workbook that can be read');
  expect(said(pair.slack.messages(DIRECT).slice(-2))).toContain('save it as .xlsx');
  const before = pair.slack.messages().length;
  await drop('photo.png', Buffer.from([1, 2, 3]));
  await drop('brands.csv', Buffer.from('brand,category,role\nX,Y,own\n'), 'brand-performance');
  // The people's own messages, and nothing of the app's.
  expect(pair.slack.messages().length).toBe(before + 2);
});

it('takes nothing from people who are no administrators, and says whom to ask', async () => {
  const BRUNO = { id: 'U0DCMGR01', direct: 'D0DCDM002' };
  await drop('brands.csv', Buffer.from('brand,category,role\nBrunos,Skincare,own\n'), BRUNO.direct, BRUNO.id);
  const answer = said(pair.slack.messages(BRUNO.direct));
  expect(answer).toContain('only administrators of this workspace');
  expect(answer).toContain('SLACK_IMPORTERS');
  expect(answer).not.toContain('import:store');
  expect(pair.slack.calls.filter(({ method }) => method.startsWith('files.info'))).not.toEqual([]);
  expect(refused()).toEqual([]);
}, 30_000);

it('answers /dc quality with scores and checks, and the heatmaps in the direct message', async () => {
  await pair.slack.sendCommand({ text: 'quality' });
  await pair.app.settled();
  const answer = pair.slack.messages().find((message) => said(message).includes('Data quality '));
  expect(said(answer)).toMatch(/completeness \d+\.\d · validity/);
  expect(said(answer)).toContain('Each market has one currency');
  const pictures = pair.slack.files().filter(({ name }) => name.startsWith('data-quality'));
  expect(pictures.map(({ shares }) => shares.map(({ channel }) => channel))).toEqual([[DIRECT], [DIRECT]]);
  for (const { bytes } of pictures) expect(bytes.subarray(1, 4).toString()).toBe('PNG');

  await pair.slack.sendCommand({ text: 'quality Nowhere' });
  await pair.app.settled();
  expect(said(pair.slack.messages())).toContain('could not be assessed');
  await pair.slack.sendCommand({ text: 'import' });
  await pair.app.settled();
  expect(said(pair.slack.messages())).toContain('before anything is stored');
  expect(await version()).not.toBe('');
}, 40_000);
