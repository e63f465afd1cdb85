/**
 * Holds what a site answers against the published JSON Schemas: `SDMX_JSON=<checkout of sdmx-twg/sdmx-json> node
 * formats/sdmx/testing/check.ts <origin>`. Ends with 1 where an answer is not valid, 2 where it could not be asked.
 */
import { readSdmxJson } from '../index.ts';
import { schemaFaults, SKIPPED } from './schemas.ts';

const QUESTIONS = [
  ['data', '/sdmx/data/'],
  ['data', '/sdmx/data/?dimensionAtObservation=AllDimensions'],
  ['data', '/sdmx/data/?includeHistory=true'],
  ['data', '/sdmx/data/?attributes=none'],
  ['structure', '/sdmx/structure/*/*/*/*'],
  ['structure', '/sdmx/structure/dataflow?detail=allstubs'],
] as const;

const [origin] = process.argv.slice(2);
if (SKIPPED !== false || origin === undefined) {
  console.error(SKIPPED === false ? 'Name the origin of a site: http://localhost:3000' : SKIPPED);
  process.exit(2);
}
let invalid = 0;
for (const [type, path] of QUESTIONS) {
  const answer = await fetch(`${origin}${path}`, { headers: { accept: `application/vnd.sdmx.${type}+json;version=2.1.0` } });
  if (answer.status !== 200) {
    console.error(`${answer.status} ${path}`);
    process.exit(2);
  }
  const text = await answer.text();
  const faults = schemaFaults(type, text);
  const read = type === 'data' ? readSdmxJson(text) : undefined;
  console.log(`${faults.length === 0 ? 'valid  ' : 'INVALID'} ${String(text.length).padStart(9)} characters ${read ? `${read.rows.length} figures, ${read.report.length} that did not fit` : ''} ${path}`);
  for (const fault of faults.slice(0, 5)) console.log(`        ${fault}`);
  invalid += faults.length > 0 ? 1 : 0;
}
process.exitCode = invalid > 0 ? 1 : 0;
