/**
 * The app's manifest, from the code: `manifest.yml` is this text, and a test holds both to what the code registers and
 * calls. Placeholders stand where the installation's own address goes.
 */
import type { SlackMethod } from './api.ts';

/** The scope that a method needs; null: none. `optional` ones are used when granted, and never asked for. */
export const METHOD_SCOPES: Readonly<Record<SlackMethod, { readonly scope: string | null; readonly optional?: true }>> =
  {
    'auth.test': { scope: null },
    'chat.postMessage': { scope: 'chat:write' },
    'chat.update': { scope: 'chat:write' },
    'chat.postEphemeral': { scope: 'chat:write' },
    'views.open': { scope: null },
    'views.update': { scope: null },
    'conversations.open': { scope: 'im:write' },
    'conversations.history': { scope: 'channels:history', optional: true },
    'conversations.replies': { scope: 'channels:history', optional: true },
    'users.info': { scope: 'users:read' },
    'files.info': { scope: 'files:read' },
    'files.getUploadURLExternal': { scope: 'files:write' },
    'files.completeUploadExternal': { scope: 'files:write' },
  };

/** What the manifest asks for: one scope for commands, and those of the methods that the core path calls. */
export function requiredScopes(): string[] {
  const scopes = Object.values(METHOD_SCOPES).flatMap(({ scope, optional }) =>
    scope === null || optional ? [] : [scope],
  );
  return [...new Set(['commands', ...scopes])].sort();
}

const EVENTS_URL = 'https://YOUR-HOST/slack/events';

export interface Manifest {
  readonly [key: string]: string | number | boolean | Manifest | readonly (string | Manifest)[];
}

/** @param command the slash command with its slash */
export function createManifest(command: string): Manifest {
  return {
    display_information: {
      name: 'Digi-Cadence',
      description: 'Brand analytics where you already are: scores explained and delivered in Slack',
      background_color: '#1B1F24',
    },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Digi-Cadence', always_online: true },
      slash_commands: [
        {
          command,
          url: EVENTS_URL,
          description: 'Reports on your brands',
          usage_hint: 'report dc-score-performance for <brand> last 12 months',
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: requiredScopes() } },
    settings: {
      event_subscriptions: { request_url: EVENTS_URL, bot_events: ['file_shared'] },
      interactivity: { is_enabled: true, request_url: EVENTS_URL, message_menu_options_url: EVENTS_URL },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}

/** The manifest as YAML. Every text is quoted as in JSON, which YAML reads alike. */
export function manifestYaml(command: string): string {
  const head = [
    '# The Slack app of Digi-Cadence, to paste at api.slack.com/apps > Create New App > From a manifest.',
    '# Replace YOUR-HOST by the address under which the app is reached. For Socket Mode set socket_mode_enabled to true',
    '# and give the app an app-level token with connections:write; the addresses are then not used.',
    '# Written from src/slack/manifest.ts: a test fails when the two differ.',
  ];
  return `${[...head, ...yamlLines(createManifest(command), '')].join('\n')}\n`;
}

function yamlLines(node: Manifest, indent: string): string[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (Array.isArray(value))
      return [
        `${indent}${key}:`,
        ...value.flatMap((item: string | Manifest) => {
          if (typeof item === 'string') return [`${indent}  - ${JSON.stringify(item)}`];
          const [first = '', ...rest] = yamlLines(item, `${indent}    `);
          return [`${indent}  - ${first.trimStart()}`, ...rest];
        }),
      ];
    if (typeof value === 'object') return [`${indent}${key}:`, ...yamlLines(value as Manifest, `${indent}  `)];
    return [`${indent}${key}: ${JSON.stringify(value)}`];
  });
}
