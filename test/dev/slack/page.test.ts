/** The page in a real Chromium: what a person does with it, by mouse and by keyboard, wide and at 375 pixels. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from '../../support/launch-browser.ts';
import { BRANDS, chartPicture, homeView, option, reportModal, resultBlocks } from './sample.ts';
import { CHANNEL, type Stage, setStage, YOU } from './support.ts';

// biome-ignore lint/suspicious/noExplicitAny: samples are plain objects
type Loose = any;
let stage: Stage;
let browser: Browser;
let page: Page;
let troubles: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  stage = await setStage();
  page = await browser.newPage();
  troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.setViewport({ width: 1_280, height: 800 });
});
afterEach(async () => {
  await page.close();
  await stage.close();
  expect(troubles).toEqual([]);
});

async function open(place = CHANNEL): Promise<void> {
  await page.goto(stage.slack.url);
  await page.waitForSelector('body[data-ready]');
  if (place !== CHANNEL) await page.click(`[data-place="${place}"]`);
}

const focused = () =>
  page.evaluate('document.activeElement.dataset.key ?? document.activeElement.id') as Promise<string>;
const texts = (selector: string) =>
  page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((node) => node.innerText)`) as Promise<
    string[]
  >;
/** Waits until the page says this somewhere inside the element. */
const says = (selector: string, text: string) =>
  page.waitForFunction(
    `document.querySelector(${JSON.stringify(selector)})?.innerText.includes(${JSON.stringify(text)})`,
  );

async function enter(line: string): Promise<void> {
  await page.type('#composer-text', line);
  await page.keyboard.press('Enter');
}

test('command → modal → searched brands → complaint on its field → submit → message', async () => {
  stage.app.answers.set('command', async ({ payload }) => {
    await stage.client.views.open({ trigger_id: payload.trigger_id, view: reportModal as Loose });
    return undefined;
  });
  stage.app.answers.set('block_suggestion', ({ payload }) => ({
    body: {
      options: BRANDS.filter((brand) => brand.toLowerCase().includes(payload.value)).map((brand) => option(brand)),
    },
  }));
  stage.app.answers.set('view_submission', async ({ payload }) => {
    const chosen = payload.view.state.values.brands.value.selected_options.map((entry: Loose) => entry.value);
    if (chosen.length < 2)
      return { body: { response_action: 'errors', errors: { brands: 'Pick at least two brands.' } } };
    await stage.client.chat.postMessage({ channel: CHANNEL, text: `Compared ${chosen.join(' and ')}` });
    return undefined;
  });
  await open();
  await enter('/dc report');
  await page.waitForSelector('#modal[open]');
  expect(await focused()).toBe('report/value');

  await page.click('#modal [type=submit]');
  await says('[data-block="brands"] .error', 'Please complete this required field.');
  expect(await focused()).toBe('brands/value');
  await page.keyboard.type('auro');
  await page.waitForFunction("document.querySelectorAll('[data-block=brands] [role=option]').length === 1");
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.click('#modal [type=submit]');
  await says('[data-block="brands"] .error', 'Pick at least two brands.');
  await page.keyboard.type('zeph');
  await page.waitForFunction("document.querySelector('[data-block=brands] [role=option]')?.innerText === 'Zephyr'");
  await page.keyboard.press('Enter');
  expect(await texts('[data-block="brands"] .chip')).toEqual(['Aurora', 'Zephyr']);
  await page.keyboard.press('Escape');
  await page.click('#modal [type=submit]');
  await says('#conversation .messages', 'Compared Aurora and Zephyr');
  expect(await page.$('#modal[open]')).toBeNull();
});

test('a form that is filled later begins at its marked field; a list stays open while the app redraws around it', async () => {
  const field = (id: string, more: object) => ({
    type: 'input',
    block_id: id,
    dispatch_action: true,
    optional: true,
    label: { type: 'plain_text', text: id },
    element: { action_id: 'value', ...more },
  });
  const form = (title: string) => ({
    ...reportModal,
    title: { type: 'plain_text', text: title },
    blocks: [
      field('note', { type: 'plain_text_input' }),
      field('brands', { type: 'multi_external_select', min_query_length: 0, focus_on_load: true }),
    ],
  });
  const waiting = {
    type: 'modal',
    title: { type: 'plain_text', text: 'Wait' },
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'One moment' } }],
  };
  let viewId = '';
  stage.app.answers.set('command', async ({ payload }) => {
    const opened = await stage.client.views.open({ trigger_id: payload.trigger_id, view: waiting as Loose });
    viewId = opened.view!.id!;
    return undefined;
  });
  stage.app.answers.set('block_suggestion', () => ({ body: { options: BRANDS.map((brand) => option(brand)) } }));
  stage.app.answers.set('block_actions', async () => {
    await stage.client.views.update({ view_id: viewId, view: form('Redrawn') as Loose });
    return undefined;
  });
  await open();
  await enter('/dc report');
  await says('#modal', 'One moment');
  await stage.client.views.update({ view_id: viewId, view: form('Form') as Loose });
  await says('#modal', 'Form');
  expect(await focused()).toBe('brands/value');

  await page.keyboard.press('ArrowDown');
  await page.waitForFunction("document.querySelectorAll('[data-block=brands] [role=option]').length > 1");
  await page.keyboard.press('Enter');
  await says('#modal', 'Redrawn');
  await page.waitForFunction("document.querySelectorAll('[data-block=brands] [role=option]').length > 1");
  expect(await focused()).toBe('brands/value');
  await page.keyboard.press('Escape');
  expect(await page.$('#modal[open]')).not.toBeNull();
  expect(await texts('[data-block="brands"] .chip')).toEqual([BRANDS[0]]);
});

test('a message, its button, a live update, its thread with PDF and picture, and what only I see', async () => {
  const { ts } = await stage.client.chat.postMessage({
    channel: CHANNEL,
    text: 'Aurora rose',
    blocks: resultBlocks as Loose,
  });
  await stage.client.filesUploadV2({
    channel_id: CHANNEL,
    thread_ts: ts!,
    filename: 'aurora.pdf',
    file: Buffer.from('%PDF-1.7'),
    title: 'Full report',
  } as Loose);
  await stage.client.filesUploadV2({
    channel_id: CHANNEL,
    thread_ts: ts!,
    filename: 'chart.png',
    file: chartPicture(),
    title: 'Chart',
    alt_text: 'Marketplace adds most',
  } as Loose);
  stage.app.answers.set('block_actions', async ({ payload }) => {
    await stage.client.chat.postEphemeral({
      channel: CHANNEL,
      user: payload.user.id,
      text: 'Choose other brands <script>alert(1)</script> &lt;b&gt;',
    });
    await stage.client.chat.update({
      channel: CHANNEL,
      ts: ts!,
      text: 'Aurora rose',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Now *updated*' } }],
    });
    return undefined;
  });
  await open();
  expect(await texts('.message th')).toEqual(['Section', 'Score', 'Change']);
  expect((await texts('body')).join()).not.toMatch(/\b(null|undefined|NaN|\[object)/);
  await page.click('[data-action="other_brands"]');
  await says('.message.ephemeral', 'Only visible to you');
  expect((await texts('.message.ephemeral .text'))[0]).toContain('<b>');
  await says(`[data-ts="${ts}"]`, 'Now updated');
  expect(await page.$eval(`[data-ts="${ts}"] strong`, (node) => node.textContent)).toBeTruthy();

  await page.click('.replies');
  await page.waitForSelector('#side .file');
  expect(await page.$eval('#side .file a[download]', (node) => node.getAttribute('download'))).toBe('aurora.pdf');
  const downloaded = await page.evaluate(
    "fetch(document.querySelector('#side .file a[download]').href).then((r) => r.text())",
  );
  expect(downloaded).toBe('%PDF-1.7');
  await page.waitForFunction("document.querySelector('#side .picture img')?.naturalWidth === 1200");
  await page.click('#side .picture-button');
  await page.waitForSelector('#lightbox[open] img[alt="Marketplace adds most"]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#lightbox:not([open])');
  await page.type('#thread-text', 'Thanks');
  await page.keyboard.press('Enter');
  await says('#side .messages', 'Thanks');
  expect(stage.slack.messages(CHANNEL).at(-1)).toMatchObject({ text: 'Thanks', thread_ts: ts, user: YOU });
  await page.keyboard.press('Escape');
  expect(await page.$eval('#side', (node) => node.hasAttribute('hidden'))).toBe(true);
});

test('hint, history, line breaks, escaping, files and failures of the message box', async () => {
  await open();
  await page.type('#composer-text', '/d');
  expect((await texts('.hints button')).join()).toContain('/dc help');
  await page.keyboard.press('Tab');
  expect(await page.$eval('#composer-text', (node) => (node as unknown as { value: string }).value)).toBe('/dc ');
  stage.app.answers.set('command', () => ({ status: 500 }));
  await page.keyboard.type('status');
  await page.keyboard.press('Enter');
  await says('#conversation .messages', '/dc failed with the error "dispatch_failed"');
  await page.focus('#composer-text');
  await page.keyboard.press('ArrowUp');
  expect(await page.$eval('#composer-text', (node) => (node as unknown as { value: string }).value)).toBe('/dc status');
  await page.keyboard.press('ArrowDown');
  const requests = stage.app.received.length;
  await page.keyboard.type('/other thing');
  await page.keyboard.press('Enter');
  await says('#toasts', '/other is not a valid command.');
  expect(stage.app.received).toHaveLength(requests);
  await page.$eval('#composer-text', (node) => {
    (node as unknown as { value: string }).value = '';
  });
  await page.keyboard.type('one');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Shift');
  await page.keyboard.type('<two> @Digi-Cadence');
  await page.keyboard.press('Enter');
  await says('#conversation .messages', '<two> @Digi-Cadence');
  expect(stage.slack.messages(CHANNEL).at(-1)!.text).toBe('one\n&lt;two&gt; <@U0DCBOT01>');
});

test('home tab, unread marks and stacked views', async () => {
  await stage.client.views.publish({ user_id: YOU, view: homeView as Loose });
  stage.app.answers.set('block_actions', async ({ payload }) => {
    await stage.client.views.open({
      trigger_id: payload.trigger_id,
      view: {
        ...reportModal,
        blocks: [{ type: 'section', block_id: 's', text: { type: 'mrkdwn', text: 'First' } }],
      } as Loose,
    });
    return undefined;
  });
  stage.app.answers.set('view_submission', () => ({
    body: { response_action: 'push', view: { ...reportModal, title: { type: 'plain_text', text: 'Second' } } },
  }));
  await open('home');
  await says('.home', 'Portfolio at a glance');
  await stage.slack.waitFor(() => stage.app.received.some((entry) => entry.payload.event?.type === 'app_home_opened'));
  await stage.client.chat.postMessage({ channel: 'C0DCEXEC1', text: 'Digest' });
  await says('[data-place="C0DCEXEC1"]', '1');
  await page.click('[data-action="new_report"]');
  await page.waitForSelector('#modal[open]');
  await page.click('#modal [type=submit]');
  await says('#modal h2', 'Second');
  await page.keyboard.press('Escape');
  await says('#modal h2', 'New report');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#modal:not([open])');
  await page.click('[data-place="C0DCEXEC1"]');
  await says('#conversation .messages', 'Digest');
  expect(await page.$('[data-place="C0DCEXEC1"] .count')).toBeNull();
});

test('Tab stays inside a modal and visits everything in order', async () => {
  const { triggerId } = await stage.slack.sendCommand({ text: 'x' });
  await stage.client.views.open({ trigger_id: triggerId, view: reportModal as Loose });
  await open();
  await page.waitForSelector('#modal[open]');
  const visited: string[] = [];
  for (let step = 0; step < 40 && !(visited.length > 1 && visited.at(-1) === visited[0]); step += 1) {
    visited.push(
      (await page.evaluate(
        "document.querySelector('#modal').contains(document.activeElement) ? (document.activeElement.dataset.key ?? document.activeElement.innerText ?? '') : 'outside'",
      )) as string,
    );
    await page.keyboard.press('Tab');
  }
  expect(visited).not.toContain('outside');
  const keys = visited.filter((name) => name.includes('/')).filter((name, at, all) => all.indexOf(name) === at);
  expect(keys).toEqual([
    'report/value',
    'brands/value',
    'from/value',
    'output/value',
    'output/value/1',
    'where/value',
    'note/value',
  ]);
  expect(visited.indexOf('Cancel')).toBeGreaterThan(visited.indexOf('note/value'));
  expect(visited.indexOf('Run report')).toBe(visited.indexOf('Cancel') + 1);
});

const NAMELESS = `[...document.querySelectorAll('button, input, textarea, select, a[href], [role=listbox], [role=radiogroup], [role=group]')]
  .filter((node) => node.offsetParent !== null && node.getAttribute('aria-hidden') !== 'true')
  .filter((node) => {
    const by = (node.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const label = node.closest('label')?.textContent ?? (node.id && document.querySelector('label[for="' + node.id + '"]')?.textContent) ?? '';
    const own = node.matches('button, a') ? node.textContent : '';
    return (by + (node.getAttribute('aria-label') ?? '') + label + own).trim() === '';
  }).map((node) => node.outerHTML.slice(0, 120))`;
const PICTURES_WITHOUT_WORDS = "[...document.images].filter((image) => !image.hasAttribute('alt')).length";
const TWICE =
  "[...document.querySelectorAll('[id]')].map((node) => node.id).filter((id, at, all) => all.indexOf(id) !== at)";

test('whatever is scrolled into view, head and foot of a modal stay', async () => {
  const { triggerId } = await stage.slack.sendCommand({ text: 'x' });
  const more = Array.from({ length: 12 }, (_, at) => ({
    type: 'input',
    block_id: `more-${at}`,
    optional: true,
    label: { type: 'plain_text', text: `More ${at}` },
    element: { type: 'static_select', action_id: 'value', options: [option('One')] },
  }));
  const long = { ...reportModal, blocks: [...(reportModal as Loose).blocks, ...more] };
  await stage.client.views.open({ trigger_id: triggerId, view: long as Loose });
  await open();
  await page.waitForSelector('#modal[open]');
  await page.evaluate('document.querySelector(\'[data-key="more-11/value"]\').scrollIntoView()');
  const seen = await page.evaluate(`(() => {
    const dialog = document.querySelector('#modal').getBoundingClientRect();
    return ['header', 'footer'].map((part) => {
      const box = document.querySelector('#modal ' + part).getBoundingClientRect();
      return box.top >= dialog.top - 1 && box.bottom <= dialog.bottom + 1;
    });
  })()`);
  expect(seen).toEqual([true, true]);
});

test('every control has a name, every picture words, every id is its own', async () => {
  await stage.client.chat.postMessage({ channel: CHANNEL, text: 'Aurora rose', blocks: resultBlocks as Loose });
  await stage.client.filesUploadV2({
    channel_id: CHANNEL,
    filename: 'chart.png',
    file: chartPicture(),
    title: 'Chart',
  } as Loose);
  await open();
  await page.waitForSelector('.picture img');
  for (const step of ['[aria-label="Developer tools"]', '[aria-label="Details"]']) {
    await page.click(step);
    expect(await page.evaluate(NAMELESS)).toEqual([]);
  }
  const { triggerId } = await stage.slack.sendCommand({ text: 'x' });
  await stage.client.views.open({ trigger_id: triggerId, view: reportModal as Loose });
  await page.waitForSelector('#modal[open]');
  expect(await page.evaluate(NAMELESS)).toEqual([]);
  expect(await page.evaluate(PICTURES_WITHOUT_WORDS)).toBe(0);
  expect(await page.evaluate(TWICE)).toEqual([]);
  expect(
    await page.$$eval(
      '#sidebar, main, aside, [role=log]',
      (nodes) => nodes.filter((node) => !node.hasAttribute('aria-label')).length,
    ),
  ).toBe(0);
});

test('at 375 pixels nothing is wider than the screen and everything can be reached', async () => {
  await page.setViewport({ width: 375, height: 740, isMobile: true, hasTouch: true });
  const { ts } = await stage.client.chat.postMessage({
    channel: CHANNEL,
    text: 'Aurora rose',
    blocks: resultBlocks as Loose,
  });
  await stage.client.filesUploadV2({
    channel_id: CHANNEL,
    thread_ts: ts!,
    filename: 'a-very-long-file-name-without-any-break-at-all.pdf',
    file: Buffer.from('%PDF'),
  } as Loose);
  await stage.client.chat.postMessage({ channel: CHANNEL, text: `https://example.com/${'x'.repeat(200)}` });
  await stage.client.views.publish({ user_id: YOU, view: homeView as Loose });
  await open();
  const tooWide = () =>
    page.evaluate(
      "[document.documentElement, ...document.querySelectorAll('.messages, .home, .modal-body')].filter((node) => node.scrollWidth > node.clientWidth && node.clientWidth > 0).length",
    );
  expect(await tooWide()).toBe(0);
  await page.click('.replies');
  await page.waitForSelector('#side .file');
  expect(await tooWide()).toBe(0);
  await page.click('[aria-label="Close thread"]');
  await page.click('[aria-label="Channels"]');
  await page.click('[data-place="home"]');
  await says('.home', 'Portfolio');
  expect(await tooWide()).toBe(0);
  const { triggerId } = await stage.slack.sendCommand({ text: 'x' });
  await stage.client.views.open({ trigger_id: triggerId, view: reportModal as Loose });
  await page.waitForSelector('#modal[open]');
  expect(await tooWide()).toBe(0);
});

test('dark follows the system and the switch overrules it', async () => {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await open();
  const scheme = () => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
  expect(await scheme()).toBe('dark');
  await page.click('[aria-label="Light or dark"]');
  expect(await scheme()).toBe('light');
  await page.evaluate('localStorage.clear()');
});

test('faults are switched in the page', async () => {
  await open();
  await page.click('[aria-label="Developer tools"]');
  await page.click('[aria-label="Faults"] label:first-of-type input');
  await stage.slack.waitFor((slack) => slack.faults.current.uploadsDisabled);
  await page.evaluate(
    "[...document.querySelectorAll('[aria-label=Faults] button')].find((node) => node.innerText.includes('is_archived')).click()",
  );
  await stage.slack.waitFor((slack) =>
    slack.faults.current.rules.some((rule) => rule.kind === 'error' && rule.error === 'is_archived'),
  );
});
