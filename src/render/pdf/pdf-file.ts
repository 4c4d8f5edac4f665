/**
 * Reads from, and completes, the PDF that Chromium printed: named destinations, blank pages, metadata. Chromium's PDF
 * writer (Skia) keeps objects uncompressed under a classical cross-reference table (PDF 1.7, §7.5.4), so that this
 * needs no PDF library; a file of any other build is refused, never guessed at.
 */

export interface PdfFile {
  readonly pages: number;
  /** Page number, from 1, of every named destination. */
  readonly destinations: ReadonlyMap<string, number>;
  /** Pages, from 1, without any tagged content: nothing but running heads and ornaments. */
  readonly blankPages: readonly number[];
}

export interface PdfMetadata {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  /** Instant written as date of creation, so that equal runs give equal bytes. */
  readonly at: Date;
}

/** Bytes and characters are one to one in this reading; PDF syntax is ASCII. */
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

interface Structure {
  readonly text: string;
  /** Byte offset of every object by its number. */
  readonly offsets: ReadonlyMap<number, number>;
  readonly startXref: number;
  readonly size: number;
  readonly root: number;
  readonly info: number;
}

function readStructure(bytes: Uint8Array): Structure {
  const text = textOf(bytes);
  const start = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64));
  const startXref = Number(start?.[1] ?? Number.NaN);
  const table = /^xref\s+0 (\d+)\s+/.exec(text.slice(startXref, startXref + 40));
  const trailer = /trailer\s*<<([^>]*)>>/.exec(text.slice(startXref));
  const entry = (name: string): number => Number(new RegExp(`/${name} (\\d+)`).exec(trailer?.[1] ?? '')?.[1]);
  const [size, root, info] = [entry('Size'), entry('Root'), entry('Info')];
  if (!table || !Number.isInteger(size) || !Number.isInteger(root) || !Number.isInteger(info))
    throw new RangeError('not a PDF as Chromium writes it');
  const first = startXref + table[0].length;
  const offsets = new Map<number, number>();
  // Entries have exactly 20 bytes each.
  for (let object = 0; object < size; object += 1) {
    const line = text.slice(first + object * 20, first + object * 20 + 18);
    if (line.endsWith('n')) offsets.set(object, Number(line.slice(0, 10)));
  }
  return { text, offsets, startXref, size, root, info };
}

/** The dictionary of an object; streams are cut off. */
function dictionary({ text, offsets }: Structure, object: number): string {
  const from = offsets.get(object);
  if (from === undefined) throw new RangeError(`the PDF has no object ${object}`);
  const to = text.indexOf('endobj', from);
  return text.slice(from, to).split(/\bstream\r?\n/)[0] ?? '';
}

const reference = (source: string, name: string): number | null => {
  const found = new RegExp(`/${name} (\\d+) 0 R`).exec(source);
  return found ? Number(found[1]) : null;
};

/** Object numbers of the pages in reading order: the leaves of the page tree. */
function pageObjects(structure: Structure, node: number): number[] {
  const source = dictionary(structure, node);
  const kids = /\/Kids \[([^\]]*)\]/.exec(source);
  if (!kids) return [node];
  return [...kids[1]!.matchAll(/(\d+) 0 R/g)].flatMap((match) => pageObjects(structure, Number(match[1])));
}

/** PDF names write other characters than letters and digits as #hex. */
const nameOf = (written: string): string =>
  Buffer.from(
    written.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** @throws RangeError when the file is not built as Chromium builds its PDFs */
export function readPdf(bytes: Uint8Array): PdfFile {
  const structure = readStructure(bytes);
  const catalog = dictionary(structure, structure.root);
  const tree = reference(catalog, 'Pages');
  if (tree === null) throw new RangeError('the PDF has no page tree');
  const pages = pageObjects(structure, tree);
  const numbers = new Map(pages.map((object, i) => [object, i + 1]));
  const names = reference(catalog, 'Dests');
  const destinations = new Map<string, number>();
  for (const [, name, page] of names === null
    ? []
    : dictionary(structure, names).matchAll(/\/([^\s/[\]<>]+) \[(\d+) 0 R/g)) {
    const number = numbers.get(Number(page));
    if (number !== undefined) destinations.set(nameOf(name!), number);
  }
  const blankPages = pages.flatMap((object, i) =>
    dictionary(structure, object).includes('/StructParents') ? [] : [i + 1],
  );
  return { pages: pages.length, destinations, blankPages };
}

/** Text as PDF writes it outside ASCII: UTF-16 with its mark, in hex. */
const pdfText = (text: string): string => `<${Buffer.from(`\uFEFF${text}`, 'utf16le').swap16().toString('hex')}>`;

function pdfDate(at: Date): string {
  const digits = at.toISOString().replace(/\D/g, '').slice(0, 14);
  return `D:${digits}+00'00'`;
}

/**
 * The file with title, author, subject, keywords and date set, by an incremental update (PDF 1.7, §7.5.6). The dates
 * that Chromium wrote from the clock are overwritten in place.
 */
export function withMetadata(bytes: Uint8Array, metadata: PdfMetadata): Uint8Array {
  const date = pdfDate(metadata.at);
  const printed = readStructure(bytes);
  const original = dictionary(printed, printed.info);
  const dated = original.replace(/\(D:[^)]*\)/g, (written) => {
    if (written.length !== date.length + 2) throw new RangeError(`unexpected form of the PDF’s date: ${written}`);
    return `(${date})`;
  });
  const base = Buffer.from(bytes);
  base.write(dated, printed.offsets.get(printed.info)!, 'latin1');

  const separator = printed.text.endsWith('\n') ? '' : '\n';
  const at = base.length + separator.length;
  const object =
    `${printed.info} 0 obj\n<</Title ${pdfText(metadata.title)}\n/Author ${pdfText(metadata.author)}\n` +
    `/Subject ${pdfText(metadata.subject)}\n/Keywords ${pdfText(metadata.keywords)}\n/Creator (Digi-Cadence)\n` +
    `/Producer (Skia/PDF)\n/CreationDate (${date})\n/ModDate (${date})>>\nendobj\n`;
  const update =
    `${separator}${object}xref\n${printed.info} 1\n${String(at).padStart(10, '0')} 00000 n \n` +
    `trailer\n<</Size ${printed.size}\n/Root ${printed.root} 0 R\n/Info ${printed.info} 0 R\n/Prev ${printed.startXref}>>\n` +
    `startxref\n${at + object.length}\n%%EOF\n`;
  return Buffer.concat([base, Buffer.from(update, 'latin1')]);
}
