/** Signed, expiring links to report pages and their files. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ReportLinks {
  /** The address of a run's page, valid for the configured time. */
  page(runId: string): string;
  /** True when the signature fits the run and the expiry, and the expiry has not passed. */
  verify(runId: string, expires: string, signature: string): boolean;
}

export function createReportLinks(options: {
  readonly publicUrl: string;
  readonly secret: string;
  readonly ttlHours: number;
  readonly now: () => Date;
}): ReportLinks {
  const sign = (runId: string, expires: string): string =>
    createHmac('sha256', options.secret).update(`${runId}\n${expires}`).digest('base64url');
  return {
    page(runId) {
      const expires = String(Math.floor(options.now().getTime() / 1000) + options.ttlHours * 3600);
      const query = new URLSearchParams({ expires, signature: sign(runId, expires) });
      return `${options.publicUrl.replace(/\/$/, '')}/r/${runId}?${query}`;
    },
    verify(runId, expires, signature) {
      if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < options.now().getTime()) return false;
      // Compared as text: several texts decode to the same bytes.
      const expected = Buffer.from(sign(runId, expires));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
