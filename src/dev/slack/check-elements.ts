/** The shapes of Block Kit's composition objects and interactive elements, and which block may hold which. */
import {
  all,
  boolean,
  byType,
  type Check,
  integer,
  isObject,
  list,
  object,
  oneOf,
  rule,
  string,
} from './check-shape.ts';
import { LIMITS } from './limits.ts';

const E = LIMITS.element;

export function plainText(max: number): Check {
  return object({ type: oneOf('plain_text'), text: string({ min: 1, max }) }, { emoji: boolean });
}

function mrkdwn(max: number): Check {
  return object({ type: oneOf('mrkdwn'), text: string({ min: 1, max }) }, { verbatim: boolean });
}

/** plain_text or mrkdwn. Slack complains about the whole object first, then about the part. */
export function anyText(max: number): Check {
  const shapes = { plain_text: plainText(max), mrkdwn: mrkdwn(max) };
  return (value, pointer, problems) => {
    const found: typeof problems = [];
    byType(shapes, ['plain_text', 'mrkdwn'])(value, pointer, found);
    if (found.length > 0) problems.push({ message: 'failed to match all allowed schemas', pointer }, ...found);
  };
}

const confirm = object(
  { text: anyText(E.confirmText) },
  {
    title: plainText(E.confirmTitle),
    confirm: plainText(E.confirmButton),
    deny: plainText(E.confirmButton),
    style: oneOf('primary', 'danger'),
  },
);

function option(text: Check, url = false): Check {
  return object(
    { text },
    {
      value: string({ min: 1, max: E.optionValue }),
      description: anyText(E.optionDescription),
      ...(url ? { url: string({ max: E.url }) } : {}),
    },
  );
}

const selectOption = option(plainText(E.optionText));
const choiceOption = option(anyText(E.optionText));

/** Options as an app returns them to a block_suggestion. */
export const suggestedOptions: Check = all(
  object(
    {},
    {
      options: list(selectOption, { max: E.options }),
      option_groups: list(
        object({ label: plainText(E.optionGroupLabel), options: list(selectOption, { max: E.options }) }),
        { max: E.optionGroups },
      ),
    },
  ),
  rule((value) =>
    value.options === undefined && value.option_groups === undefined ? 'missing required field: options' : null,
  ),
);

function sameOption(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return false;
  const text = (value: unknown) => (isObject(value) ? value.text : undefined);
  return a.value === b.value && text(a.text) === text(b.text) && text(a.description) === text(b.description);
}

/** Slack refuses an initial option that is not, word for word, one of the options. */
const initialAmongOptions = rule((element) => {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const offered: unknown[] = [
    ...(Array.isArray(element.options) ? element.options : []),
    ...groups.flatMap((group) => (isObject(group) && Array.isArray(group.options) ? group.options : [])),
  ];
  const chosen: unknown[] = [
    ...(element.initial_option === undefined ? [] : [element.initial_option]),
    ...(Array.isArray(element.initial_options) ? element.initial_options : []),
  ];
  return chosen.every((entry) => offered.some((candidate) => sameOption(entry, candidate)))
    ? null
    : 'initial option must exactly match one of the provided options';
});

const optionsOrGroups = rule((element) =>
  (element.options === undefined) === (element.option_groups === undefined)
    ? 'must define either `options` or `option_groups`'
    : null,
);

const actionable = { action_id: string({ min: 1, max: E.actionId }), confirm };
const focusable = { ...actionable, focus_on_load: boolean };
const placeholdable = { ...focusable, placeholder: plainText(E.placeholder) };
const dispatchable = {
  ...placeholdable,
  dispatch_action_config: object({
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
  }),
};
const staticOptions = {
  options: list(selectOption, { min: 1, max: E.options }),
  option_groups: list(
    object({ label: plainText(E.optionGroupLabel), options: list(selectOption, { min: 1, max: E.options }) }),
    { min: 1, max: E.optionGroups },
  ),
};
const id = string({ min: 1, max: 255 });
const ids = list(id, { max: 100 });
const several = { max_selected_items: integer(1, 100) };
const conversationFilter = {
  default_to_current_conversation: boolean,
  filter: object(
    {},
    {
      include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
      exclude_external_shared_channels: boolean,
      exclude_bot_users: boolean,
    },
  ),
};

function element(type: string, required: Record<string, Check>, optional: Record<string, Check>, ...rules: Check[]) {
  return all(object({ type: oneOf(type), ...required }, optional), ...rules);
}

export const slackFile: Check = all(
  object({}, { id: string({ pattern: /^F[A-Z0-9]{2,}$/ }), url: string({ max: E.url }) }),
  rule((file) => ((file.id === undefined) === (file.url === undefined) ? 'must define either `id` or `url`' : null)),
);

const oneImageSource = rule((image) =>
  (image.image_url === undefined) === (image.slack_file === undefined)
    ? 'must define either `image_url` or `slack_file`'
    : null,
);

/** Shared by the image block and the image element. */
export const imageSource = {
  checks: { image_url: string({ max: LIMITS.block.imageUrl, pattern: /^https?:\/\// }), slack_file: slackFile },
  rule: oneImageSource,
};

export const ELEMENTS: Readonly<Record<string, Check>> = {
  image: element(
    'image',
    { alt_text: string({ min: 1, max: LIMITS.block.imageAlt }) },
    imageSource.checks,
    oneImageSource,
  ),
  plain_text: plainText(LIMITS.block.sectionText),
  mrkdwn: mrkdwn(LIMITS.block.sectionText),
  button: element(
    'button',
    { text: plainText(E.buttonText) },
    {
      ...actionable,
      url: string({ max: E.url }),
      value: string({ max: E.buttonValue }),
      style: oneOf('primary', 'danger'),
      accessibility_label: string({ max: E.accessibilityLabel }),
    },
  ),
  overflow: element(
    'overflow',
    { options: list(option(plainText(E.optionText), true), { min: 1, max: E.overflowOptions }) },
    actionable,
  ),
  static_select: element(
    'static_select',
    {},
    { ...placeholdable, ...staticOptions, initial_option: selectOption },
    optionsOrGroups,
    initialAmongOptions,
  ),
  multi_static_select: element(
    'multi_static_select',
    {},
    { ...placeholdable, ...staticOptions, ...several, initial_options: list(selectOption, { min: 1, max: E.options }) },
    optionsOrGroups,
    initialAmongOptions,
  ),
  external_select: element(
    'external_select',
    {},
    { ...placeholdable, min_query_length: integer(0, 255), initial_option: selectOption },
  ),
  multi_external_select: element(
    'multi_external_select',
    {},
    {
      ...placeholdable,
      ...several,
      min_query_length: integer(0, 255),
      initial_options: list(selectOption, { min: 1, max: E.options }),
    },
  ),
  users_select: element('users_select', {}, { ...placeholdable, initial_user: id }),
  multi_users_select: element('multi_users_select', {}, { ...placeholdable, ...several, initial_users: ids }),
  conversations_select: element(
    'conversations_select',
    {},
    { ...placeholdable, ...conversationFilter, initial_conversation: id, response_url_enabled: boolean },
  ),
  multi_conversations_select: element(
    'multi_conversations_select',
    {},
    { ...placeholdable, ...conversationFilter, ...several, initial_conversations: ids },
  ),
  channels_select: element(
    'channels_select',
    {},
    { ...placeholdable, initial_channel: id, response_url_enabled: boolean },
  ),
  multi_channels_select: element('multi_channels_select', {}, { ...placeholdable, ...several, initial_channels: ids }),
  datepicker: element('datepicker', {}, { ...placeholdable, initial_date: string({ pattern: /^\d{4}-\d{2}-\d{2}$/ }) }),
  timepicker: element(
    'timepicker',
    {},
    { ...placeholdable, initial_time: string({ pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }), timezone: string() },
  ),
  datetimepicker: element(
    'datetimepicker',
    {},
    { ...focusable, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  ),
  checkboxes: element(
    'checkboxes',
    { options: list(choiceOption, { min: 1, max: E.choices }) },
    { ...focusable, initial_options: list(choiceOption, { min: 1, max: E.choices }) },
    initialAmongOptions,
  ),
  radio_buttons: element(
    'radio_buttons',
    { options: list(choiceOption, { min: 1, max: E.choices }) },
    { ...focusable, initial_option: choiceOption },
    initialAmongOptions,
  ),
  plain_text_input: element(
    'plain_text_input',
    {},
    {
      ...dispatchable,
      initial_value: string({ max: E.input }),
      multiline: boolean,
      min_length: integer(0, E.input),
      max_length: integer(1, E.input),
    },
  ),
  email_text_input: element('email_text_input', {}, { ...dispatchable, initial_value: string() }),
  url_text_input: element('url_text_input', {}, { ...dispatchable, initial_value: string() }),
  number_input: element(
    'number_input',
    { is_decimal_allowed: boolean },
    { ...dispatchable, initial_value: string(), min_value: string(), max_value: string() },
  ),
};

const SELECTS = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
];
const CHOICES = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];

/** Which element may stand in which block. */
export const PLACES = {
  section: ['button', 'image', 'overflow', ...CHOICES, ...SELECTS],
  actions: ['button', 'overflow', 'datetimepicker', ...CHOICES, ...SELECTS],
  context: ['image', 'plain_text', 'mrkdwn'],
  input: [
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    'datetimepicker',
    ...CHOICES,
    ...SELECTS,
  ],
} as const;
