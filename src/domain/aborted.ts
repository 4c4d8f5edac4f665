/** Thrown inside an analysis when its run was cancelled or ran out of time. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';
}
