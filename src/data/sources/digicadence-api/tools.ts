/** What calls of a source need from outside: the network, a memory, a clock, chance. */
import type { DirectoryStore } from './directory.ts';
import type { ServiceHealth } from './service-health.ts';
import type { Tracer } from './tracing.ts';
import type { Transport } from './transport.ts';

export interface ClientTools {
  readonly transport: Transport;
  readonly directories: DirectoryStore;
  readonly trace: Tracer;
  /** Told after every call how its service is now. */
  readonly noteHealth: (health: ServiceHealth) => void;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
