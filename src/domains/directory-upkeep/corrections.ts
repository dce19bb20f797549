import type { FieldErrors } from '../../web/forms.js'
import { readEmail } from '../directory/national/email.js'
import { readPhone } from '../directory/national/phone.js'
import { cleanText } from '../directory/national/plain-text.js'
import { readPostcode } from '../directory/national/postcode.js'
import { read, refuse, type Verdict } from '../directory/national/verdict.js'
import { readWebsite } from '../directory/national/website.js'
import type { OfferRow, PersonRow, SituationRow, StructureRow } from '../directory/records.js'
import { AUDIENCES, PERSON_FIELDS, type PersonField } from '../directory/visibility.js'
import { ACCESSIBILITY_KINDS, LANGUAGE_LABELS } from '../directory/vocabulary.js'
import { MOST_PARTS, seenField } from './correction-schemas.js'
import type { OwnChoices } from './own-visibility.js'
import { offerKey, type Proposal } from './proposals.js'

/** What a form says by name of field; one that is absent was not shown, a blank one was cleared. */
type Typed = Readonly<Record<string, unknown>>

/** What her answers change at once, and what they propose. */
export type Corrections<Row> = {
  record: Partial<Row>
  situations: { id: string; patch: Partial<SituationRow> }[]
  offers: { id: string; patch: Partial<OfferRow> }[]
  choices: OwnChoices
  proposal: Proposal
  message: string | null
}

export type ReadForm<Row> = { errors: FieldErrors } | { corrections: Corrections<Row> }

type PersonParts = { person: PersonRow; situations: { situation: SituationRow }[]; offers: OfferRow[] }
type StructureParts = { structure: StructureRow; offers: OfferRow[] }

/**
 * Reads the form of a person. What harms nobody when it is wrong for a day (how to reach her, in which languages, when)
 * changes at once; who she is, is proposed. What cannot be read is said field by field, and then nothing changes.
 */
export function readPersonForm(
  typed: Typed,
  { person, situations, offers }: PersonParts,
): ReadForm<PersonRow> {
  const form = readingOf(typed)
  const corrections: Corrections<PersonRow> = {
    record: said({
      phone: form.phone('phone'),
      mobile: form.phone('mobile'),
      email: form.email('email'),
      languages: form.chosen('languages', languagesOf(person)),
    }),
    situations: situations.flatMap(({ situation: { id } }) => {
      const place = form.part('place', id)
      return place === null
        ? []
        : [{ id, patch: said({ phone: form.phone(`${place}Phone`), email: form.email(`${place}Email`) }) }]
    }),
    offers: offersOf(form, offers),
    choices: choicesOf(typed),
    proposal: { ...form.proposal(['lastName', 'firstName', 'website'], person), ...linksOf(form, offers) },
    message: form.text('message') ?? null,
  }
  form.required('lastName', 'Indiquez votre nom de famille.')
  return form.hasErrors() ? { errors: form.errors } : { corrections }
}

/** Reads the form of a structure: as for a person, its name and its address are proposed. */
export function readStructureForm(
  typed: Typed,
  { structure, offers }: StructureParts,
): ReadForm<StructureRow> {
  const form = readingOf(typed)
  const corrections: Corrections<StructureRow> = {
    record: said({
      phone: form.phone('phone'),
      phone2: form.phone('phone2'),
      email: form.email('email'),
      hours: form.text('hours'),
      languages: form.chosen('languages', languagesOf(structure)),
      accessibility: form.chosen('accessibility', KINDS),
      accessibilityNote: form.text('accessibilityNote'),
    }),
    situations: [],
    offers: offersOf(form, offers),
    choices: {},
    proposal: {
      ...form.proposal(['name', 'street', 'postcode', 'communeName', 'website'], structure),
      ...linksOf(form, offers),
    },
    message: form.text('message') ?? null,
  }
  form.required('name', 'Indiquez le nom de la structure.')
  return form.hasErrors() ? { errors: form.errors } : { corrections }
}

function offersOf(form: Reading, offers: readonly OfferRow[]): Corrections<never>['offers'] {
  return offers.flatMap(({ id }) => {
    const offer = form.part('offer', id)
    if (offer === null) return []
    const patch = said({
      phone: form.phone(`${offer}Phone`),
      email: form.email(`${offer}Email`),
      message: form.email(`${offer}Message`),
      hours: form.text(`${offer}Hours`),
      fees: form.text(`${offer}Fees`),
      delayDays: form.days(`${offer}Delay`),
      accessibility: form.chosen(`${offer}Accessibility`, KINDS),
    })
    return [{ id, patch }]
  })
}

/** Where a link leads is looked at before anybody is sent there, as for a website. */
function linksOf(form: Reading, offers: readonly OfferRow[]): Proposal {
  return Object.fromEntries(
    offers.flatMap(({ id, link }) => {
      const offer = form.part('offer', id)
      const proposed = offer === null ? undefined : form.proposed(`${offer}Link`, link, readWebsite)
      return proposed === undefined ? [] : [[offerKey(id, 'link'), proposed]]
    }),
  )
}

function choicesOf(typed: Typed): OwnChoices {
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  return Object.fromEntries(
    fields.flatMap((field) => {
      const audience = AUDIENCES.find((one) => one === typed[seenField(field)])
      return audience ? [[field, audience]] : []
    }),
  )
}

const KINDS = Object.keys(ACCESSIBILITY_KINDS)

/** The languages one may choose: those with a code, and those a record already says in words. */
export function languagesOf({ languages }: { languages: readonly string[] }): string[] {
  return [...new Set([...Object.keys(LANGUAGE_LABELS), ...languages])]
}

type Reading = ReturnType<typeof readingOf>

/** Reads fields one by one, keeping aside what could not be read. Undefined is a field that was not shown. */
function readingOf(typed: Typed) {
  const errors: FieldErrors = {}
  const text = (name: string): string | null | undefined => {
    const value = typed[name]
    return typeof value === 'string' ? cleanText(value) || null : undefined
  }
  const value = <Value, Blank>(
    name: string,
    blank: Blank,
    verdictOf: (text: string) => Verdict<Value>,
  ): Value | Blank | undefined => {
    const written = text(name)
    if (written === undefined) return undefined
    if (written === null) return blank
    const verdict = verdictOf(written)
    if (!('refusal' in verdict)) return verdict.value
    errors[name] = verdict.refusal
    return undefined
  }
  /** What is not what the record says: read only then, as what it says may be as old as it likes. */
  const proposed = (name: string, stored: unknown, verdictOf: (text: string) => Verdict<string>) =>
    text(name) === (stored ?? null) ? undefined : value(name, null, verdictOf)
  return {
    errors,
    hasErrors: () => Object.keys(errors).length > 0,
    required: (name: string, missing: string) => {
      if (text(name) === null) errors[name] = missing
    },
    text,
    phone: (name: string) => value(name, null, readPhone),
    email: (name: string) => value(name, null, readEmail),
    days: (name: string) => value(name, null, readDays),
    /** Boxes ticked; a hidden one always is, so that none ticked is not taken for a question not asked. */
    chosen: (name: string, choices: readonly string[]): string[] | undefined => {
      const ticked = typed[name]
      return Array.isArray(ticked) ? choices.filter((choice) => ticked.includes(choice)) : undefined
    },
    /** The prefix of the fields of a part, or null when the form did not show it. */
    part: (prefix: 'place' | 'offer', id: string): string | null => {
      const parts = Array.from({ length: MOST_PARTS }, (_, index) => `${prefix}${index}`)
      return parts.find((part) => typed[`${part}Id`] === id) ?? null
    },
    proposed,
    /** The fields that are not what the record says. */
    proposal: (fields: readonly string[], row: Readonly<Record<string, unknown>>): Proposal => {
      const proposal: Proposal = {}
      for (const field of fields) {
        const written = proposed(field, row[field], PROPOSED[field] ?? read)
        if (written !== undefined) proposal[field] = written
      }
      return proposal
    },
  }
}

/** What is proposed and has a form of its own. */
const PROPOSED: Readonly<Record<string, (text: string) => Verdict<string>>> = {
  postcode: readPostcode,
  website: readWebsite,
}

function readDays(text: string): Verdict<number> {
  return /^\d{1,3}$/.test(text) && Number(text) <= 365
    ? read(Number(text))
    : refuse('Écrivez un nombre de jours, de 0 à 365.')
}

/** The fields that were shown. */
function said<Patch extends object>(
  patch: Patch,
): { [Field in keyof Patch]?: Exclude<Patch[Field], undefined> } {
  const shown: { [Field in keyof Patch]?: Exclude<Patch[Field], undefined> } = {}
  for (const field of Object.keys(patch) as (keyof Patch)[]) {
    const value = patch[field]
    if (value !== undefined) shown[field] = value as Exclude<Patch[typeof field], undefined>
  }
  return shown
}
