import { languageLabel } from '../directory/card-labels.js'
import { displayPhone } from '../directory/national/phone.js'
import type { OfferRow, PersonRecord, StructureRecord } from '../directory/records.js'
import { AUDIENCE_LABELS } from '../directory/visibility.js'
import { ACCESSIBILITY_KINDS } from '../directory/vocabulary.js'
import { type FormValues, isSameValue, typedValues } from '../directory-records/form-values.js'
import { MOST_PARTS, seenField } from './correction-schemas.js'
import type { LinkedRecord } from './linked-record.js'
import { audiencesOf, choosableFields } from './own-visibility.js'

/** What she changed of her record in the form, by name of field, and what somebody else did since she opened it. */
export type OwnChanges = {
  changed: FormValues
  /** Fields both changed → what is stored, in words. */
  meanwhile: Readonly<Record<string, string>>
  /** What she wrote of a place or an offer that her record has no more. */
  lost: string[]
}

/**
 * Keeps of a form what she really changed, compared with what it showed her: what she left alone is not hers to say, the
 * team may have changed it since.
 */
export function ownChanges(typed: Readonly<Record<string, unknown>>, record: LinkedRecord): OwnChanges {
  const stored = storedValues(record)
  const { shown: written, ...sent } = typedValues(typed)
  const shown = readShown(written)
  const meanwhile: Record<string, string> = {}
  const changed: Record<string, FormValues[string]> = {}
  const lost: string[] = []
  for (const [name, value] of Object.entries(sent)) {
    const today = nameToday(name, sent, stored)
    const before = shown[name] ?? (today === null ? '' : stored[today])
    if (PART_ID.test(name) ? today === null : isSameValue(value, before)) continue
    if (today === null) lost.push(storedWords(name, value))
    else {
      changed[today] = value
      const isStored = isSameValue(stored[today], before) || isSameValue(stored[today], value)
      if (!isStored) meanwhile[today] = storedWords(today, stored[today])
    }
  }
  return { changed, meanwhile, lost }
}

/** A part may have another number by now: the name its field has today, null when the record has it no more. */
function nameToday(name: string, sent: FormValues, stored: FormValues): string | null {
  const [, part, field] = PART_FIELD.exec(name) ?? []
  if (part === undefined) return name
  const id = sent[`${part}Id`]
  const idName = Object.keys(stored).find((one) => PART_ID.test(one) && stored[one] === id)
  return idName === undefined ? null : idName.replace(/Id$/, field ?? '')
}

const PART_FIELD = /^((?:place|offer)\d)(.+)$/
const PART_ID = /^(?:place|offer)\dId$/

/** What the form of a record shows before anything is typed, by name of field. */
export function storedValues(record: LinkedRecord): FormValues {
  if (record.kind === 'structure') return structureValues(record.file)
  return { ...personValues(record.file), ...(record.isOwn && audienceValues(record.file)) }
}

/** Who sees what, which she alone is asked. */
function audienceValues(file: PersonRecord): FormValues {
  const audiences = audiencesOf(file)
  return Object.fromEntries(choosableFields(file).map((field) => [seenField(field), audiences[field]]))
}

function personValues({ person, situations, offers }: PersonRecord): FormValues {
  return {
    phone: phone(person.phone),
    mobile: phone(person.mobile),
    email: person.email ?? '',
    languages: person.languages,
    ...inParts('place', situations, ({ situation }) => ({
      Id: situation.id,
      Phone: phone(situation.phone),
      Email: situation.email ?? '',
    })),
    ...offerValues(offers),
    lastName: person.lastName,
    firstName: person.firstName ?? '',
    website: person.website ?? '',
    message: '',
  }
}

function structureValues({ structure, offers }: StructureRecord): FormValues {
  return {
    phone: phone(structure.phone),
    phone2: phone(structure.phone2),
    email: structure.email ?? '',
    hours: structure.hours ?? '',
    languages: structure.languages,
    accessibility: structure.accessibility,
    accessibilityNote: structure.accessibilityNote ?? '',
    ...offerValues(offers),
    name: structure.name,
    street: structure.street ?? '',
    postcode: structure.postcode ?? '',
    communeName: structure.communeName ?? '',
    website: structure.website ?? '',
    message: '',
  }
}

function offerValues(offers: readonly OfferRow[]): FormValues {
  return inParts('offer', offers, (offer) => ({
    Id: offer.id,
    Phone: phone(offer.phone),
    Email: offer.email ?? '',
    Message: offer.message ?? '',
    Hours: offer.hours ?? '',
    Fees: offer.fees ?? '',
    Delay: offer.delayDays === null ? '' : String(offer.delayDays),
    Accessibility: offer.accessibility,
    Link: offer.link ?? '',
  }))
}

function inParts<Part>(
  prefix: 'place' | 'offer',
  parts: readonly Part[],
  valuesOf: (part: Part) => FormValues,
): FormValues {
  return Object.fromEntries(
    parts
      .slice(0, MOST_PARTS)
      .flatMap((part, index) =>
        Object.entries(valuesOf(part)).map(([field, value]) => [`${prefix}${index}${field}`, value]),
      ),
  )
}

function phone(number: string | null): string {
  return number === null ? '' : displayPhone(number)
}

/** Written in the form itself: what it showed is compared with what comes back, whatever the record has become. */
export function writeShown(values: FormValues): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0
      ? value.map((one: string) => [name, one])
      : [[name, String(value ?? '')]],
  )
  return new URLSearchParams(pairs).toString()
}

function readShown(written: FormValues[string]): FormValues {
  const shown = new URLSearchParams(typeof written === 'string' ? written : '')
  return Object.fromEntries([...new Set(shown.keys())].map((name) => [name, shown.getAll(name)]))
}

function storedWords(name: string, value: FormValues[string]): string {
  const words = [value ?? []]
    .flat()
    .filter((one) => one !== '')
    .map((one) => wordOf(name, one))
  return words.join(', ') || 'vide'
}

function wordOf(name: string, value: string): string {
  if (name === 'languages') return languageLabel(value)
  const labels: Readonly<Record<string, string>> = name.startsWith('seen-')
    ? AUDIENCE_LABELS
    : ACCESSIBILITY_KINDS
  return labels[value] ?? value
}
