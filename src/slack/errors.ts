/** Slack's error codes in words: what failed, why, what to do; and what they mean for the next try. */
import { DeliveryError, type DeliveryFailure, type Explanation } from '../errors.ts';

type Cause = Omit<Explanation, 'code' | 'what'> & { readonly failure: DeliveryFailure };

const permanent = (why: string, fix: string): Cause => ({ why, fix, failure: 'permanent' });
const passing = (why: string): Cause => ({ why, fix: 'It is tried again by itself.', failure: 'retry' });
const noFiles = (why: string, fix: string): Cause => ({ why, fix, failure: 'no-files' });

const INVITE = 'Type /invite and the app’s name in that channel, then press "Try again".';
const ADMIN = 'Ask a workspace administrator.';

const CAUSES: ReadonlyMap<string, Cause> = new Map(
  Object.entries({
    not_in_channel: permanent('The app is not a member of that channel.', INVITE),
    channel_not_found: permanent(
      'Slack does not show that channel to the app; private channels need an invitation.',
      INVITE,
    ),
    is_archived: permanent('That channel is archived.', 'Unarchive it, or choose another place.'),
    restricted_action: permanent(
      'Posting in that channel is restricted.',
      'Choose another place, or ask a workspace administrator.',
    ),
    restricted_action_read_only_channel: permanent('That channel is read-only.', 'Choose another place.'),
    restricted_action_thread_only_channel: permanent('That channel takes replies only.', 'Choose another place.'),
    restricted_action_non_threadable_channel: permanent('That channel takes no threads.', 'Choose another place.'),
    restricted_action_thread_locked: permanent('That thread is locked.', 'Ask for the report again outside it.'),
    cannot_dm_bot: permanent('Apps cannot be written to directly.', 'Choose a person or a channel.'),
    user_not_found: permanent('Slack does not know that person.', 'Choose another person.'),
    user_disabled: permanent('That account is deactivated.', 'Choose another person.'),
    users_not_found: permanent('Slack does not know that person.', 'Choose another person.'),
    message_not_found: permanent('The message was deleted.', 'Ask for the report again.'),
    cant_update_message: permanent('Slack does not let the app change that message.', 'Ask for the report again.'),
    edit_window_closed: permanent('The workspace does not let old messages be changed.', 'Ask for the report again.'),
    expired_trigger_id: permanent('The form was not opened within three seconds.', 'Try again.'),
    trigger_expired: permanent('The form was not opened within three seconds.', 'Try again.'),
    exchanged_trigger_id: permanent('That click was used already.', 'Try again.'),
    view_not_found: permanent('The form was closed in the meantime.', 'Open it again.'),
    missing_scope: permanent(
      'The app lacks a permission that it needs.',
      `${ADMIN} The app must be reinstalled with the scopes of its manifest.`,
    ),
    not_allowed_token_type: permanent('The app’s token is of the wrong kind.', ADMIN),
    invalid_auth: permanent('Slack refuses the app’s token.', `${ADMIN} The bot token must be renewed.`),
    not_authed: permanent('The app has no token.', `${ADMIN} The bot token must be set.`),
    account_inactive: permanent('The app was removed from this workspace.', ADMIN),
    token_revoked: permanent('The app’s token was revoked.', ADMIN),
    token_expired: permanent('The app’s token has expired.', ADMIN),
    org_login_required: permanent('The workspace is being moved to another organisation.', 'Try again later.'),
    ekm_access_denied: permanent('Administrators have suspended posting.', ADMIN),
    team_access_not_granted: permanent('The app has no access to that workspace.', ADMIN),
    file_uploads_disabled: noFiles(
      'File uploads are disabled in this workspace.',
      'Use the report page, or ask a workspace administrator.',
    ),
    file_uploads_except_images_disabled: noFiles(
      'This workspace takes no files but images.',
      'Use the report page, or ask a workspace administrator.',
    ),
    file_upload_size_restricted: noFiles(
      'This workspace restricts the size of files.',
      'Use the report page, or ask a workspace administrator.',
    ),
    file_type_not_allowed: noFiles(
      'This workspace does not take files of this kind.',
      'Use the report page, or ask a workspace administrator.',
    ),
    storage_limit_reached: noFiles('The file storage of this workspace is full.', ADMIN),
    slack_connect_file_upload_sharing_blocked: noFiles('Files may not be shared with other organisations.', ADMIN),
    slack_connect_blocked_file_type: noFiles('This kind of file may not be shared with other organisations.', ADMIN),
    ratelimited: passing('Slack asked the app to slow down.'),
    rate_limited: passing('Slack asked the app to slow down.'),
    internal_error: passing('Slack had an internal error.'),
    fatal_error: passing('Slack had an internal error.'),
    service_unavailable: passing('Slack is not available at the moment.'),
    request_timeout: passing('Slack did not receive the whole request.'),
    file_not_found: passing('Slack is still processing an uploaded file.'),
  } satisfies Record<string, Cause>),
);

/** Passing troubles inside Slack after which nobody knows whether the call was carried out. */
const UNCERTAIN = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** An error of one Web API call. */
export class SlackCallError extends DeliveryError {
  override readonly name = 'SlackCallError';
  readonly method: string;
  /** Slack's code, such as "not_in_channel"; "unreachable" when no answer came. */
  readonly slackCode: string;
  /** Slack's own remarks, such as "invalid slack file [json-pointer:/blocks/1/slack_file]". */
  readonly details: readonly string[];

  constructor(fields: {
    readonly method: string;
    readonly slackCode: string;
    readonly cause: Cause;
    readonly details?: readonly string[];
    readonly retryAfterMs?: number;
    readonly error?: unknown;
  }) {
    super(
      { code: 'slack', what: whatFailed(fields.method), why: fields.cause.why, fix: fields.cause.fix },
      fields.cause.failure,
      fields.retryAfterMs ?? null,
      fields.error,
    );
    this.method = fields.method;
    this.slackCode = fields.slackCode;
    this.details = fields.details ?? [];
  }
}

/**
 * @param repeatable false for calls that must not be repeated blindly: an uncertain failure becomes `outcome-unknown`
 */
export function platformError(
  method: string,
  code: string,
  details: readonly string[],
  repeatable: boolean,
  error: unknown,
): SlackCallError {
  const known = CAUSES.get(code) ?? permanent(`Slack answered "${code}".`, 'Give this message to your administrator.');
  const cause: Cause =
    !repeatable && UNCERTAIN.has(code)
      ? { ...known, failure: 'outcome-unknown', fix: 'Look whether it arrived before asking again.' }
      : known;
  return new SlackCallError({ method, slackCode: code, cause, details, error });
}

export function rateLimitError(method: string, retryAfterMs: number, error: unknown): SlackCallError {
  return new SlackCallError({
    method,
    slackCode: 'ratelimited',
    cause: passing('Slack asked the app to slow down.'),
    retryAfterMs,
    error,
  });
}

/** No usable answer came: `sent` tells whether the request may have reached Slack. */
export function connectionError(method: string, sent: boolean, repeatable: boolean, error: unknown): SlackCallError {
  const cause: Cause =
    sent && !repeatable
      ? {
          why: 'The connection to Slack broke off.',
          fix: 'Look whether it arrived before asking again.',
          failure: 'outcome-unknown',
        }
      : passing('Slack could not be reached.');
  return new SlackCallError({ method, slackCode: 'unreachable', cause, error });
}

function whatFailed(method: string): string {
  if (method === 'chat.postMessage') return 'The message could not be posted.';
  if (method === 'chat.update') return 'The message could not be updated.';
  if (method.startsWith('files.')) return 'A file could not be posted.';
  if (method.startsWith('views.')) return 'The form could not be shown.';
  if (method === 'conversations.open') return 'The direct message could not be opened.';
  return `Slack refused a call (${method}).`;
}
