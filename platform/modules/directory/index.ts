import type { Module } from '#core/module.ts';
import { institution } from './kinds/institution.ts';
import { institutionType } from './kinds/institution-type.ts';
import { legalInstrument } from './kinds/legal-instrument.ts';
import { printedTable } from './kinds/printed-table.ts';
import { source } from './kinds/source.ts';
import { territory } from './kinds/territory.ts';
import { operations } from './operations.ts';
import { lawsTimeline } from './views/laws-timeline.ts';
import { printedTablePage } from './views/printed-table.ts';

/** What the other modules refer to: who, where, by which law, according to which document. */
export const directory: Module = {
  name: 'directory',
  kinds: [institution, institutionType, territory, legalInstrument, source, printedTable],
  messages: [new URL('messages/kinds/', import.meta.url), new URL('messages/pages/', import.meta.url), new URL('messages/api/', import.meta.url)],
  navigation: [{ path: 'institutions', label: 'kinds.institution.many' }],
  reference: [
    { path: 'laws/timeline', label: 'kinds.legal-instrument.many' },
    { path: 'sources', label: 'kinds.source.many' },
  ],
  recordPages: { 'printed-table': printedTablePage },
  operations,
  routes(web) {
    web.page('/laws/timeline', lawsTimeline);
  },
};
