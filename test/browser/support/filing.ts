/** The least that a body says of a system that it bought as it is, in the order of the form: control, and what is typed. */
export function leastAnswers(institution: string, product: string, title = 'Cámara que cuenta autos'): Readonly<Record<string, string>>[] {
  return [
    { 'title.es.text': title, 'plainSummary.es.text': 'Una cámara cuenta los autos de una avenida. Con esas cuentas se ajustan los semáforos.', institution, product, claimedByBody: 'true', sector: 'transport', status: 'in_use', startedOn: '2026-03', 'territories.absent': 'not_stated' },
    { uses: 'none', decisionRole: 'informs', 'affectedGroups.absent': 'not_applicable', 'peopleAffected.absent': 'unknown', personalData: 'none' },
    { 'accountableOwner.es.text': 'Gerente de Tránsito', 'purpose.es.text': 'Que los autos esperen menos', 'legalBasis.absent': 'unknown', 'contact.absent': 'not_stated' },
    { 'impactAssessment.absent': 'not_applicable', 'humanOversight.absent': 'not_applicable', 'notice.absent': 'not_applicable', 'objection.absent': 'not_applicable' },
  ];
}
