/** Bodies and answers of the REST API: one schema validates and describes. */
import { z } from 'zod';
import { FILE_FORMATS, isLocale } from '../domain/request.ts';
import type { QueueStatus, SourceHealth } from '../ports.ts';

const name = z.string().trim().min(1).max(200);

export const runBodySchema = z
  .strictObject({
    reports: z.array(name).min(1).max(25).describe('Report ids, in the order of delivery.'),
    brands: z.array(name).max(500).optional().describe('Brand names, or one of own, competitors, all. Default: own.'),
    projects: z.array(name).max(100).optional().describe('Project names. Default: the current round of every market.'),
    period: z.string().max(80).optional().describe('For example "last 12 months" or "2024-01..2024-12".'),
    options: z
      .record(z.string(), z.union([z.string().max(500), z.number(), z.boolean()]))
      .optional()
      .describe('Report options by name; GET /api/v1/reports lists them.'),
    formats: z.array(z.enum(FILE_FORMATS)).max(FILE_FORMATS.length).optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    locale: z
      .string()
      .max(35)
      .refine(isLocale, 'not a BCP 47 language tag')
      .optional()
      .describe('BCP 47 tag for numbers and dates.'),
    previous: z.uuid().optional().describe('Id of an earlier run: what it said already ranks behind what is new.'),
  })
  .describe('A request for one or several reports.');

export type RunBody = z.infer<typeof runBodySchema>;

/** What `status` answers in API, CLI and Slack alike. */
export interface ApiStatus {
  readonly version: string;
  readonly database: { readonly kind: 'server' | 'embedded'; readonly dataVersion: string };
  readonly projects: number;
  readonly brands: number;
  readonly reports: number;
  readonly queue: QueueStatus | null;
  readonly slack: 'http' | 'socket' | 'off';
  /** Of the latest finished runs, how many used values that a later load replaced. */
  readonly recentRuns: { readonly finished: number; readonly outdated: number };
  /** Outside sources in the order of their configuration. */
  readonly sources: readonly SourceHealth[];
}
