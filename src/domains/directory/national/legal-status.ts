/**
 * Whether an establishment is public or private, which the cahier des charges tells apart. « Privé » alone is what the
 * old file of FINESS says of a clinic and of a centre run by an association alike.
 */
export const LEGAL_STATUSES = {
  public: 'Public',
  private: 'Privé',
  espic: 'Privé d’intérêt collectif (ESPIC)',
  'non-profit': 'Privé à but non lucratif',
  'for-profit': 'Privé à but lucratif',
} as const

export type LegalStatus = keyof typeof LEGAL_STATUSES

/** What FINESS says that makes a status, in codes; null is not said. */
export type LegalStatusCodes = {
  /** Of the establishment: part it takes in the public service of hospitals (`codesph`, `espic`). */
  participation: readonly string[]
  /** Of its legal entity, in FINESS+ alone (`statutJuridique`). */
  legalForm: string | null
  /** Of the establishment: who sets its tariffs (`codemft`, `modefixationtarifaire`). */
  tariffs: string | null
}

/**
 * TRE_R73-ESPIC, version du 15/12/2023, Agence du numérique en santé. « Non concerné » (0), « Indéterminé » (9) and taking
 * part by concession or association (3, 4), which any private establishment could, say nothing.
 */
const OF_PARTICIPATION: ReadonlyMap<string, LegalStatus> = new Map([
  ['1', 'public'],
  ['2', 'non-profit'],
  ['5', 'non-profit'],
  ['6', 'espic'],
  ['7', 'non-profit'],
])

/**
 * TRE_R400-FinessStatutJuridique, version du 29/06/2026, Agence du numérique en santé, by the aggregate its codes are
 * under: 1000, 2100 and 2200. Those under foreign law (90) are neither.
 */
const OF_LEGAL_FORM: ReadonlyMap<string, LegalStatus> = new Map([
  ...coded(
    'public',
    '01 02 03 04 05 06 07 08 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30',
  ),
  ...coded('non-profit', '40 41 42 43 44 45 46 47 48 49 50 51 52 60 61 62 63 64 65 66 89'),
  ...coded('for-profit', '70 71 72 73 74 75 76 77 78 79 80 85 86 87 88 91 93 95'),
])

/**
 * TRE_R74-ModeFixationTarifaire, read in July 2026, Agence du numérique en santé: those that name whom they are for.
 * « ARS san. privé non DG » (07) is that of clinics, and of the dialysis units of associations.
 */
const OF_TARIFFS: ReadonlyMap<string, LegalStatus> = new Map([
  ['03', 'public'],
  ['04', 'non-profit'],
  ['07', 'private'],
  ['15', 'private'],
])

function coded(status: LegalStatus, codes: string): [string, LegalStatus][] {
  return codes.split(' ').map((code) => [code, status])
}

/** What the establishment itself says first, then who it belongs to, then how it is paid; null when none of it tells. */
export function legalStatusOf({ participation, legalForm, tariffs }: LegalStatusCodes): LegalStatus | null {
  const [own] = participation.flatMap((code) => OF_PARTICIPATION.get(code) ?? [])
  return own ?? OF_LEGAL_FORM.get(legalForm ?? '') ?? OF_TARIFFS.get(tariffs ?? '') ?? null
}

/** The status and those it is one of: an ESPIC is private, and not for profit. What a search for each of them finds. */
export function widerStatuses(status: LegalStatus): LegalStatus[] {
  if (status === 'public' || status === 'private') return [status]
  return status === 'espic' ? ['espic', 'non-profit', 'private'] : [status, 'private']
}

/** A clinic known to be for profit is private: who says only that says nothing else. */
export function isWiderStatus(said: unknown, known: unknown): boolean {
  const status = knownLegalStatus(known)
  return status !== null && widerStatuses(status).some((one) => one === said)
}

/** A status that is one of ours, or null. */
export function knownLegalStatus(text: unknown): LegalStatus | null {
  return STATUSES.find((status) => status === text) ?? null
}

const STATUSES = Object.keys(LEGAL_STATUSES) as LegalStatus[]
