/** The report builder: searching names, changing the report, answering open questions, submitting. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import { AppError } from '../../errors.ts';
import type { Option } from '../../render/blocks/block.ts';
import type { Actor, SlackContext } from '../context.ts';
import { checkPayload, LIMITS } from '../limits.ts';
import { checkForm } from '../modals/builder-check.ts';
import { answer, type BuilderState, type FormView, type Role, stateOfView, TO_ME } from '../modals/builder-state.ts';
import {
  BUILDER_ACTION,
  BUILDER_CALLBACK,
  brandOption,
  comparisonOptions,
  projectOption,
  ROLE_LABELS,
  roleOption,
} from '../modals/builder-view.ts';
import { formOf, updateView } from '../modals/open.ts';
import { type Name, nameKey, type Vocabulary } from '../parse/vocabulary.ts';
import { destinationOf, submit } from '../submit.ts';
import { guarded } from '../tell.ts';
import { actorOf } from './actor.ts';
import { valueOfAction } from './value.ts';

/** A search answers inside Slack's three seconds whatever the database does; memory stands in after this long. */
const SEARCH_TIMEOUT_MS = 1_200;

export function listenToBuilder(app: App, ctx: SlackContext): void {
  app.options(BUILDER_ACTION.brands, async ({ ack, options }) => {
    const found = await searchBrands(ctx, options.value);
    await ack(bounded(found));
  });

  app.options(BUILDER_ACTION.projects, async ({ ack, options }) => {
    const found = await searchProjects(ctx, options.value);
    await ack(bounded(found.map(projectOption)));
  });

  app.options(BUILDER_ACTION.compare, async ({ ack, options }) => {
    const found = await searchProjects(ctx, options.value);
    const all = comparisonOptions(found);
    const query = nameKey(options.value);
    await ack(
      bounded(all.filter((option) => option.value.startsWith('project:') || nameKey(option.text.text).includes(query))),
    );
  });

  const change =
    (work: (state: BuilderState, vocabulary: Vocabulary, value: string) => BuilderState) =>
    async ({ ack, body, action }: { ack: () => Promise<void>; body: object; action: object }): Promise<void> => {
      await ack();
      const { view } = body as { view?: FormView & { id: string; hash: string } };
      if (!view) return;
      await guarded(ctx, actorOf(body as Parameters<typeof actorOf>[0]), async () => {
        const vocabulary = await ctx.vocabulary.ready();
        const state = work(stateOfView(view, vocabulary), vocabulary, valueOfAction(action));
        await updateView(ctx, view.id, view.hash, formOf(ctx, state, vocabulary));
      });
    };

  for (const id of [BUILDER_ACTION.report, BUILDER_ACTION.brands, BUILDER_ACTION.projects, BUILDER_ACTION.period])
    app.action(
      id,
      change((state) => state),
    );
  app.action(
    new RegExp(`^${BUILDER_ACTION.mean}:`),
    change((state, vocabulary, value) => {
      const chosen = readChoice(value);
      return chosen ? answer(state, chosen.question, chosen, vocabulary) : state;
    }),
  );

  app.view(BUILDER_CALLBACK, async ({ ack, body, view }) => {
    const state = stateOfView(view, ctx.vocabulary.current());
    const checked = checkForm(state, ctx.vocabulary.current());
    if (!checked.ok) {
      await ack({ response_action: 'errors', errors: { ...checked.errors } });
      return;
    }
    await ack();
    const actor: Actor = { ...actorOf(body), channel: null };
    await guarded(ctx, actor, async () => {
      const { conversation } = checked;
      const to = destinationOf(
        actor,
        conversation === TO_ME ? { kind: 'me' } : { kind: 'channel', channel: conversation },
      );
      // Submitting the same form twice is one request; a form that was corrected is another, because the request differs.
      await submit(ctx, checked.request, to, `view:${view.id}`);
    });
  });
}

function bounded(options: readonly Option[]) {
  const payload = { options: options.slice(0, LIMITS.selectOptions).map((option) => ({ ...option })) };
  checkPayload(payload);
  return payload;
}

function readChoice(value: string): (Pick<Name, 'kind' | 'value'> & { question: number }) | null {
  try {
    const read = JSON.parse(value) as Partial<Pick<Name, 'kind' | 'value'> & { question: number }>;
    const { kind, value: name, question } = read;
    return kind !== undefined && typeof name === 'string' && typeof question === 'number'
      ? { kind, value: name, question }
      : null;
  } catch {
    return null;
  }
}

/** Groups of brands first, then brands from the database; without it in time, from memory. */
async function searchBrands(ctx: SlackContext, query: string): Promise<Option[]> {
  const key = nameKey(query);
  const roles = (Object.keys(ROLE_LABELS) as Role[]).filter((role) => nameKey(ROLE_LABELS[role]).includes(key));
  const room = LIMITS.selectOptions - roles.length;
  const found = await inTime(ctx, async () => (await ctx.data.searchBrands(query, room)).map((each) => each.brand));
  const names = found ?? fromMemory(ctx, key, (catalog) => catalog.brands.map((each) => each.brand)).slice(0, room);
  return [...roles.map(roleOption), ...names.map(brandOption)];
}

async function searchProjects(ctx: SlackContext, query: string): Promise<string[]> {
  const room = LIMITS.selectOptions - 2;
  const found = await inTime(ctx, async () => (await ctx.data.searchProjects(query, room)).map((each) => each.project));
  return (
    found ?? fromMemory(ctx, nameKey(query), (catalog) => catalog.projects.map((each) => each.project)).slice(0, room)
  );
}

type Catalog = NonNullable<ReturnType<SlackContext['vocabulary']['current']>>['catalog'];

function fromMemory(ctx: SlackContext, key: string, names: (catalog: Catalog) => readonly string[]): string[] {
  const vocabulary = ctx.vocabulary.current();
  return vocabulary === null ? [] : names(vocabulary.catalog).filter((name) => nameKey(name).includes(key));
}

/** The answer, or null when it does not come in time or fails. */
async function inTime<T>(ctx: SlackContext, work: () => Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  try {
    const late = sleep(SEARCH_TIMEOUT_MS, null, { signal: stop.signal, ref: false }).catch(() => null);
    const answer = await Promise.race([work(), late]);
    if (answer === null) ctx.logger.warn('a name search took too long; memory answered');
    return answer;
  } catch (error) {
    ctx.logger.warn(
      { err: error instanceof AppError ? error.message : error },
      'a name search failed; memory answered',
    );
    return null;
  } finally {
    stop.abort();
  }
}
