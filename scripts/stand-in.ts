/**
 * The Digi-Cadence services on this machine, over the demo market: `node scripts/stand-in.ts [--seed N] [--token T]
 * [--page-size N] [--dateless] [--any-port]`. For development only. Prints one line of JSON with its addresses; faults are
 * switched by `POST /dev/faults` on any of them; ends on SIGTERM or SIGINT.
 */
import { parseArgs } from 'node:util';
import { generateWorld } from '../src/data/sources/demo/world.ts';
import { createStandIn } from '../src/dev/digicadence/stand-in.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    token: { type: 'string' },
    'page-size': { type: 'string' },
    dateless: { type: 'boolean', default: false },
    'any-port': { type: 'boolean', default: false },
  },
});

const standIn = await createStandIn({
  market: generateWorld({ seed: Number(values.seed) }),
  ports: values['any-port'] ? 'any' : 'usual',
  dateless: values.dateless,
  ...(values.token === undefined ? {} : { token: values.token }),
  ...(values['page-size'] === undefined ? {} : { pageSize: Number(values['page-size']) }),
});
process.stdout.write(`${JSON.stringify({ services: standIn.services, pid: process.pid })}\n`);
const stop = () => void standIn.close();
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
