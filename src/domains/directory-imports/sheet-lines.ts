import { personName } from '../directory/cards.js'
import { foldCommune } from '../directory/communes/gazetteer.js'
import { foldText } from '../directory/national/plain-text.js'
import { departmentOfPostcode } from '../directory/national/postcode.js'
import { SKILL_GROUPS } from '../directory/national/professions.js'
import type { EntryLine, SheetEntry } from '../directory/spreadsheet/entries.js'
import { isCommonName } from './practice-names.js'
import type { Fields } from './records.js'
import { practiceName } from './rpps-lines.js'
import { categoryInWords, titleInWords } from './sheet-words.js'

/** A line of a coordinator’s table as a person, a structure, or a person at a structure. */
export type SheetRecord = {
  line: number
  person: { fields: Fields; hints: Hints; consent?: boolean } | null
  structure: { fields: Fields; supposed: string[]; hints: Hints; isNamed: boolean } | null
  /** Her telephone and mail too: they are those of the place when other lines give others. */
  situation: Fields | null
  /** As it was typed, to be found among the network’s own. */
  territory: string | null
  warnings: string[]
}

/** What tells two records of one name apart, folded. */
export type Hints = {
  name: string
  phones: string[]
  email: string | null
  postcode: string | null
  commune: string | null
}

/** What a line that can be read says. Null for a line to be corrected: nothing of it is written. */
export function recordOf({ line, entry, refusals, warnings }: EntryLine): SheetRecord | null {
  if (entry === null || refusals.length > 0) return null
  const said = warnings.map(({ column, reason }) => (column === null ? reason : `${column} : ${reason}`))
  const structure = structureOf(entry)
  const { role, startsOn, endsOn } = entry
  if ((startsOn ?? endsOn) !== null && (entry.lastName === null || structure === null))
    said.push(DATES_OF_NO_PLACE)
  if (entry.lastName === null) {
    const unsure = categoryInWords(entry.structureKind) ?? categoryInWords(entry.structureName)
    if (unsure === null) said.push(UNKNOWN_CATEGORY)
    return { line, person: null, structure, situation: null, territory: entry.territory, warnings: said }
  }
  const person = personOf(entry, structure !== null)
  const { phone, email } = person.fields
  return {
    line,
    person,
    structure,
    situation: structure && { functionWords: role, phone, email, startsOn, endsOn },
    territory: entry.territory,
    warnings: said,
  }
}

const DATES_OF_NO_PLACE =
  '« Depuis le » et « Jusqu’au » sont les dates d’une personne à un endroit : il manque l’une ou l’autre, elles ne sont pas gardées.'
const UNKNOWN_CATEGORY =
  'Type de structure inconnu : rangée avec les professionnels, que seuls les membres du réseau voient.'

function personOf(entry: SheetEntry, hasPlace: boolean): NonNullable<SheetRecord['person']> {
  const { profession, lastName, firstName, email } = entry
  const skills = SKILL_GROUPS.find(({ name }) => name === profession?.skillGroup)?.codes.slice(0, 1) ?? []
  const [phone, mobile, otherPhone] = phonesOf(entry)
  const hasOwnPlace = hasPlace && isOwnPlace(entry, categoryOf(entry))
  const fields: Fields = {
    rppsNumber: entry.rppsNumber,
    title: entry.title && titleInWords(entry.title),
    lastName: lastName?.slice(0, 100) ?? null,
    firstName: firstName?.slice(0, 100) ?? null,
    professionCode: profession?.professionCode ?? null,
    professionWords: profession?.professionCode === null ? profession.label.slice(0, 100) : null,
    skillCodes: skills,
    phone,
    mobile,
    email,
    website: entry.website,
    languages: entry.languages ?? [],
    notes: notesOf([
      [null, entry.notes],
      ['Fonction', hasPlace ? null : entry.role],
      ['Autre téléphone', otherPhone],
      ['Horaires', hasOwnPlace ? null : entry.hours],
      ['Télécopie', hasOwnPlace ? null : entry.fax],
      ['Tarifs', entry.fees],
    ]),
    ...verification(entry),
  }
  return {
    fields,
    hints: {
      name: foldText(personName({ lastName: lastName ?? '', firstName })),
      phones: [phone, mobile].filter((one) => one !== null),
      email: email?.toLowerCase() ?? null,
      ...placeHints(entry),
    },
    ...(entry.publicConsent !== null && { consent: entry.publicConsent }),
  }
}

/** Of a person’s two numbers, one that is a mobile is kept apart: fewer people see it. */
function phonesOf({ phone, phone2 }: SheetEntry): [string | null, string | null, string | null] {
  if (phone2 === null) return [phone, null, null]
  if (MOBILE.test(phone2)) return [phone, phone2, null]
  return phone === null ? [phone2, null, null] : [phone, null, phone2]
}

const MOBILE = /^\+(?:33[67]|262(?:692|693|639)|590690|596696|594694)/

/** Where a person works, or what the line is about. A line without a name nor an address has no place. */
function structureOf(entry: SheetEntry): SheetRecord['structure'] {
  const { structureName, finessNumber, address, postcode, commune } = entry
  const isPlace = entry.lastName === null
  if ([structureName, finessNumber, address, postcode, commune].every((value) => value === null)) return null
  const category = categoryOf(entry)
  const fields: Fields = {
    finessNumber,
    name: structureName ?? practiceName(commune),
    category,
    legalStatus: entry.legalStatus,
    street: address,
    addressMore: entry.addressMore,
    postcode,
    communeName: commune?.slice(0, 100) ?? null,
    departmentCode: postcode === null ? null : departmentOfPostcode(postcode),
    ...(entry.latitude !== null && {
      latitude: entry.latitude,
      longitude: entry.longitude,
      positionSource: 'tableau',
    }),
    accessibility: entry.accessibility ?? [],
    ...(isOwnPlace(entry, category) && { hours: entry.hours, fax: entry.fax }),
    ...(isPlace && {
      phone: entry.phone,
      phone2: entry.phone2,
      email: entry.email,
      website: entry.website,
      languages: entry.languages ?? [],
      notes: notesOf([
        [null, entry.notes],
        ['Tarifs', entry.fees],
      ]),
      ...verification(entry),
    }),
  }
  return {
    fields,
    supposed: supposedOf(entry),
    isNamed: structureName !== null && !isCommonName(structureName),
    hints: {
      name: foldText(String(fields.name)),
      phones: isPlace ? [entry.phone, entry.phone2].filter((one) => one !== null) : [],
      email: isPlace ? (entry.email?.toLowerCase() ?? null) : null,
      ...placeHints(entry),
    },
  }
}

/**
 * What a line does not say of a place, and a new record must have. A line that names no place says nothing of what it is;
 * one that says « Cabinet » of somebody’s does not say which.
 */
function supposedOf({ lastName, structureName, structureKind, finessNumber }: SheetEntry): string[] {
  const isCommon = structureName !== null && isCommonName(structureName)
  const isNamed = structureName !== null || finessNumber !== null
  const isClassed = isCommon || (categoryInWords(structureKind) ?? categoryInWords(structureName)) !== null
  return [
    ...(structureName === null || (isCommon && lastName !== null) ? ['name'] : []),
    ...(isNamed && isClassed ? [] : ['category']),
  ]
}

function categoryOf({ structureKind, structureName }: SheetEntry): string {
  return categoryInWords(structureKind) ?? categoryInWords(structureName) ?? 'professionals'
}

/** The hours of a practice are those of who works there; those of a hospital are not. */
function isOwnPlace({ lastName }: Pick<SheetEntry, 'lastName'>, category: string): boolean {
  return lastName === null || category === 'professionals'
}

function placeHints({ postcode, commune }: SheetEntry): Pick<Hints, 'postcode' | 'commune'> {
  return { postcode, commune: commune === null ? null : foldCommune(commune) }
}

/** At noon, so that it is the same day in every zone of the country. */
function verification({ verifiedOn }: SheetEntry): Fields {
  if (verifiedOn === null) return {}
  return { verifiedAt: `${verifiedOn}T12:00:00.000Z`, verifiedBy: 'tableau de la coordination' }
}

function notesOf(parts: readonly [label: string | null, text: string | null][]): string | null {
  const said = parts.flatMap(([label, text]) =>
    text === null ? [] : [label === null ? text : `${label} : ${text}`],
  )
  return said.length === 0 ? null : said.join('\n')
}
