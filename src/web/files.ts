/** Files of a document over HTTP: made on demand from the stored document. */
import type { Context } from 'hono';
import type { Document, RunStamp } from '../document/document.ts';
import type { FileFormat } from '../domain/request.ts';
import type { Artifact, Renderer, Theme } from '../ports.ts';

const FORMAT_OF_ENDING: Readonly<Record<string, FileFormat>> = {
  pdf: 'pdf',
  csv: 'csv',
  xlsx: 'xlsx',
  png: 'png',
  json: 'json',
};

/** The artifact of this file name; null when the document has none. */
export async function renderNamed(
  renderer: Renderer,
  document: Document,
  stamp: RunStamp,
  name: string,
  theme: Theme,
  signal: AbortSignal,
): Promise<Artifact | null> {
  const format = FORMAT_OF_ENDING[name.slice(name.lastIndexOf('.') + 1)];
  if (!format) return null;
  const artifacts = await renderer.render(document, stamp, [format], theme, signal);
  return artifacts.find((artifact) => artifact.name === name) ?? null;
}

/** Answers with the bytes as a download. */
export function sendArtifact(context: Context, artifact: Artifact): Response {
  return context.body(Buffer.from(artifact.bytes), 200, {
    'content-type': artifact.mediaType,
    'content-disposition': `attachment; filename="${artifact.name.replace(/[^\w.-]/g, '_')}"`,
    'x-content-type-options': 'nosniff',
  });
}
