import {
  ACTIVITY_LAYOUT,
  type ActivityColumn,
  DIPLOMA_LAYOUT,
  type Layout,
  SKILL_LAYOUT,
} from '../national/rpps-layouts.js'
import { type InventedPerson, type InventedSituation, inventedPerson } from './invented-people.js'
import { PLACES, type Place } from './places.js'

/** Columns added since 2021: without them the file is in its old shape. */
const ADDED_SINCE_2021: readonly string[] = ['roleCode', 'roleLabel', 'activityKindCode', 'activityKindLabel']

export type RppsOptions = {
  lines: number
  seed: number
  places?: readonly Place[]
  /** Columns of the file of 2021 instead of 2026. */
  isOldShape?: boolean
}

const CHUNK_BYTES = 128 * 1024

/** The header line of a layout as the published files write it: straight apostrophes, a « | » after the last column. */
export function headerLine<Name extends string>(
  { columns }: Layout<Name>,
  without: readonly string[] = [],
): string {
  const labels = columns.filter(({ name }) => !without.includes(name)).map(({ label }) => label)
  return `${labels.join('|').replaceAll('’', "'")}|\n`
}

/** One line of a layout from the values of some of its columns. */
export function layoutLine<Name extends string>(
  { columns }: Layout<Name>,
  values: Partial<Record<Name, string>>,
  without: readonly string[] = [],
): string {
  let line = ''
  for (const { name } of columns) if (!without.includes(name)) line += `${values[name] ?? ''}|`
  return `${line}\n`
}

/** A « Personne_activite » file of invented persons, chunk by chunk: as large as wanted without a disk. */
export function* rppsActivityFile(options: RppsOptions): Generator<Buffer> {
  const without = options.isOldShape === true ? ADDED_SINCE_2021 : []
  let text = headerLine(ACTIVITY_LAYOUT, without)
  let lines = 0
  for (let rank = 1; lines < options.lines; rank += 1) {
    const person = inventedPerson(options.seed, rank, options.places ?? PLACES)
    for (const situation of person.situations) {
      if (lines >= options.lines) break
      text += layoutLine(ACTIVITY_LAYOUT, activityValues(person, situation), without)
      lines += 1
    }
    if (text.length >= CHUNK_BYTES) {
      yield Buffer.from(text)
      text = ''
    }
  }
  if (text !== '') yield Buffer.from(text)
}

/** The « SavoirFaire » file of the same persons. */
export function* rppsSkillFile({ persons, seed }: { persons: number; seed: number }): Generator<Buffer> {
  yield Buffer.from(headerLine(SKILL_LAYOUT))
  for (let rank = 1; rank <= persons; rank += 1) {
    const person = inventedPerson(seed, rank)
    if (person.skillCode === null || person.skillLabel === null) continue
    yield Buffer.from(
      layoutLine(SKILL_LAYOUT, {
        ...personValues(person),
        skillTypeCode: 'S',
        skillTypeLabel: 'Spécialité ordinale',
        skillCode: person.skillCode,
        skillLabel: person.skillLabel,
      }),
    )
  }
}

/** The « Dipl_AutExerc » file of the same persons. */
export function* rppsDiplomaFile({ persons, seed }: { persons: number; seed: number }): Generator<Buffer> {
  yield Buffer.from(headerLine(DIPLOMA_LAYOUT))
  for (let rank = 1; rank <= persons; rank += 1) {
    const { idType, id, nationalId, lastName, firstName } = personValues(inventedPerson(seed, rank))
    yield Buffer.from(
      layoutLine(DIPLOMA_LAYOUT, {
        ...{ idType, id, nationalId, lastName, firstName },
        diplomaTypeCode: 'DE',
        diplomaTypeLabel: "Diplôme d'Etat français",
        diplomaCode: 'DE99',
        diplomaLabel: "Diplôme d'Etat fictif",
      }),
    )
  }
}

/** The values of a line of « Personne_activite »: one plain object, since files of millions of lines are made of them. */
export function activityValues(
  {
    rppsNumber,
    lastName,
    firstName,
    isWoman,
    professionCode,
    professionLabel,
    skillCode,
    skillLabel,
  }: InventedPerson,
  { place, finessNumber, modeCode, structureName, streetNumber, streetName, phone, email }: InventedSituation,
): Partial<Record<ActivityColumn, string>> {
  const isSalaried = modeCode === 'S'
  return {
    idType: '8',
    id: rppsNumber,
    nationalId: `8${rppsNumber}`,
    titleCode: isWoman ? 'MME' : 'M',
    titleLabel: isWoman ? 'Madame' : 'Monsieur',
    lastName,
    firstName,
    professionCode,
    professionLabel,
    categoryCode: 'C',
    categoryLabel: 'Civil',
    skillTypeCode: skillCode === null ? '' : 'S',
    skillTypeLabel: skillCode === null ? '' : 'Spécialité ordinale',
    skillCode: skillCode ?? '',
    skillLabel: skillLabel ?? '',
    modeCode,
    modeLabel: isSalaried ? 'Salarié' : 'Libéral',
    finessSite: finessNumber ?? '',
    technicalId: finessNumber === null ? `C${rppsNumber}` : `F${finessNumber}`,
    structureName,
    streetNumber: String(streetNumber),
    streetTypeCode: 'R',
    streetTypeLabel: 'Rue',
    streetName,
    postOffice: `${place.postcode} ${place.communeName.toUpperCase()}`,
    postcode: place.postcode,
    communeCode: place.communeCode,
    communeName: place.communeName,
    phone,
    email,
    departmentCode: place.departmentCode,
    departmentName: place.departmentName,
    authority: 'FICTIF/FICTIF/FICTIF',
    sectorCode: isSalaried ? 'SA01' : 'SA07',
    sectorLabel: isSalaried ? 'Etablissement public de santé' : 'Cabinet individuel',
    activityKindCode: 'GENR01',
    activityKindLabel: 'Activité standard de soin ou de pharmacien',
  }
}

function personValues(person: InventedPerson) {
  return {
    idType: '8',
    id: person.rppsNumber,
    nationalId: `8${person.rppsNumber}`,
    lastName: person.lastName,
    firstName: person.firstName,
    professionCode: person.professionCode,
    professionLabel: person.professionLabel,
    categoryCode: 'C',
    categoryLabel: 'Civil',
  }
}
