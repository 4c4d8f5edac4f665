/**
 * The stand-in in a process of its own: `node src/dev/slack/main.ts --app-url URL --signing-secret S --bot-token T`.
 * Prints one line of JSON with its addresses when it is ready; ends on SIGTERM or SIGINT.
 */
import { parseArgs } from 'node:util';
import { createLocalSlack } from './local-slack.ts';

const USAGE = `Usage: node src/dev/slack/main.ts --app-url URL --signing-secret SECRET --bot-token TOKEN
  [--app-token TOKEN] [--port N] [--command /dc] [--persist-dir DIR] [--scopes a,b,…] [--unfurl-domains a,b,…]`;

const { values } = parseArgs({
  options: {
    'app-url': { type: 'string' },
    'signing-secret': { type: 'string' },
    'bot-token': { type: 'string' },
    'app-token': { type: 'string' },
    port: { type: 'string', default: '0' },
    command: { type: 'string', default: '/dc' },
    'persist-dir': { type: 'string' },
    scopes: { type: 'string' },
    'unfurl-domains': { type: 'string' },
  },
});
const { 'app-url': appUrl, 'signing-secret': signingSecret, 'bot-token': botToken } = values;

if (appUrl === undefined || signingSecret === undefined || botToken === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  const slack = await createLocalSlack({
    appUrl,
    signingSecret,
    botToken,
    port: Number(values.port),
    command: values.command,
    ...(values['app-token'] === undefined ? {} : { appToken: values['app-token'] }),
    ...(values['persist-dir'] === undefined ? {} : { persistDir: values['persist-dir'] }),
    ...(values.scopes === undefined ? {} : { scopes: values.scopes.split(',') }),
    ...(values['unfurl-domains'] === undefined ? {} : { unfurlDomains: values['unfurl-domains'].split(',') }),
  });
  process.stdout.write(`${JSON.stringify({ url: slack.url, apiUrl: slack.apiUrl, pid: process.pid })}\n`);
  const stop = () => void slack.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
