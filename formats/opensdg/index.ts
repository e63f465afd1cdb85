/**
 * Open SDG: the CSV of an indicator (`Year`, breakdowns, `Units`, `Series`, `GeoCode`, `Value`) and its metadata by concept.
 * After github.com/open-sdg/open-sdg: a blank breakdown is the total, a blank value is missing. See README.md.
 */
export { type OpenSdgReading, readOpenSdg, type ReadOpenSdg } from './read.ts';
export { writeOpenSdg, type OpenSdgOptions, type Written } from './write.ts';
export { type OpenSdgMetadata, readOpenSdgMetadata, writeOpenSdgMetadata, yamlOf } from './metadata.ts';
export type { Misfit } from './misfit.ts';
