/** Reads a PDF the way a reader's program does: text with positions, structure, bookmarks, links. */

// pdf.js puts a Path2D into the global scope when it is loaded. Chart.js, loaded later, would draw lines with it, and
// stroking one on an SVG canvas of @napi-rs/canvas 1.0.11 ends the process (SIGSEGV). Reading text needs no Path2D.
const hadPath2D = Reflect.has(globalThis, 'Path2D');
const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
if (!hadPath2D) Reflect.deleteProperty(globalThis, 'Path2D');

export interface StructureNode {
  readonly role: string;
  readonly alt?: string;
  readonly children: readonly StructureNode[];
}

export interface Bookmark {
  readonly title: string;
  readonly items: readonly Bookmark[];
}

export interface TextItem {
  readonly text: string;
  /** Points from the left and from the top. */
  readonly x: number;
  readonly y: number;
  readonly right: number;
  /** Height of its letters in points. */
  readonly size: number;
}

export interface ReadPdf {
  readonly pages: readonly {
    readonly text: string;
    readonly items: readonly TextItem[];
    readonly width: number;
    readonly height: number;
    readonly structure: StructureNode | null;
  }[];
  readonly outline: readonly Bookmark[];
  readonly info: Record<string, unknown>;
  readonly language: string | null;
  readonly marked: boolean;
  /** Page number, from 1, of a named destination. */
  destination(name: string): Promise<number | null>;
}

export async function readPdfAsReader(bytes: Uint8Array): Promise<ReadPdf> {
  // pdf.js takes the buffer over.
  const document = await getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise;
  const metadata = await document.getMetadata();
  const pages: ReadPdf['pages'][number][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const content = await page.getTextContent();
    const items = content.items.flatMap((item) =>
      'str' in item && item.str.trim() !== ''
        ? [
            {
              text: item.str,
              x: Number(item.transform[4]),
              y: height - Number(item.transform[5]),
              right: Number(item.transform[4]) + item.width,
              size: Math.hypot(Number(item.transform[2]), Number(item.transform[3])),
            },
          ]
        : [],
    );
    const text = content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    const structure = (await page.getStructTree()) as unknown as StructureNode | null;
    pages.push({ text, items, width, height, structure });
  }
  return {
    pages,
    outline: ((await document.getOutline()) ?? []) as unknown as Bookmark[],
    info: metadata.info as Record<string, unknown>,
    language: (metadata.info as { Language?: string }).Language ?? null,
    marked: (await document.getMarkInfo())?.Marked ?? false,
    async destination(name) {
      const target = await document.getDestination(name);
      return target === null ? null : (await document.getPageIndex(target[0])) + 1;
    },
  };
}

/** Every node of the tree with the role, in order. */
export function nodesOf(node: StructureNode | null, role: string): StructureNode[] {
  if (node === null) return [];
  const below = (node.children ?? []).flatMap((child) => nodesOf(child, role));
  return node.role === role ? [node, ...below] : below;
}

/** Texts of a page that stand on each other; words for ears alone, one pixel high, are not seen. */
export function overprinted({ items }: Pick<ReadPdf['pages'][number], 'items'>): string[] {
  const seen = items.filter(({ size }) => size > 2);
  return seen.flatMap((a, i) =>
    seen
      .slice(i + 1)
      .filter((b) => Math.abs(a.y - b.y) < 4 && Math.min(a.right, b.right) - Math.max(a.x, b.x) > 2)
      .map((b) => `"${a.text}" on "${b.text}"`),
  );
}
