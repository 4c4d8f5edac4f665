/** Every Web API method the stand-in answers, by name. */
import { arg, type Method, method, SlackApiError } from '../method.ts';
import { presentPerson } from '../presentation.ts';
import { APP, PEOPLE, TEAM } from '../workspace.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { viewMethods } from './views.ts';

const identityMethods: Readonly<Record<string, Method>> = {
  'api.test': method({ token: 'none', args: { error: arg.text.optional(), foo: arg.text.optional() } }, (args) => {
    if (args.error !== undefined) throw new SlackApiError(args.error, { args });
    return { args };
  }),

  'auth.test': method({ args: {} }, (_args, { baseUrl }) => ({
    url: `${baseUrl}/`,
    team: TEAM.name,
    user: 'digi-cadence',
    team_id: TEAM.id,
    user_id: APP.userId,
    bot_id: APP.botId,
    is_enterprise_install: false,
  })),

  'team.info': method(
    { scopes: ['team:read'], args: { team: arg.text.optional(), domain: arg.text.optional() } },
    () => ({
      team: { id: TEAM.id, name: TEAM.name, domain: TEAM.domain, email_domain: '', icon: { image_default: true } },
    }),
  ),

  'users.info': method(
    { scopes: ['users:read'], takesJson: false, args: { user: arg.id, include_locale: arg.flag.optional() } },
    (args) => {
      const person = PEOPLE.find((entry) => entry.id === args.user);
      if (person === undefined) throw new SlackApiError('user_not_found');
      return { user: { ...presentPerson(person), ...(args.include_locale === true ? { locale: 'en-GB' } : {}) } };
    },
  ),

  'users.list': method(
    {
      scopes: ['users:read'],
      takesJson: false,
      args: { cursor: arg.text.optional(), limit: arg.count.optional(), include_locale: arg.flag.optional() },
    },
    (_args, { state }) => ({
      members: PEOPLE.map(presentPerson),
      cache_ts: Math.floor(state.nowMs() / 1_000),
      response_metadata: { next_cursor: '' },
    }),
  ),
};

export const METHODS: Readonly<Record<string, Method>> = {
  ...identityMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...viewMethods,
};
