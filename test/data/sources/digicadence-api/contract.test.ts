/** The services of an installation under the contract of all sources, once with paging and tokens, once with neither. */
import { generateWorld } from '../../../../src/data/sources/demo/world.ts';
import { createStandIn, type StandInOptions } from '../../../../src/dev/digicadence/stand-in.ts';
import { describeSource } from '../contract.ts';
import { connect, deadAddress, SECRET, WORLD } from './installation.ts';

const length = (rows: Iterable<unknown>): number => [...rows].length;
const ROWS = {
  'projects.csv': WORLD.projects.length,
  'brands.csv': WORLD.brands.length,
  'metrics.csv': WORLD.metrics.length,
  'weights.csv': WORLD.weights.length,
  'scores.csv': length(WORLD.scores()),
  'outcomes.csv': length(WORLD.outcomes()),
  'spend.csv': length(WORLD.spend()),
  'events.csv': WORLD.events.length,
};
const CHANGED = generateWorld({ seed: 12, periods: 3, brands: 3 });

const subject = (given: Partial<StandInOptions>) => async () => {
  const standIn = await createStandIn({ market: WORLD, ...given });
  const token = given.token === undefined ? {} : { token: given.token };
  const nowhere = await deadAddress();
  const limits = { retryDelayMs: 0, restMs: 0 };
  return {
    source: connect(standIn, { ...token, limits }).api,
    rows: ROWS,
    secrets: [SECRET],
    change: async () => standIn.setMarket({ ...WORLD, scores: CHANGED.scores }),
    unreachable: () => connect(standIn, { ...token, baseUrls: [nowhere], limits }).api,
    close: () => standIn.close(),
  };
};

describeSource('Digi-Cadence services', subject({}));
describeSource(
  'Digi-Cadence services with pages, tokens and replicas, whose rows name no project',
  subject({ pageSize: 400, token: SECRET, replicas: { normalised: 2 }, describe: 'listing', namesProject: false }),
);
