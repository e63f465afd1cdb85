/**
 * What each of our fields is called elsewhere. A path (`deployment.legalBasis.article`) gives the names of its
 * counterparts, most exact first; a path that is not there has none. Names are those of the cross-walk in the research on
 * registers; of Colombia we know the items only second-hand, so their names are descriptions.
 */

export const STANDARDS = ['nl_1_0', 'uk_atrs_4', 'us_2025', 'ca_mvp', 'eu_annex_viii', 'pe_unsu', 'co_007', 'dcat_ap_3', 'croissant_1_1', 'croissant_rai_1_0', 'hugging_face'] as const;
export type StandardName = (typeof STANDARDS)[number];

/** The kinds that have counterparts. */
export const TRANSLATED_KINDS = ['product', 'deployment', 'model', 'dataset', 'supplier', 'contract'] as const;
export type FieldPath = `${(typeof TRANSLATED_KINDS)[number]}.${string}`;

type Counterparts = Readonly<Record<FieldPath, readonly string[]>>;

export const standards: Readonly<Record<StandardName, Counterparts>> = {
  /** Publication standard of the Dutch Algoritmeregister; `[0.3]` marks what 1.0 dropped. */
  nl_1_0: {
    'deployment.title': ['name'],
    'deployment.plainSummary': ['description_short'],
    'deployment.institution': ['organization'],
    'deployment.contact': ['contact_email'],
    'deployment.website': ['website', 'url'],
    'deployment.sector': ['category'],
    'deployment.territories': ['[0.3] area'],
    'deployment.status': ['status'],
    'deployment.startedOn': ['begin_date'],
    'deployment.endedOn': ['end_date'],
    'deployment.purpose': ['goal'],
    'deployment.benefit': ['goal'],
    'deployment.proportionality': ['proportionality'],
    'deployment.alternatives': ['proportionality'],
    'deployment.decisionRole': ['[0.1] decision_making_process'],
    'deployment.humanOversight': ['human_intervention'],
    'deployment.objection': ['[0.3] objection_procedure'],
    'deployment.legalBasis': ['lawful_basis_grouping', 'lawful_basis'],
    'deployment.impactAssessment': ['impacttoetsen_grouping', 'impacttoetsen'],
    'deployment.otherAssessments': ['impacttoetsen_grouping', 'impacttoetsen'],
    'deployment.risks': ['risks'],
    'deployment.monitoring': ['[0.3] monitoring'],
    'deployment.performance': ['[0.3] performance_standard'],
    'deployment.sourceDataNote': ['source_data'],
    'deployment.datasets': ['source_data_grouping'],
    'deployment.identifiers': ['lars', 'source_id'],
    'product.techniques': ['[0.3] type'],
    'product.codeUrl': ['publiccode'],
    'supplier.name': ['provider'],
  },
  /** Algorithmic Transparency Recording Standard, numbers of version 4. */
  uk_atrs_4: {
    'deployment.title': ['1.1 name'],
    'deployment.plainSummary': ['1.2 description'],
    'deployment.website': ['1.3 website'],
    'deployment.contact.email': ['1.4 contact email'],
    'deployment.institution': ['2.1.1 organisation'],
    'deployment.contact.office': ['2.1.2 team'],
    'deployment.accountableOwner': ['2.1.3 SRO role'],
    'deployment.sector': ['function'],
    'deployment.territories': ['region'],
    'deployment.status': ['phase'],
    'deployment.purpose': ['2.2.1 detailed'],
    'deployment.benefit': ['2.2.3 benefit'],
    'deployment.alternatives': ['2.2.4 previous process', '2.2.5 alternatives'],
    'deployment.decisionRole': ['2.3.1 process integration'],
    'deployment.scale': ['2.3.x frequency and scale'],
    'deployment.humanOversight': ['2.3.x human review'],
    'deployment.staffTraining': ['2.3.x required training'],
    'deployment.objection': ['appeals and review'],
    'deployment.impactAssessment': ['2.5.1 assessments'],
    'deployment.otherAssessments': ['2.5.1 assessments'],
    'deployment.risks': ['2.5.2 risks'],
    'deployment.mitigation': ['2.5.2 risks'],
    'deployment.monitoring': ['maintenance'],
    'deployment.performance': ['model performance'],
    'deployment.fairness': ['model performance'],
    'deployment.datasets': ['2.4.4 operational data'],
    'deployment.sourceDataNote': ['2.4.4 operational data'],
    'product.categories': ['capability', 'task'],
    'product.inputs': ['2.4.1.2 input'],
    'product.outputs': ['2.4.1.3 output'],
    'product.codeUrl': ['system architecture'],
    'product.datasets': ['2.4.3 development data'],
    'model.name': ['2.4.2.x model name'],
    'model.type': ['2.4.2.x model type'],
    'model.architecture': ['2.4.2.x model architecture'],
    'model.datasets': ['2.4.3 development data'],
    'model.trainingData': ['2.4.3 development data'],
    'model.results': ['model performance'],
    'dataset.title': ['2.4.3 name', '2.4.4 name'],
    'dataset.modality': ['2.4.3 modality', '2.4.4 modality'],
    'dataset.description': ['2.4.3 description', '2.4.4 description'],
    'dataset.quantity': ['2.4.3 quantities', '2.4.4 quantities'],
    'dataset.sensitiveAttributes': ['2.4.3 sensitive attributes', '2.4.4 sensitive attributes'],
    'dataset.missingData': ['2.4.3 completeness', '2.4.4 completeness'],
    'dataset.preprocessing': ['2.4.3 cleaning', '2.4.4 cleaning'],
    'dataset.collection': ['2.4.3 collection', '2.4.4 collection'],
    'dataset.accessAndSharing': ['2.4.3 access', '2.4.3 sharing', '2.4.4 access', '2.4.4 sharing'],
    'supplier.name': ['2.1.4.1 name'],
    'supplier.taxId': ['2.1.4.2 company no.'],
    'contract.procedure': ['2.1.4.4 procurement type'],
  },
  /** Federal inventory, columns of 2025. */
  us_2025: {
    'deployment.identifiers': ['id'],
    'deployment.title': ['use_case_name'],
    'deployment.institution': ['agency', 'agency_bureau'],
    'deployment.contact.email': ['contact_email'],
    'deployment.sector': ['topic_area'],
    'deployment.status': ['development_stage'],
    'deployment.startedOn': ['operational_date'],
    'deployment.purpose': ['problem_solved'],
    'deployment.benefit': ['benefits'],
    'deployment.impactAssessment': ['hi_assessment', 'hi_potential_impacts'],
    'deployment.otherAssessments': ['pia_url', 'hi_independent_review'],
    'deployment.performance': ['hi_testing'],
    'deployment.staffTraining': ['hi_training'],
    'deployment.failsafe': ['hi_failsafe'],
    'deployment.objection': ['hi_appeal_process'],
    'deployment.consultation': ['hi_public_consultation'],
    'deployment.risks': ['hi_potential_impacts'],
    'deployment.monitoring': ['hi_ongoing_monitoring'],
    'deployment.personalData': ['has_pii'],
    'deployment.sourceDataNote': ['data_description'],
    'deployment.datasets': ['link_to_data'],
    'product.techniques': ['classification'],
    'product.outputs': ['system_outputs'],
    'product.developedBy': ['contracting_usage'],
    'product.codeUrl': ['code_url', 'has_custom_code'],
    'dataset.description': ['data_description'],
    'dataset.url': ['link_to_data'],
    'dataset.sensitiveAttributes': ['demographic_features'],
    'supplier.name': ['vendor_name'],
  },
  /** Canada's AI Register MVP; text columns end in `_en` and `_fr`. */
  ca_mvp: {
    'deployment.identifiers': ['ai_register_id'],
    'deployment.title': ['name_ai_system_en/fr'],
    'deployment.plainSummary': ['description_.._en/fr'],
    'deployment.institution': ['government_organization'],
    'deployment.status': ['status_en/fr'],
    'deployment.startedOn': ['status_date'],
    'deployment.results': ['results_en/fr'],
    'deployment.notice': ['notification_ai'],
    'deployment.personalData': ['involves_personal_information'],
    'deployment.otherAssessments': ['personal_information_banks'],
    'deployment.sourceDataNote': ['data_sources_en/fr'],
    'product.categories': ['ai_system_capabilities_en/fr'],
    'product.developedBy': ['developed_by'],
    'supplier.name': ['vendor_information'],
  },
  /** Annex VIII of the EU AI Act: A provider, B provider who holds itself exempt, C public deployer. */
  eu_annex_viii: {
    'deployment.institution': ['C1'],
    'deployment.contact': ['C2'],
    'deployment.impactAssessment': ['C4'],
    'deployment.otherAssessments': ['C5'],
    'deployment.status': ['A7', 'B8'],
    'deployment.territories': ['A10', 'B9'],
    'product.name': ['A4', 'B4'],
    'product.intendedUse': ['A5'],
    'product.howItWorks': ['A6'],
    'product.inputs': ['A6'],
    'product.website': ['A13', 'C3'],
    'product.documentationUrl': ['A12'],
    'product.certificates': ['A8', 'A9', 'A11'],
    'supplier.name': ['A1', 'B1'],
  },
  /** Schema 1.0.0 of killobs/unsu, the Public AI Registry of Peru. */
  pe_unsu: {
    'deployment.identifiers': ['id'],
    'deployment.title': ['nombre'],
    'deployment.institution': ['entidad_id'],
    'deployment.sector': ['sector'],
    'deployment.territories': ['jurisdiccion'],
    'deployment.status': ['estado'],
    'deployment.purpose': ['finalidad'],
    'deployment.decisionRole': ['tipo_decision'],
    'deployment.humanOversight': ['supervision_humana'],
    'deployment.impactAssessment': ['obligaciones[]'],
    'deployment.evidence': ['evidencia[]'],
    'deployment.evidence.capturedOn': ['evidencia[].date'],
    'deployment.evidence.note': ['evidencia[].text'],
    'deployment.evidence.source': ['evidencia[].url'],
    'deployment.contracts': ['vinculo_contractual'],
    'product.techniques': ['tecnologias'],
    'supplier.name': ['proveedor'],
    'contract.ocid': ['vinculo_contractual'],
    'contract.amount': ['presupuesto'],
  },
  /** Directiva Conjunta 007 of 2025-09-30: the minimum. */
  co_007: {
    'deployment.title': ['name'],
    'deployment.purpose': ['purpose'],
    'deployment.service': ['institutional function'],
    'deployment.status': ['status'],
    'deployment.personalData': ['personal-data treatment'],
    'deployment.dataTypes': ['data types'],
    'deployment.contact': ['contacts for objections'],
    'deployment.objection': ['contacts for objections'],
    'deployment.impactAssessment': ['algorithmic impact analysis'],
    'product.developedBy': ['developer'],
    'supplier.name': ['developer'],
  },
  dcat_ap_3: within('dataset', {
    title: 'dct:title', description: 'dct:description', publisher: 'dct:publisher', creator: 'dct:creator', contact: 'dcat:contactPoint', accessRights: 'dct:accessRights', url: 'dcat:landingPage',
    distributions: 'dcat:distribution', 'distributions.title': 'dcat:distribution/dct:title', 'distributions.accessUrl': 'dcat:distribution/dcat:accessURL', 'distributions.downloadUrl': 'dcat:distribution/dcat:downloadURL',
    'distributions.mediaType': 'dcat:distribution/dcat:mediaType', 'distributions.bytes': 'dcat:distribution/dcat:byteSize', 'distributions.sha256': 'dcat:distribution/spdx:checksum', 'distributions.licence': 'dcat:distribution/dct:license',
    issuedOn: 'dct:issued', modifiedOn: 'dct:modified', frequency: 'dct:accrualPeriodicity', temporalStart: 'dct:temporal/dcat:startDate', temporalEnd: 'dct:temporal/dcat:endDate', territories: 'dct:spatial', languages: 'dct:language',
    themes: 'dcat:theme', keywords: 'dcat:keyword', version: 'dcat:version', conformsTo: 'dct:conformsTo', legislation: 'dcatap:applicableLegislation', provenance: 'dct:provenance', derivedFrom: 'dct:source', identifiers: 'adms:identifier',
  }),
  croissant_1_1: within('dataset', {
    title: 'name', description: 'description', licence: 'license', url: 'url', creator: 'creator', publisher: 'publisher', issuedOn: 'datePublished', createdOn: 'dateCreated', modifiedOn: 'dateModified', keywords: 'keywords',
    version: 'version', sameAs: 'sameAs', descriptionLicence: 'sdLicence', languages: 'inLanguage', distributions: 'distribution', recordSets: 'recordSet', 'recordSets.columns': 'recordSet[].field', provenance: 'prov', derivedFrom: 'prov', useConditions: 'DUO/ODRL',
  }),
  /** The twenty properties of Croissant RAI 1.0. */
  croissant_rai_1_0: within('dataset', {
    collection: 'dataCollection', collectionTypes: 'dataCollectionType', rawData: 'dataCollectionRawData', missingData: 'dataCollectionMissingData', collectedFrom: 'dataCollectionTimeframe', collectedUntil: 'dataCollectionTimeframe',
    imputation: 'dataImputationProtocol', manipulation: 'dataManipulationProtocol', preprocessing: 'dataPreprocessingProtocol', annotation: 'dataAnnotationProtocol', annotationPlatforms: 'dataAnnotationPlatform', annotationAnalysis: 'dataAnnotationAnalysis',
    annotationsPerItem: 'annotationsPerItem', annotators: 'annotatorDemographics', annotationTools: 'machineAnnotationTools', maintenance: 'dataReleaseMaintenancePlan', personalInformation: 'personalSensitiveInformation',
    socialImpact: 'dataSocialImpact', biases: 'dataBiases', limits: 'dataLimitations', useCases: 'dataUseCases',
  }),
  /** Front matter of a model card, then the headings of its body. */
  hugging_face: within('model', {
    languages: 'language', licence: ['license', 'license_name'], licenceUrl: 'license_link', library: 'library_name', tags: 'tags', datasets: 'datasets', metrics: 'metrics', baseModel: 'base_model',
    results: 'model-index', 'results.task': 'model-index[].task.type', 'results.dataset': ['model-index[].dataset.name', 'model-index[].dataset.type'], 'results.metric': 'model-index[].metrics[].type',
    'results.value': 'model-index[].metrics[].value', 'results.source': 'model-index[].source', summary: 'details', directUse: 'uses (direct)', downstreamUse: 'uses (downstream)',
    outOfScopeUse: 'uses (out-of-scope)', limits: 'bias/risks/limits', recommendations: 'bias/risks/limits', trainingData: 'training', trainingProcedure: 'training', evaluationData: 'evaluation (data)',
    evaluationFactors: 'evaluation (factors)', socialImpact: 'societal impact', environment: 'environment', specifications: 'specs', citation: 'citation', contact: 'contact',
  }),
};

/** What follows from a record without being one of its fields: its id, its class of risk, how sure we are. */
export const DERIVED = ['id', 'riskClass', 'firstPublishedOn', 'confidence', 'withheld', 'schemaVersion', 'language'] as const;
export type Derived = (typeof DERIVED)[number];

export const derivedCounterparts: Readonly<Partial<Record<StandardName, Readonly<Partial<Record<Derived, readonly string[]>>>>>> = {
  nl_1_0: { id: ['source_id'], riskClass: ['publication_category'], schemaVersion: ['standard_version'], language: ['lang'] },
  uk_atrs_4: { firstPublishedOn: ['date published'], schemaVersion: ['atrs_version'], withheld: ['redact with reason'] },
  us_2025: { id: ['id'], riskClass: ['is_high_impact', 'HI_justification'], withheld: ['is_withheld'] },
  ca_mvp: { id: ['ai_register_id'] },
  eu_annex_viii: { id: ['A4'], riskClass: ['B6', 'B7'], withheld: ['non-public section'] },
  pe_unsu: { id: ['id'], riskClass: ['clasificacion_riesgo_propia'], firstPublishedOn: ['fecha_alta_registro'], confidence: ['nivel_confianza'], schemaVersion: ['version'] },
};

/** For a standard that speaks of one kind alone. */
function within(kind: (typeof TRANSLATED_KINDS)[number], names: Readonly<Record<string, string | readonly string[]>>): Counterparts {
  return Object.fromEntries(Object.entries(names).map(([field, found]) => [`${kind}.${field}`, typeof found === 'string' ? [found] : found]));
}
