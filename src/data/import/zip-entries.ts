/** The entries of a ZIP file by its central directory, inflated one by one within a bound, whatever the file claims. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  /** Where its bytes begin. */
  readonly offset: number;
}

/** The file is no ZIP file, is damaged, or uses what spreadsheets never use; the message says which. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** End record and the longest comment. */
const MAX_END_BYTES = 22 + 65_535;
const MAX_DIRECTORY_BYTES = 4_000_000;
const [STORED, DEFLATED] = [0, 8];

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead !== length) throw new ZipError('it ends too early');
  return buffer;
}

/** @throws ZipError */
export async function readZipEntries(path: string): Promise<ZipEntry[]> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const tail = await readAt(handle, Math.max(0, size - MAX_END_BYTES), Math.min(size, MAX_END_BYTES));
    let at = tail.length - 22;
    while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
    if (at < 0) throw new ZipError('it has no ZIP directory');
    const count = tail.readUInt16LE(at + 10);
    const length = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (count === 0xffff || start === 0xffffffff || length > MAX_DIRECTORY_BYTES || start + length > size)
      throw new ZipError('its ZIP directory is damaged or larger than any workbook’s');
    const directory = await readAt(handle, start, length);
    const entries: ZipEntry[] = [];
    for (let i = 0, p = 0; i < count; i++) {
      if (p + 46 > length || directory.readUInt32LE(p) !== CENTRAL) throw new ZipError('its ZIP directory is damaged');
      if ((directory.readUInt16LE(p + 8) & 1) !== 0) throw new ZipError('it is protected by a password');
      const nameLength = directory.readUInt16LE(p + 28);
      const localAt = directory.readUInt32LE(p + 42);
      const local = await readAt(handle, localAt, 30);
      if (local.readUInt32LE(0) !== LOCAL) throw new ZipError('its ZIP directory points to nothing');
      const entry = {
        name: directory
          .toString('utf8', p + 46, p + 46 + nameLength)
          .replaceAll('\\', '/')
          .replace(/^\//, ''),
        method: directory.readUInt16LE(p + 10),
        compressedBytes: directory.readUInt32LE(p + 20),
        offset: localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28),
      };
      if (entry.method !== STORED && entry.method !== DEFLATED)
        throw new ZipError(`it is packed by a method (${entry.method}) that spreadsheets do not use`);
      if (entry.offset + entry.compressedBytes > size) throw new ZipError('it ends too early');
      entries.push(entry);
      p += 46 + nameLength + directory.readUInt16LE(p + 30) + directory.readUInt16LE(p + 32);
    }
    return entries;
  } finally {
    await handle.close();
  }
}

/** The inflated bytes of an entry, at most `maxBytes` of them. @throws ZipError when it is longer, or damaged */
export async function* inflateEntry(path: string, entry: ZipEntry, maxBytes: number): AsyncGenerator<Buffer> {
  const { offset, compressedBytes } = entry;
  if (compressedBytes === 0) return;
  const packed = createReadStream(path, { start: offset, end: offset + compressedBytes - 1 });
  let plain: Readable = packed;
  if (entry.method === DEFLATED) {
    const inflate = createInflateRaw();
    packed.on('error', (error) => inflate.destroy(error));
    plain = packed.pipe(inflate);
  }
  let bytes = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new ZipError(`${entry.name} unpacks to more than ${Math.round(maxBytes / 1e6)} MB`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError(`${entry.name} is damaged`);
  } finally {
    packed.destroy();
    plain.destroy();
  }
}

/**
 * Entries as a ZIP stream that can be read from its beginning to its end, stored as they come.
 * @param entries with the exact number of bytes that each gives
 */
export function storedZip(
  entries: readonly { readonly name: string; readonly bytes: number; content(): AsyncIterable<Buffer> }[],
): Readable {
  async function* parts(): AsyncGenerator<Buffer> {
    for (const { name, bytes, content } of entries) {
      const head = Buffer.alloc(30);
      head.writeUInt32LE(LOCAL, 0);
      head.writeUInt16LE(20, 4);
      head.writeUInt32LE(bytes, 18);
      head.writeUInt32LE(bytes, 22);
      head.writeUInt16LE(Buffer.byteLength(name), 26);
      yield Buffer.concat([head, Buffer.from(name)]);
      yield* content();
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(END, 0);
    yield end;
  }
  return Readable.from(parts(), { objectMode: false });
}
