/** What calls of a source need from outside: the network, a memory, a clock, chance. */
import type { DirectoryStore } from './directory.ts';
import type { Tracer } from './tracing.ts';
import type { Transport } from './transport.ts';

export interface ClientTools {
  readonly transport: Transport;
  readonly directories: DirectoryStore;
  readonly trace: Tracer;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
