/** Which encoding a text file is in: a byte order mark, else UTF-8 where every byte says so, else Windows-1252. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type EncodingVerdict =
  | { readonly encoding: TextEncoding }
  /** Not text in any of them: the line and the byte that says so. */
  | { readonly encoding: null; readonly line: number; readonly byte: number };

/** Windows-1252 leaves these five undefined; control characters other than tab and line breaks are no text either. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const isText = (byte: number): boolean =>
  byte >= 0x20 ? byte !== 0x7f && !UNDEFINED.has(byte) : byte === 0x09 || byte === 0x0a || byte === 0x0d;

async function byteOrderMark(path: string): Promise<TextEncoding | null> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    if (bytesRead >= 2 && buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
    if (bytesRead >= 2 && buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
    return bytesRead === 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 'utf-8' : null;
  } finally {
    await handle.close();
  }
}

/** Reads the whole file once, in bounded memory: a byte that decides may stand in the last line. */
export async function detectEncoding(path: string): Promise<EncodingVerdict> {
  const mark = await byteOrderMark(path);
  if (mark === 'utf-16le' || mark === 'utf-16be') return { encoding: mark };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let line = 1;
  let odd: { line: number; byte: number } | null = null;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (isUtf8)
      try {
        decoder.decode(chunk, { stream: true });
      } catch {
        isUtf8 = false;
      }
    if (odd === null && chunk.some((byte) => !isText(byte)))
      for (const byte of chunk) {
        if (byte === 0x0a) line += 1;
        else if (!isText(byte)) {
          odd = { line, byte };
          break;
        }
      }
    else for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) line += 1;
    if (!isUtf8 && (odd !== null || mark === 'utf-8')) break;
  }
  if (isUtf8)
    try {
      decoder.decode();
      return { encoding: 'utf-8' };
    } catch {
      // Ends inside a character: not UTF-8 after all.
    }
  if (odd !== null) return { encoding: null, ...odd };
  return mark === 'utf-8' ? { encoding: null, line, byte: 0 } : { encoding: 'windows-1252' };
}

/** The text of a file in `encoding`, chunk by chunk, without its byte order mark. @throws TypeError for bytes that do not fit */
export async function* readText(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
