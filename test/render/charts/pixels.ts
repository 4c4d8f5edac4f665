/** Compares pictures pixel by pixel and keeps the golden ones. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export const GOLDEN_DIR = fileURLToPath(new URL('./goldens/', import.meta.url));

export function readPng(bytes: Uint8Array): PNG {
  return PNG.sync.read(Buffer.from(bytes));
}

/** The golden picture; null before it was first drawn. */
export function golden(name: string): Uint8Array | null {
  const path = `${GOLDEN_DIR}${name}.png`;
  return existsSync(path) ? readFileSync(path) : null;
}

/** Share of pixels that differ visibly, 0–1; pictures of another size differ wholly. */
export function differingShare(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [readPng(one), readPng(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 }) / (a.width * a.height);
}
