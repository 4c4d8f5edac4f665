/** Everything the stand-in remembers, kept in its own process so that the app may die and come back. Changes are announced. */

import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './check-shape.ts';
import { LIMITS } from './limits.ts';
import { type Channel, PEOPLE, seedChannels } from './workspace.ts';

export interface Message {
  readonly ts: string;
  readonly channel: string;
  /** The author: a person, or the app's bot user. */
  readonly user: string;
  readonly byApp: boolean;
  text: string;
  blocks: Json[];
  attachments: Json[];
  files: string[];
  threadTs?: string;
  /** Set on messages that one person alone sees. */
  readonly onlyFor?: string;
  subtype?: string;
  metadata?: Json;
  reactions: { name: string; users: string[] }[];
  editedTs?: string;
  unfurls?: Json;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly user: string;
  readonly bytes: number;
  readonly altText: string;
  readonly createdMs: number;
  readonly uploadKey: string;
  uploaded: boolean;
  completed: boolean;
  /** From this instant on Slack has looked at the file and blocks may show it. */
  processedMs: number;
  shares: { channel: string; ts: string }[];
}

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  /** The view as the app sent it, with generated block and action ids. */
  content: Json;
  /** What the person has entered so far: block id → action id → value. */
  entered: Record<string, Record<string, Json>>;
  /** Where the interaction happened that led here; null for the home tab. */
  readonly channel: string | null;
}

interface Trigger {
  readonly user: string;
  readonly channel: string | null;
  readonly createdMs: number;
  readonly viewId: string | null;
  exchanged: boolean;
}

interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly createdMs: number;
  readonly messageTs: string | null;
  readonly threadTs: string | null;
  uses: number;
}

/** What happened, for the page's live stream and for waiting tests. `user` set: only that person sees it. */
export interface Change {
  readonly kind:
    | 'message'
    | 'deleted'
    | 'view'
    | 'home'
    | 'file'
    | 'channel'
    | 'faults'
    | 'call'
    | 'delivery'
    | 'notice';
  readonly user?: string;
  readonly data: Json;
}

interface Snapshot {
  channels: Channel[];
  messages: Message[];
  files: StoredFile[];
}

export class SlackState {
  readonly changes = new EventEmitter<{ change: [Change] }>();
  readonly channels: Map<string, Channel>;
  readonly messages: Message[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly fileBytes = new Map<string, Buffer>();
  /** Open modals per person, the topmost last. */
  readonly stacks = new Map<string, View[]>();
  readonly homes = new Map<string, View>();
  readonly #triggers = new Map<string, Trigger>();
  readonly #responseUrls = new Map<string, ResponseUrl>();
  readonly #nowMs: () => number;
  readonly #directory: string | null;
  #lastMicros = 0;
  #saving: NodeJS.Immediate | null = null;

  constructor(nowMs: () => number, directory: string | null) {
    this.#nowMs = nowMs;
    this.#directory = directory;
    this.changes.setMaxListeners(0);
    this.channels = new Map(seedChannels().map((channel) => [channel.id, channel]));
    if (directory !== null) this.#restore(directory);
  }

  nowMs(): number {
    return this.#nowMs();
  }

  announce(change: Change): void {
    this.#save();
    this.changes.emit('change', change);
  }

  /** A message's timestamp is its id: seconds and six digits, never twice. */
  nextTs(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, this.#nowMs() * 1_000);
    const seconds = Math.floor(this.#lastMicros / 1e6);
    return `${seconds}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  newId(prefix: string): string {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    return prefix + Array.from(randomBytes(9), (byte) => alphabet[byte % alphabet.length]).join('');
  }

  /** Ids as Slack generates them for blocks and actions without one. */
  newBlockId(): string {
    return randomBytes(4).toString('base64url').slice(0, 5);
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages.find((entry) => entry.channel === channel && entry.ts === ts);
  }

  addMessage(message: Omit<Message, 'ts' | 'reactions'>): Message {
    const added: Message = { ...message, ts: this.nextTs(), reactions: [] };
    this.messages.push(added);
    this.announceMessage(added);
    return added;
  }

  announceMessage(message: Message): void {
    this.announce({
      kind: 'message',
      ...(message.onlyFor === undefined ? {} : { user: message.onlyFor }),
      data: { message: { ...message }, channel: message.channel },
    });
  }

  deleteMessage(message: Message): void {
    this.messages.splice(this.messages.indexOf(message), 1);
    this.announce({ kind: 'deleted', data: { channel: message.channel, ts: message.ts } });
  }

  newTrigger(user: string, channel: string | null, viewId: string | null = null): string {
    const createdMs = this.#nowMs();
    const id = `${createdMs}.${Math.floor(createdMs / 7)}.${randomBytes(16).toString('hex')}`;
    this.#triggers.set(id, { user, channel, createdMs, viewId, exchanged: false });
    return id;
  }

  /** Exchanges a trigger for the person behind it, once, within three seconds. */
  exchangeTrigger(id: string): Trigger | 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) return 'invalid_trigger_id';
    if (trigger.exchanged) return 'exchanged_trigger_id';
    if (this.#nowMs() - trigger.createdMs > LIMITS.triggerLifeMs) return 'expired_trigger_id';
    trigger.exchanged = true;
    return trigger;
  }

  newResponseUrl(target: { channel: string; user: string; messageTs: string | null; threadTs: string | null }): string {
    const key = randomBytes(12).toString('hex');
    this.#responseUrls.set(key, { ...target, createdMs: this.#nowMs(), uses: 0 });
    return key;
  }

  /** Counts one use of a response URL: five within thirty minutes. */
  useResponseUrl(key: string): ResponseUrl | 'expired_url' | 'used_url' {
    const found = this.#responseUrls.get(key);
    if (found === undefined || this.#nowMs() - found.createdMs > LIMITS.responseUrl.lifeMs) return 'expired_url';
    if (found.uses >= LIMITS.responseUrl.uses) return 'used_url';
    found.uses += 1;
    return found;
  }

  stackOf(user: string): View[] {
    const stack = this.stacks.get(user) ?? [];
    this.stacks.set(user, stack);
    return stack;
  }

  view(id: string): View | undefined {
    return [...this.stacks.values(), [...this.homes.values()]].flat().find((view) => view.id === id);
  }

  viewByExternalId(externalId: string): View | undefined {
    return [...this.stacks.values(), [...this.homes.values()]]
      .flat()
      .find((view) => view.content.external_id === externalId);
  }

  newHash(): string {
    return `${Math.floor(this.#nowMs() / 1_000)}.${randomBytes(4).toString('hex')}`;
  }

  /** Tells the person's page which modals are open now. */
  announceStack(user: string): void {
    this.announce({ kind: 'view', user, data: { stack: this.stackOf(user).map((view) => ({ ...view })) } });
  }

  storeBytes(file: StoredFile, bytes: Buffer): void {
    this.fileBytes.set(file.id, bytes);
    file.uploaded = true;
    if (this.#directory !== null) {
      mkdirSync(join(this.#directory, 'files'), { recursive: true });
      writeFileSync(join(this.#directory, 'files', file.id), bytes);
    }
    this.announce({ kind: 'file', data: { file: { ...file } } });
  }

  deleteFile(file: StoredFile): void {
    this.files.delete(file.id);
    this.fileBytes.delete(file.id);
    if (this.#directory !== null) rmSync(join(this.#directory, 'files', file.id), { force: true });
    for (const message of this.messages)
      if (message.files.includes(file.id)) {
        message.files = message.files.filter((id) => id !== file.id);
        this.announceMessage(message);
      }
    this.announce({ kind: 'file', data: { deleted: file.id } });
  }

  isMember(channel: Channel, user: string): boolean {
    return channel.members.includes(user);
  }

  /** The direct conversation between a person and the app. */
  directChannel(user: string): Channel | undefined {
    return [...this.channels.values()].find((channel) => channel.kind === 'im' && channel.person === user);
  }

  person(id: string) {
    return PEOPLE.find((entry) => entry.id === id);
  }

  /** Writes what is not yet written. */
  flush(): void {
    if (this.#saving !== null) clearImmediate(this.#saving);
    this.#saving = null;
    if (this.#directory === null) return;
    mkdirSync(this.#directory, { recursive: true });
    const snapshot: Snapshot = {
      channels: [...this.channels.values()],
      messages: this.messages,
      files: [...this.files.values()],
    };
    const path = join(this.#directory, 'slack.json');
    writeFileSync(`${path}.new`, JSON.stringify(snapshot, null, 2));
    renameSync(`${path}.new`, path);
  }

  #save(): void {
    if (this.#directory === null || this.#saving !== null) return;
    this.#saving = setImmediate(() => {
      this.flush();
    });
  }

  #restore(directory: string): void {
    let snapshot: Snapshot;
    try {
      snapshot = JSON.parse(readFileSync(join(directory, 'slack.json'), 'utf8')) as Snapshot;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    for (const channel of snapshot.channels) this.channels.set(channel.id, channel);
    this.messages.push(...snapshot.messages);
    for (const file of snapshot.files) {
      this.files.set(file.id, file);
      if (file.uploaded) this.fileBytes.set(file.id, readFileSync(join(directory, 'files', file.id)));
    }
    const last = snapshot.messages.at(-1);
    if (last !== undefined) this.#lastMicros = Math.round(Number(last.ts) * 1e6);
  }
}
