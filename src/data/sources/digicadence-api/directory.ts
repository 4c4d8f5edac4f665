/** What discovery found, and since when it is known. */
import { z } from 'zod';
import { OPERATIONS } from './known-calls.ts';

const endpointSchema = z.object({
  method: z.string(),
  /** Path template as described there. */
  path: z.string(),
  /** The known call that it is; null: one that only `request` uses. */
  operation: z.enum(OPERATIONS).nullable(),
});

const entrySchema = z.object({
  baseUrl: z.string(),
  service: z.string(),
  /** How the service was recognised; `configured` and `usual-port` bring the known calls. */
  how: z.enum(['openapi', 'listing', 'health', 'configured', 'usual-port', 'none']),
  answering: z.boolean(),
  /** Of the first answer. */
  latencyMs: z.number().nullable(),
  /** Why it does not answer, or what is doubtful. */
  problem: z.string().nullable(),
  endpoints: z.array(endpointSchema),
});

export const directorySchema = z.object({
  /** ISO time. */
  discoveredAt: z.iso.datetime(),
  /** One entry an address. Addresses of a port range at which nothing ever answered are left out. */
  entries: z.array(entrySchema),
});

export type DescribedEndpoint = z.infer<typeof endpointSchema>;
export type DirectoryEntry = z.infer<typeof entrySchema>;
export type ServiceDirectory = z.infer<typeof directorySchema>;

/** Where directories are kept between processes. Not to be used inside a transaction of our own store. */
export interface DirectoryStore {
  /** Null: nothing is known, or what is known has another form than today's. */
  read(source: string): Promise<ServiceDirectory | null>;
  write(source: string, directory: ServiceDirectory): Promise<void>;
}
