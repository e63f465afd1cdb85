/**
 * The JSON Schemas and samples that the SDMX Technical Working Group publishes (github.com/sdmx-twg/sdmx-json). The repository
 * has no licence, so nothing of it is copied: where `SDMX_JSON` names a checkout, tests hold messages against it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';

const folder = process.env['SDMX_JSON'] ?? '';
const FILES = { data: 'data-message/tools/schemas/sdmx-json-data-schema.json', structure: 'structure-message/tools/schemas/sdmx-json-structure-schema.json' } as const;

/** False, or why tests against the checkout are skipped. */
export const SKIPPED: string | false = existsSync(join(folder, FILES.data)) && folder !== '' ? false : 'SDMX_JSON names no checkout of sdmx-twg/sdmx-json';

const compiled = new Map<string, ValidateFunction>();

/** What the published schema has against a message; nothing where there is no checkout. */
export function schemaFaults(type: keyof typeof FILES, text: string): string[] {
  if (SKIPPED) return [];
  const validate = compiled.get(type) ?? compile(type);
  compiled.set(type, validate);
  return validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function compile(type: keyof typeof FILES): ValidateFunction {
  const ajv = new Ajv2019({ strict: false });
  // Both are one module to the program and two to the types.
  (addFormats as unknown as (to: Ajv2019) => void)(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(folder, FILES[type]), 'utf8')) as object);
}

/** The seven published data messages, by name. */
export function publishedSamples(): { readonly name: string; readonly text: string }[] {
  if (SKIPPED) return [];
  return ['agri', 'constructed-sample-full', 'generated-sample', 'exr/exr-action-delete', 'exr/exr-cross-section', 'exr/exr-flat', 'exr/exr-time-series'].map((name) => ({ name, text: readFileSync(join(folder, `data-message/samples/${name}.json`), 'utf8') }));
}
