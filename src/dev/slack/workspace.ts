/** The seeded workspace "Digi-Cadence Demo": its people, its channels and the app's own identity, with ids in Slack's shapes. */

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly timeZone: string;
  readonly isAdmin: boolean;
  readonly isBot: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  isArchived: boolean;
  members: string[];
  /** The other person of a direct conversation with the app. */
  readonly person?: string;
}

export const TEAM = { id: 'T0DCDEMO1', name: 'Digi-Cadence Demo', domain: 'digi-cadence-demo' } as const;
export const APP = { id: 'A0DCAPP01', name: 'Digi-Cadence', userId: 'U0DCBOT01', botId: 'B0DCBOT01' } as const;

export const YOU = 'U0DCANA01';

export const PEOPLE: readonly Person[] = [
  person(YOU, 'you', 'Ada Analyst', 'Analyst', 'Europe/London', true),
  person('U0DCMGR01', 'bruno', 'Bruno Brandt', 'Brand manager', 'Europe/Berlin', false),
  person('U0DCCMO01', 'carmen', 'Carmen Osei', 'Chief marketing officer', 'America/New_York', false),
  { ...person(APP.userId, 'digi-cadence', APP.name, 'App', 'UTC', false), isBot: true },
];

function person(id: string, name: string, realName: string, title: string, timeZone: string, isAdmin: boolean): Person {
  return { id, name, realName, title, timeZone, isAdmin, isBot: false };
}

/** The channels at first start. The app is not in #general (public) nor in #board-prep (private). */
export function seedChannels(): Channel[] {
  const humans = PEOPLE.filter((entry) => !entry.isBot).map((entry) => entry.id);
  const channel = (id: string, name: string, kind: Channel['kind'], topic: string, members: string[]): Channel => ({
    id,
    name,
    kind,
    topic,
    isArchived: name === 'archive',
    members,
  });
  return [
    channel('C0DCPERF1', 'brand-performance', 'public', 'Scores, what moved, and what to do', [...humans, APP.userId]),
    channel('C0DCEXEC1', 'executive', 'private', 'For the board: findings only', [...humans, APP.userId]),
    channel('C0DCGEN01', 'general', 'public', 'Company-wide', [...humans]),
    channel('C0DCBRD01', 'board-prep', 'private', 'The app was not invited here', [YOU, 'U0DCCMO01']),
    channel('C0DCARC01', 'archive', 'public', 'Closed in 2025', [...humans, APP.userId]),
    ...humans.map(
      (id, index): Channel => ({
        ...channel(`D0DCDM00${index + 1}`, `dm-${id}`, 'im', '', [id, APP.userId]),
        person: id,
      }),
    ),
  ];
}

/** Every scope of the app's manifest; what a test wants to withhold it lists itself. */
export const DEFAULT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'files:write',
  'files:read',
  'users:read',
  'im:write',
  'chat:write.public',
  'links:read',
  'links:write',
  'app_mentions:read',
  'im:history',
  'channels:read',
  'groups:read',
  'usergroups:read',
];
