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
          const serialised = pino.stdSerializers.err(error as Error);
          return {
            type: serialised?.type,
            message: hideSecrets(String(serialised?.message)),
            stack: hideSecrets(String(serialised?.stack)),
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
