/**
 * Positions of the PMSI MCO files, as data. Positions are 1-based and in bytes, as ATIH prints them.
 * Sources: ATIH « Formats des fichiers de sortie MCO » 2017, 2022 and 2023; positions by format version
 * published in hkara2/pmsixml and, by year, in GuillaumePressiat/pmeasyr, which agree on every field below.
 */
export type Field = {
  name: string
  /** What a DIM reads in a rejection. */
  label: string
  start: number
  length: number
  /** `count` and `integer` hold digits or blanks; a blank `count` is an error, a blank `integer` is unknown. */
  type: 'text' | 'integer' | 'count'
}

export type RsaLayout = {
  version: string
  /** PMSI years the version was used for. */
  years: string
  /** Bytes before the repeated zones. */
  fixedLength: number
  fields: Record<RsaField, Field>
  /** Bytes of each global-scope authorisation, radiotherapy supplement, RUM, diagnosis and act zone, in file order. */
  authorisationLength: number
  radiotherapyLength: number
  rumLength: number
  diagnosisLength: number
  actLength: number
  rum: Record<RumField, Field>
  act: Record<ActField, Field>
}

export type RsaField =
  | 'finess'
  | 'version'
  | 'rsaKey'
  | 'rssVersion'
  | 'ghm'
  | 'groupingReturnCode'
  | 'rumCount'
  | 'ageYears'
  | 'ageDays'
  | 'sex'
  | 'entryMode'
  | 'provenance'
  | 'exitMonth'
  | 'exitYear'
  | 'exitMode'
  | 'destination'
  | 'stayType'
  | 'nights'
  | 'residence'
  | 'weightG'
  | 'gestationalAgeWeeks'
  | 'daysSinceLastPeriod'
  | 'birthHouse'
  | 'authorisationCount'
  | 'radiotherapyCount'
  | 'generated'
  | 'dp'
  | 'dr'
  | 'diagnosisCount'
  | 'actCount'
export type RumField =
  | 'site'
  | 'dp'
  | 'dr'
  | 'gestationalAgeWeeks'
  | 'diagnosisCount'
  | 'actCount'
  | 'unitType'
export type ActField = 'delayDays' | 'code' | 'activity'

type Row<Name extends string> = [
  name: Name,
  label: string,
  type: Field['type'],
  length: number,
  ...starts: number[],
]

/** One row a field; one start per family of versions: 222–225, 226–228, 229. */
const RSA_ROWS: Row<RsaField>[] = [
  ['finess', 'n° FINESS e-PMSI', 'text', 9, 1, 1, 1],
  ['version', 'version du format de RSA', 'text', 3, 10, 10, 10],
  ['rsaKey', 'n° d’index du RSA', 'text', 10, 13, 13, 13],
  ['rssVersion', 'version du RSS groupé d’origine', 'text', 3, 23, 23, 23],
  ['ghm', 'GHM (groupage national)', 'text', 6, 42, 42, 42],
  ['groupingReturnCode', 'code retour du groupage', 'text', 3, 48, 48, 48],
  ['rumCount', 'nombre de RUM', 'count', 2, 51, 51, 51],
  ['ageYears', 'âge en années', 'integer', 3, 53, 53, 53],
  ['ageDays', 'âge en jours', 'integer', 3, 56, 56, 56],
  ['sex', 'sexe', 'text', 1, 59, 59, 59],
  ['entryMode', 'mode d’entrée', 'text', 1, 60, 60, 60],
  ['provenance', 'provenance', 'text', 1, 61, 61, 61],
  ['exitMonth', 'mois de sortie', 'count', 2, 62, 62, 62],
  ['exitYear', 'année de sortie', 'count', 4, 64, 64, 64],
  ['exitMode', 'mode de sortie', 'text', 1, 68, 68, 68],
  ['destination', 'destination', 'text', 1, 69, 69, 69],
  ['stayType', 'type de séjour (prestation inter-établissements)', 'text', 1, 70, 70, 70],
  ['nights', 'durée du séjour en nuits', 'count', 4, 71, 71, 71],
  ['residence', 'code géographique de résidence', 'text', 5, 75, 75, 75],
  ['weightG', 'poids à l’entrée (g)', 'integer', 4, 80, 85, 85],
  ['gestationalAgeWeeks', 'âge gestationnel (SA révolues)', 'integer', 2, 84, 89, 89],
  ['daysSinceLastPeriod', 'délai depuis les dernières règles (jours)', 'integer', 3, 86, 91, 91],
  ['birthHouse', 'admission en maison de naissance', 'text', 1, 103, 108, 108],
  ['authorisationCount', 'nombre d’autorisations à portée globale', 'count', 1, 109, 114, 114],
  ['radiotherapyCount', 'nombre de suppléments de radiothérapie', 'count', 1, 131, 136, 136],
  ['generated', 'type de RSA généré automatiquement', 'text', 1, 133, 138, 138],
  ['dp', 'diagnostic principal', 'text', 6, 203, 212, 215],
  ['dr', 'diagnostic relié', 'text', 6, 209, 218, 221],
  ['diagnosisCount', 'nombre de diagnostics associés', 'count', 4, 215, 224, 227],
  ['actCount', 'nombre de zones d’actes', 'count', 5, 219, 228, 231],
]

/** Positions inside one RUM item; one start per family: 60 bytes (222–225), 61 bytes (226–229). */
const RUM_ROWS: Row<RumField>[] = [
  ['site', 'n° FINESS géographique du RUM', 'text', 9, 6, 7],
  ['dp', 'diagnostic principal du RUM', 'text', 6, 15, 16],
  ['dr', 'diagnostic relié du RUM', 'text', 6, 21, 22],
  ['gestationalAgeWeeks', 'âge gestationnel du RUM (SA révolues)', 'integer', 2, 30, 31],
  ['diagnosisCount', 'nombre de diagnostics associés du RUM', 'count', 2, 32, 33],
  ['actCount', 'nombre de zones d’actes du RUM', 'count', 3, 34, 35],
  ['unitType', 'type d’autorisation de l’unité médicale', 'text', 3, 41, 42],
]

/** Positions inside one act zone, all versions. */
const ACT_ROWS: Row<ActField>[] = [
  ['delayDays', 'délai de l’acte depuis l’entrée (jours)', 'integer', 3, 1],
  ['code', 'code CCAM', 'text', 7, 4],
  ['activity', 'activité', 'text', 1, 14],
]

function columns<Name extends string>(rows: Row<Name>[], family: number): Record<Name, Field> {
  const fields = {} as Record<Name, Field>
  for (const [name, label, type, length, ...starts] of rows) {
    const start = starts[family]
    if (start === undefined) throw new Error(`${name} has no position in family ${family}`)
    fields[name] = { name, label, start, length, type }
  }
  return fields
}

function rsaLayout(version: string, years: string, fixedLength: number, family: number): RsaLayout {
  return {
    version,
    years,
    fixedLength,
    fields: columns(RSA_ROWS, family),
    authorisationLength: 2,
    radiotherapyLength: 7,
    rumLength: family === 0 ? 60 : 61,
    diagnosisLength: 6,
    actLength: 24,
    rum: columns(RUM_ROWS, family === 0 ? 0 : 1),
    act: columns(ACT_ROWS, 0),
  }
}

/** Layout of an RSA line by the version the line itself carries at 10–12. */
export const RSA_LAYOUTS: ReadonlyMap<string, RsaLayout> = new Map(
  [
    rsaLayout('222', '2015', 223, 0),
    rsaLayout('223', '2016', 238, 0),
    rsaLayout('224', '2017–2018', 238, 0),
    rsaLayout('225', '2019', 238, 0),
    rsaLayout('226', '2020–2021', 247, 1),
    rsaLayout('227', '2022', 247, 1),
    rsaLayout('228', '2023–2024', 262, 1),
    rsaLayout('229', '2025', 265, 2),
  ].map((layout) => [layout.version, layout]),
)
