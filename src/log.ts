/** Structured logs on stderr, with secrets redacted wherever they might appear. */
import { type Logger, pino } from 'pino';

export type { Logger };

const SECRET_PATHS = ['token', 'secret', 'password', 'authorization', 'cookie'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `headers.${name}`,
]);

/** Slack tokens and database passwords inside longer strings, such as error messages. */
const SECRET_TEXT = /\bx(?:ox[a-z]|app)-[\w-]+|(?<=:\/\/[^:/\s]+:)[^@/\s]+(?=@)/g;

export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRET_PATHS, censor: '(redacted)' },
      serializers: {
        err: (error: unknown) => {
          if (!(error instanceof Error)) return { type: typeof error, message: hideSecrets(String(error)) };
          const serialised = pino.stdSerializers.err(error);
          return {
            type: serialised.type,
            message: hideSecrets(serialised.message),
            stack: hideSecrets(serialised.stack),
          };
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** `text` with Slack tokens and URL passwords replaced. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET_TEXT, '(redacted)');
}
