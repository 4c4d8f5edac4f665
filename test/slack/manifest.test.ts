import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { registerListeners } from '../../src/slack/app.ts';
import type { SlackContext } from '../../src/slack/context.ts';
import { createManifest, METHOD_SCOPES, manifestYaml, requiredScopes } from '../../src/slack/manifest.ts';

const root = join(import.meta.dirname, '..', '..');
const command = readConfig({}).SLACK_COMMAND;

/** What the listeners register, on an app that only takes notes. */
function registered() {
  const notes = {
    command: [] as string[],
    event: [] as string[],
    shortcut: [] as string[],
    action: [] as string[],
    options: [] as string[],
    view: [] as string[],
  };
  const app = new Proxy(
    {},
    {
      get: (_, kind: keyof typeof notes) => (id: unknown) => {
        if (!(kind in notes)) throw new Error(`the manifest knows nothing of app.${String(kind)}()`);
        notes[kind].push(String(id));
      },
    },
  );
  registerListeners(app as never, { command } as SlackContext);
  return notes;
}

describe('manifest.yml', () => {
  it('is what the code says', () => {
    expect(readFileSync(join(root, 'manifest.yml'), 'utf8')).toBe(manifestYaml(command));
  });

  it('names exactly the commands, events and shortcuts that the code listens to', () => {
    const notes = registered();
    const manifest = createManifest(command) as {
      features: { slash_commands: { command: string }[]; shortcuts?: { callback_id: string }[] };
      settings: {
        event_subscriptions?: { bot_events: string[] };
        interactivity: { is_enabled: boolean; message_menu_options_url?: string };
      };
    };
    expect(manifest.features.slash_commands.map((each) => each.command)).toEqual(notes.command);
    expect(manifest.features.shortcuts?.map((each) => each.callback_id) ?? []).toEqual(notes.shortcut);
    expect(manifest.settings.event_subscriptions?.bot_events ?? []).toEqual(notes.event);
    expect(manifest.settings.interactivity.is_enabled).toBe(notes.action.length + notes.view.length > 0);
    expect(manifest.settings.interactivity.message_menu_options_url !== undefined).toBe(notes.options.length > 0);
  });

  it('asks for the scopes of the methods that the code calls, and for no others', () => {
    const sources = readdirSync(join(root, 'src/slack'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('manifest.ts') && !name.endsWith('errors.ts'))
      .map((name) => readFileSync(join(root, 'src/slack', name), 'utf8'))
      .join('\n');
    const called = new Set([...sources.matchAll(/\bcall\(\s*'([\w.]+)'/g)].map((match) => match[1]));
    expect([...called].sort()).toEqual(Object.keys(METHOD_SCOPES).sort());
    expect(requiredScopes()).toEqual(['chat:write', 'commands', 'files:read', 'files:write', 'im:write', 'users:read']);
  });

  it('keeps inside Slack’s own bounds for manifests', () => {
    const { display_information, features } = createManifest(command) as {
      display_information: { name: string; description: string };
      features: { slash_commands: { description: string; usage_hint: string }[] };
    };
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    for (const each of features.slash_commands) {
      expect(each.description.length).toBeLessThanOrEqual(2_000);
      expect(each.usage_hint.length).toBeLessThanOrEqual(1_000);
    }
  });
});
