import { chance, pick, randomStream } from '../../pmsi/synthesis/random.js'
import { ESTABLISHMENT_COLUMNS, type EstablishmentColumn } from '../national/finess-etalab-layout.js'
import type { LegalStatus } from '../national/legal-status.js'
import type { MaternityType } from '../national/maternity-type.js'
import { FINESS_CATEGORIES } from '../national/structure-categories.js'
import { inventedFiness, inventedPhone } from './invented-people.js'
import { PLACES, type Place } from './places.js'

/** An establishment that does not exist, and what the files of FINESS would say of it. */
export type InventedStructure = {
  finessNumber: string
  legalFinessNumber: string
  name: string
  categoryCode: string
  /** As FINESS+ tells it; the old file, of what is no hospital, nothing. */
  legalStatus: LegalStatus | null
  place: Place
  phone: string
  /** What its authorisations make it; null for a structure that is no maternity. */
  maternityType: MaternityType | null
  /** Nomenclature its authorisations are written in. */
  regime: 'AMF' | 'AMM'
  closedOn: string | null
}

const HOSPITAL = '355'
const OTHERS = ['223', '228', '231', '190', '603', '124', '631', '650']

const HOSPITAL_STATUSES: readonly LegalStatus[] = ['public', 'for-profit', 'espic', 'public']
const OTHER_STATUSES: readonly (LegalStatus | null)[] = ['public', 'non-profit', null, 'non-profit']

/** What each file writes of a status: a hospital’s own codes, and the legal form of its entity. */
const STATUS_CODES = {
  public: { codesph: '1', codemft: '03', statutJuridique: '13' },
  private: { codesph: '0', codemft: '07', statutJuridique: null },
  espic: { codesph: '6', codemft: '04', statutJuridique: '60' },
  'non-profit': { codesph: '7', codemft: '07', statutJuridique: '60' },
  'for-profit': { codesph: '0', codemft: '07', statutJuridique: '73' },
} as const satisfies Record<LegalStatus, object>
const NO_CODES = { codesph: '', codemft: '', statutJuridique: null }

/** The structures of a rank to another: one in four a hospital, one hospital in two a maternity. */
export function inventedStructures(
  seed: number,
  count: number,
  places: readonly Place[] = PLACES,
): InventedStructure[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, index, 7)
    const place = pick(random, places)
    const isHospital = chance(random, 0.25)
    const categoryCode = isHospital ? HOSPITAL : pick(random, OTHERS)
    const label = FINESS_CATEGORIES.codes.get(categoryCode)?.labels[0]?.label ?? ''
    return {
      finessNumber: inventedFiness(100_000 + index),
      legalFinessNumber: inventedFiness(500_000 + index),
      name: `${label.replace(/\s*\(.*\)/, '').toUpperCase()} FICTIF ${index + 1}`,
      categoryCode,
      legalStatus: (isHospital ? HOSPITAL_STATUSES : OTHER_STATUSES)[index % 4] ?? null,
      place,
      phone: inventedPhone(random),
      maternityType: isHospital ? pick(random, [null, 'I', 'IIA', 'IIB', 'III', 'CPP'] as const) : null,
      regime: chance(random, 0.5) ? 'AMF' : 'AMM',
      closedOn: chance(random, 0.05) ? '2024-06-30' : null,
    }
  })
}

/** The old open file cs1100507: a comment, the establishments, then their positions in degrees left out or projected. */
export function* etalabFile(structures: readonly InventedStructure[], date: string): Generator<Buffer> {
  yield Buffer.from(`finess;etalab;111;${date}\n`)
  for (const structure of structures) yield Buffer.from(establishmentLine(structure))
}

/** One line of `structureet`, a cell being quoted only when it must. */
export function establishmentLine(
  { place, ...structure }: InventedStructure,
  more: Partial<Record<EstablishmentColumn, string>> = {},
): string {
  const values: Partial<Record<EstablishmentColumn, string>> = {
    section: 'structureet',
    nofinesset: structure.finessNumber,
    nofinessej: structure.legalFinessNumber,
    rs: structure.name,
    rslongue: structure.name,
    numvoie: '12',
    typvoie: 'R',
    voie: 'DE L EXEMPLE',
    // Three digits, whatever the department: 01451 and 97411 alike.
    commune: place.communeCode.slice(-3),
    departement: place.finessDepartment,
    libdepartement: place.departmentName.toUpperCase(),
    ligneacheminement: `${place.postcode} ${place.communeName.toUpperCase()}`,
    telephone: structure.phone,
    categetab: structure.categoryCode,
    ...hospitalCodes(structure),
    dateouv: '1990-01-01',
    dateautor: '1990-01-01',
    datemaj: '2026-01-15',
    ...more,
  }
  const cells = ESTABLISHMENT_COLUMNS.map((column) => values[column] ?? '')
  return `${cells.map((cell) => (/[;"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';')}\n`
}

function hospitalCodes({
  categoryCode,
  legalStatus,
}: Pick<InventedStructure, 'categoryCode' | 'legalStatus'>) {
  const { codesph, codemft } =
    legalStatus === null || categoryCode !== HOSPITAL ? NO_CODES : STATUS_CODES[legalStatus]
  return { codesph, codemft }
}

/** FINESS+ structures: one legal entity a structure, on one line, as published. */
export function* finessPlusStructureFile(
  structures: readonly InventedStructure[],
  generatedAt: string,
): Generator<Buffer> {
  const entities = structures.map((structure) => JSON.stringify(structureEntity(structure)))
  yield* document(entities, generatedAt)
}

/** FINESS+ activities of the maternities among the structures. */
export function* finessPlusActivityFile(
  structures: readonly InventedStructure[],
  generatedAt: string,
): Generator<Buffer> {
  const entities = structures.map((structure) => JSON.stringify(activityEntity(structure)))
  yield* document(entities, generatedAt)
}

function* document(entities: readonly string[], generatedAt: string): Generator<Buffer> {
  yield Buffer.from(`{"schemaVersion":"v1.0.0","generatedAt":"${generatedAt}","gcc":[],"gco":[],"pmej":[`)
  for (const [index, entity] of entities.entries()) yield Buffer.from((index === 0 ? '' : ',') + entity)
  yield Buffer.from(']}')
}

function structureEntity({ place, ...structure }: InventedStructure) {
  const address = {
    usageAdresse: '03',
    numeroVoie: '12',
    typeVoie: 'R',
    libelleVoie: 'DE L EXEMPLE ',
    cogCommune: place.communeCode,
    ligneAcheminement: place.communeName.toUpperCase(),
    codePostal: place.postcode,
    coordonneesGeographique: {
      coordonneeX: null,
      coordonneeY: null,
      directionLatitude: String(place.latitude),
      directionLongitude: String(place.longitude),
    },
  }
  const { codesph, codemft } = hospitalCodes(structure)
  const { statutJuridique } = structure.legalStatus === null ? NO_CODES : STATUS_CODES[structure.legalStatus]
  return {
    informationsGeneralesPMEJ: {
      pmSmsseId: structure.legalFinessNumber,
      denominationPm: `ENTITE ${structure.name}`,
      numFinessPm: structure.legalFinessNumber,
      dateCreation: '1990-01-01',
      statutJuridique,
    },
    adresse: [{ ...address, usageAdresse: '02' }],
    contact: [],
    ege: [
      {
        informationsGeneralesEGE: {
          egeId: `E${structure.finessNumber}`,
          dateOuverture: '1990-01-01',
          dateFermeture: structure.closedOn,
          nomEgeCourt: structure.name,
          nomEgeLong: `${structure.name}  `,
          numFinessEge: structure.finessNumber,
          espic: [codesph],
        },
        modefixationtarifaire: codemft,
        categorieentiteGeographiqueExercice: structure.categoryCode,
        adresse: [address],
        contact: [{ typeContact: { roleContact: '01' }, telecom: { telephone: structure.phone } }],
        etatObjet: structure.closedOn === null ? 'A' : 'I',
        dateDerniereMaj: '2026-01-15 00:00:00',
      },
    ],
    etatObjet: 'A',
    dateDerniereMaj: '2026-01-15 00:00:00',
  }
}

/** Modalities that make each type, before and after the reform. A proximity centre has no code after it. */
const MODALITIES: Record<MaternityType, readonly [old: string[], reformed: string[]]> = {
  I: [['01'], ['MO016']],
  IIA: [
    ['01', '02'],
    ['MO016', 'MO017'],
  ],
  IIB: [
    ['01', '03'],
    ['MO016', 'MO018'],
  ],
  III: [
    ['01', '03', '04'],
    ['MO016', 'MO018', 'MO019'],
  ],
  CPP: [['05'], []],
}

function activityEntity({ finessNumber, legalFinessNumber, maternityType, regime }: InventedStructure) {
  const [old, reformed] = maternityType === null ? [[], []] : MODALITIES[maternityType]
  const isReformed = regime === 'AMM' && reformed.length > 0
  const activities = (isReformed ? reformed : old).map((modality, index) => ({
    caracteristiquesGeneriques: {
      activiteAeId: `${finessNumber}-${index}`,
      etatObjet: 'A',
      dateDebutActiviteAutorisee: `20${10 + index}-01-01`,
      dateFinActiviteAutorisee: null,
      egeId: `E${finessNumber}`,
    },
    nature: isReformed
      ? {
          codeNature: 'AMM',
          caracteristiquesSpecifiques: {
            typeActiviteAMM: { activiteAMM: 'QA003', modaliteAMM: modality, mentionAMM: null },
          },
        }
      : {
          codeNature: 'AMF',
          caracteristiquesSpecifiques: {
            typeActiviteAMF: { activiteAMF: '03', modaliteActivite: modality, formeActivite: '01' },
          },
        },
    evenement: [],
    capacite: [],
  }))
  const ege = { egeId: `E${finessNumber}`, numFinessEge: finessNumber, activitesExercees: activities }
  return {
    numFiness: legalFinessNumber,
    pmSmsseId: legalFinessNumber,
    activitesAutorisees: activities,
    ege: [ege],
  }
}
