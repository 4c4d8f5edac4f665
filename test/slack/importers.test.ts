/** Who may import through Slack, and what the others are told. */
import { expect, it } from 'vitest';
import { platformError } from '../../src/slack/errors.ts';
import { requireImporter } from '../../src/slack/importers.ts';

const actor = { team: 'T1', user: 'U1', channel: 'D1', thread: null, responseUrl: null };

const ask = (answer: object | Error, importers: readonly string[] = []) => {
  const asked: unknown[] = [];
  const call = async (method: string, args: object): Promise<never> => {
    asked.push([method, args]);
    if (answer instanceof Error) throw answer;
    return { user: answer } as never;
  };
  return { asked, done: requireImporter({ api: { call } as never, importers }, actor) };
};

it.each([
  ['an administrator', { team_id: 'T1', is_admin: true }],
  ['an owner', { team_id: 'T1', is_owner: true }],
  [
    'an administrator of an organisation with several workspaces',
    { team_id: 'T0', is_admin: true, enterprise_user: { teams: ['T1'] } },
  ],
])('lets %s', async (_, user) => {
  await expect(ask(user).done).resolves.toBeUndefined();
});

it('lets those whom the configuration names, without asking Slack', async () => {
  const { asked, done } = ask(new Error('not asked'), ['U0', 'U1']);
  await done;
  expect(asked).toEqual([]);
});

it.each([
  ['a member', { team_id: 'T1', is_admin: false, is_owner: false }],
  ['an administrator of another organisation', { team_id: 'T9', is_admin: true, is_owner: true }],
])('refuses %s, and says whom to ask', async (_, user) => {
  await expect(ask(user).done).rejects.toMatchObject({
    code: 'forbidden',
    what: 'Nothing was imported.',
    why: expect.stringContaining('only administrators of this workspace'),
    fix: expect.stringContaining('add your member id U1 to SLACK_IMPORTERS'),
  });
});

it('refuses when Slack does not tell who is an administrator, and passes on every other failure', async () => {
  const scope = platformError('users.info', 'missing_scope', [], true, null);
  await expect(ask(scope).done).rejects.toMatchObject({
    code: 'forbidden',
    why: expect.stringContaining('users:read'),
    fix: expect.stringContaining('SLACK_IMPORTERS'),
  });
  const broken = platformError('users.info', 'internal_error', [], true, null);
  await expect(ask(broken).done).rejects.toBe(broken);
});
