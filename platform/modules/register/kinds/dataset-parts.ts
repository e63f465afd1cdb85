/** The parts of a dataset that are groups: its files, its tables, how it was made (the properties of Croissant RAI). */
import { boolean, choice, date, group, integer, line, list, optional, url } from '#core/kinds/fields.ts';
import { words } from './shared.ts';

const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A file, or an address that gives the data. */
export const distribution = group({
  title: optional(words('Citas de 2025', 300)),
  accessUrl: url({ example: 'https://www.datosabiertos.gob.pe/citas' }),
  downloadUrl: optional(url({ example: 'https://www.datosabiertos.gob.pe/citas.csv' })),
  mediaType: optional(line({ example: 'text/csv', maxLength: 120 })),
  bytes: optional(integer({ example: 120000 })),
  sha256: optional(line({ example: HASH, maxLength: 64 })),
  licence: optional(line({ example: 'CC-BY-4.0', maxLength: 200 })),
});

/** A table and its columns. */
export const recordSet = group({
  name: line({ example: 'citas', maxLength: 200 }),
  description: optional(words('Una fila por cada pedido de cita', 1000)),
  rows: optional(integer({ example: 48000 })),
  columns: list(
    group({
      name: line({ example: 'distrito', maxLength: 200 }),
      dataType: line({ example: 'sc:Text', maxLength: 120 }),
      description: optional(words('Distrito donde vive la persona', 1000)),
      personal: optional(boolean({ example: false })),
    }),
    { maxItems: 2000 },
  ),
});

/** How data was collected: the types that Croissant RAI recommends. */
const COLLECTION_TYPES = [
  'surveys',
  'secondary_analysis',
  'physical_collection',
  'direct_measurement',
  'document_analysis',
  'manual_curation',
  'software_collection',
  'experiments',
  'web_scraping',
  'web_api',
  'focus_groups',
  'self_reporting',
  'customer_feedback',
  'user_content',
  'passive_collection',
  'other',
] as const;

const several = (example: string) => optional(list(words(example, 3000), { maxItems: 50 }));

/** How the data was gathered and worked on. */
export const making = {
  collection: optional(words('Los pedidos llegan por la página web y por ventanilla', 5000)),
  collectionTypes: optional(list(choice(COLLECTION_TYPES, { example: 'software_collection' }), { maxItems: COLLECTION_TYPES.length })),
  rawData: optional(words('Formularios tal como se enviaron', 3000)),
  missingData: optional(words('Falta el distrito en 4 de cada 100 filas', 3000)),
  collectedFrom: optional(date({ example: '2023-01' })),
  collectedUntil: optional(date({ example: '2025-12' })),
  imputation: optional(words('No se llenó ningún dato que faltaba', 3000)),
  manipulation: optional(words('Se quitaron nombres y números de documento', 3000)),
  preprocessing: several('Se unieron las tablas de los tres centros'),
};

/** How people or programs labelled the data. */
export const annotation = {
  annotation: optional(words('Dos enfermeras marcaron la urgencia de cada caso', 3000)),
  annotationPlatforms: several('Label Studio'),
  annotationAnalysis: several('Coincidieron en 88 de cada 100 casos'),
  annotationsPerItem: optional(line({ example: '2', maxLength: 300 })),
  annotators: several('Doce enfermeras de Cusco, de 28 a 55 años'),
  annotationTools: several('Ninguna'),
};

/** What one must know before using the data. */
export const care = {
  maintenance: optional(words('Se actualiza cada enero', 3000)),
  personalInformation: several('Síntomas y edad, sin nombre'),
  socialImpact: optional(words('Ayuda a atender antes a los casos graves', 3000)),
  biases: several('Casi no hay pedidos de comunidades sin internet'),
  limits: several('No sirve para otras regiones'),
  useCases: several('Entrenar y probar el orden de las citas'),
};
