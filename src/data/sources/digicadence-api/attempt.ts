/** One attempt of a call, traced whatever becomes of it. */
import type { Read } from './answers.ts';
import { CallError, type CalledEndpoint } from './call-error.ts';
import type { ClientTools } from './tools.ts';
import type { CallTrace } from './tracing.ts';

/** @param work told how to note the address it goes to, as soon as that is known */
export async function traceAttempt(
  tools: Pick<ClientTools, 'trace' | 'now'>,
  called: CalledEndpoint,
  requestId: string,
  attempt: number,
  work: (note: (baseUrl: string) => void) => Promise<Read>,
): Promise<Read> {
  const start = tools.now().getTime();
  let baseUrl: string | null = null;
  const trace = (outcome: CallTrace['outcome'], status: number | null, bytes: number | null) =>
    tools.trace({
      source: called.source,
      service: called.service,
      endpoint: called.endpoint,
      baseUrl,
      requestId,
      attempt,
      ms: tools.now().getTime() - start,
      bytes,
      status,
      outcome,
    });
  try {
    const read = await work((given) => {
      baseUrl = given;
    });
    trace(read.wasRemembered || read.notModified ? 'not-modified' : 'ok', read.status, read.bytes);
    return read;
  } catch (error) {
    if (error instanceof CallError) trace(error.failure, error.status, null);
    else trace('cancelled', null, null);
    throw error;
  }
}
