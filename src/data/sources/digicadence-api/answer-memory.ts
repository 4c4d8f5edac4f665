/** The last answers that carried a validator, for conditional requests: bounded in bytes, the least recently used go first. */

export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface RememberedAnswer extends Validators {
  readonly bytes: Uint8Array;
  readonly link: string | null;
}

/** Larger answers are pages of values, which the cursor of a fetch leaves out instead. */
const MAX_ANSWER_BYTES = 1_000_000;
const MAX_BYTES = 16_000_000;

export class AnswerMemory {
  readonly #answers = new Map<string, RememberedAnswer>();
  #bytes = 0;

  get(key: string): RememberedAnswer | null {
    const found = this.#answers.get(key);
    if (!found) return null;
    this.#answers.delete(key);
    this.#answers.set(key, found);
    return found;
  }

  put(key: string, answer: RememberedAnswer): void {
    this.#forget(key);
    if (answer.etag === null && answer.lastModified === null) return;
    if (answer.bytes.byteLength > MAX_ANSWER_BYTES) return;
    this.#answers.set(key, answer);
    this.#bytes += answer.bytes.byteLength;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const found = this.#answers.get(key);
    if (!found) return;
    this.#answers.delete(key);
    this.#bytes -= found.bytes.byteLength;
  }
}

export function conditionalHeaders({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
}
