/** The noise model that every test on one series shares: its grid of autocorrelations and how much history it needs. */
import { phiGrid } from './autoregressive-regression.ts';

/**
 * Sixteen nodes with a flat prior and a fifth of the mass on the random walk. Chosen by simulation (bench/series-tests.ts):
 * without the random walk, a drifting series is called a trend far too often; with more of it, power goes. Twenty-four
 * nodes give the same p to two digits at twice the time.
 */
export const NOISE_GRID = phiGrid(16, 1, 0.2);

/** Periods below which the autocorrelation of a series is not known well enough to test anything. */
export const MINIMUM_PERIODS = 24;

/** Coarser grid for searches over positions, where thousands of simulated series are searched: half the nodes, same prior. */
export const SEARCH_GRID = phiGrid(8, 1, 0.2);

/** An intervention must be this sure before it is taken for granted while the search for others goes on. */
export const ACCEPT_ALPHA = 0.01;

/** Fewest periods that make a level: below it a step at the end of a series cannot be told from odd periods. */
export const MINIMUM_LEVEL_LENGTH = 3;
