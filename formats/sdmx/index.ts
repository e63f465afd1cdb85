/**
 * SDMX: statistics as agencies exchange them. Data messages in SDMX-JSON and SDMX-CSV, structure messages in SDMX-JSON, and our
 * figures in them. See README.md.
 */
import { readSdmxCsv as readCsvMessage, type CsvReading } from './csv/read.ts';
import { readSdmxJson as readJsonMessage } from './json/data-read.ts';
import { type ReadRows, rowsOfMessage } from './observatory/read.ts';

export * from './model.ts';
export { readCsvMessage, readJsonMessage, type CsvReading };
export { writeSdmxCsv, type CsvOptions } from './csv/write.ts';
export { ALL_DIMENSIONS, DATA_SCHEMA, writeSdmxJson, type JsonOptions } from './json/data-write.ts';
export { type Artefacts, type ConceptScheme, type Dataflow, readSdmxStructure, STRUCTURE_SCHEMA, type StructureOptions, writeSdmxStructure } from './json/structure.ts';
export { urnOf } from './json/urn.ts';
export { idOf, textOfId, TOTAL } from './codes.ts';
export { type Bounds, fromSdmxTime, frequencyOf, periodBounds, toSdmxTime } from './time.ts';
export * from './observatory/structure.ts';
export { type Figure, type Indicators, indicatorsOf, toObservation, wordsOf } from './observatory/write.ts';
export { type ReadRows, rowsOfMessage } from './observatory/read.ts';

/** A file of SDMX-CSV as rows of a set of observations. @throws Unreadable where the text is no such file. */
export function readSdmxCsv(text: string, reading: CsvReading = {}): ReadRows {
  const { content, report } = readCsvMessage(text, reading);
  return rowsOfMessage(content, report);
}

/** A message of SDMX-JSON as rows of a set of observations. @throws Unreadable where the text is no such message. */
export function readSdmxJson(text: string): ReadRows {
  const { content, report } = readJsonMessage(text);
  return rowsOfMessage(content, report);
}
