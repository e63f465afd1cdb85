/**
 * A Chromium for the tests. CHROMIUM names one; else the one that comes as an npm package, with its own libraries and
 * fonts, so that pages look the same on every machine; else one that the machine has.
 */
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache');
const OF_THE_MACHINE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
const LONGEST_START_MS = 30_000;

export type Started = { readonly browser: Browser } | { readonly reason: string };

/** Starts the first Chromium that starts. @returns why none did, in words for whoever reads the report. */
export async function startChromium(): Promise<Started> {
  const failures: string[] = [];
  for (const [name, options] of candidates()) {
    try {
      return { browser: await chromium.launch({ ...(await options()), args: ARGUMENTS, headless: true, timeout: LONGEST_START_MS }) };
    } catch (error) {
      failures.push(`${name}: ${firstLines(error)}`);
    }
  }
  return { reason: `NO CHROMIUM STARTED, SO THE BROWSER WAS NOT TESTED. Name one that runs here: CHROMIUM=/path/to/chromium. ${failures.join(' | ')}` };
}

function candidates(): [name: string, options: () => Promise<LaunchOptions>][] {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return [[named, async () => ({ executablePath: named })]];
  return [['@sparticuz/chromium', packaged], ...OF_THE_MACHINE.filter((path) => existsSync(path)).map((path): [string, () => Promise<LaunchOptions>] => [path, async () => ({ executablePath: path })])];
}

/** The Chromium of the npm package, which is unpacked once. */
async function packaged(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`the package has no Chromium for ${process.platform} on ${process.arch}`);
  const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) await unpack(join(packageFolder, 'bin'), home);
  await nameFonts(realpathSync(home));
  const env = { ...process.env, LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') };
  return { executablePath: join(home, 'chromium'), env };
}

/** Several test files may get here at once: each unpacks apart, and the first to be ready gives its folder the name. */
async function unpack(from: string, home: string): Promise<void> {
  const apart = `${home}.${process.pid}`;
  await mkdir(apart, { recursive: true });
  const { TMPDIR } = process.env;
  try {
    // `inflate` writes to the folder for temporary files, whatever that is when it is called.
    process.env['TMPDIR'] = apart;
    const files = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((file) => inflate(join(from, file)));
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await Promise.all(files);
    await rename(apart, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
}

/** Where the fonts are now: a folder that was moved or reached by another name since would leave the browser without any, and it dies of that. */
async function nameFonts(home: string): Promise<void> {
  const [file, content] = [join(home, 'fonts.conf'), fontConfiguration(home)];
  if ((await readFile(file, 'utf8').catch(() => '')) !== content) await writeFile(file, content);
}

/** Only the fonts of the package. Bold and monospace come from the same family. */
function fontConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>
`;
}

function firstLines(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /error|cannot|denied|not found/i.test(line));
  return [...new Set([lines[0], ...telling.slice(0, 2)])].join(' ').slice(0, 600);
}
