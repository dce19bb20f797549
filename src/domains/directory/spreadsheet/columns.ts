import { readEmail } from '../national/email.js'
import { readFinessNumber } from '../national/finess-number.js'
import { foldHeader } from '../national/header.js'
import { readPhone } from '../national/phone.js'
import { readPostcode } from '../national/postcode.js'
import { readRppsNumber } from '../national/rpps-number.js'
import type { Verdict } from '../national/verdict.js'
import { type EntryField, FIELD_LABELS, FIELD_SYNONYMS } from './entry-fields.js'
import type { Sheet, SheetRow } from './sheet.js'

/** `certain`: the header is a known one. `probable`: it contains one. `possible`: only the values tell. */
export type Confidence = 'certain' | 'probable' | 'possible'

export type ColumnProposal = {
  /** From 0. */
  index: number
  /** As the file writes it, or « Colonne B » when the table has no header. */
  header: string
  examples: readonly string[]
  field: EntryField | null
  confidence: Confidence | null
  /** Why this field, or why none. */
  reason: string
}

export type MappingProposal = {
  /** Line of the header; null when the table has none. Lines above it are titles, and are not read. */
  headerLine: number | null
  columns: readonly ColumnProposal[]
}

/** What each column holds, as the person has confirmed or corrected it; null leaves a column out. */
export type ColumnMapping = readonly (EntryField | null)[]

const LINES_LOOKED_AT_FOR_HEADER = 15
const VALUES_LOOKED_AT = 50
const EXAMPLES_SHOWN = 3

/** Finds the header of a table and proposes what each of its columns holds, for a person to correct. */
export function proposeMapping({ rows }: Pick<Sheet, 'rows'>): MappingProposal {
  const header = headerRow(rows)
  const data = rows.filter(({ line }) => header === null || line > header.line)
  const width = Math.max(header?.cells.length ?? 0, usualWidth(data))
  const candidates = Array.from({ length: width }, (_, index) => candidate(index, header, data))
  return { headerLine: header?.line ?? null, columns: withoutRivals(candidates) }
}

/** Why a mapping cannot be used; null when it can. */
export function mappingRefusal(mapping: ColumnMapping): string | null {
  const fields = mapping.filter((field) => field !== null)
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined)
    return `Deux colonnes sont lues comme « ${FIELD_LABELS[twice]} » : n’en gardez qu’une.`
  if (!fields.some((field) => field === 'lastName' || field === 'fullName' || field === 'structureName'))
    return 'Indiquez au moins la colonne du nom de la personne, ou celle du nom de la structure.'
  if (fields.includes('fullName') && fields.includes('lastName'))
    return 'Le nom est lu dans deux colonnes (« Nom » et « Nom et prénom ») : n’en gardez qu’une.'
  return null
}

/** The row with most known headers among the first ones; above it there may be a title or a date. */
function headerRow(rows: readonly SheetRow[]): SheetRow | null {
  let best: { row: SheetRow | null; known: number } = { row: null, known: 0 }
  for (const row of rows.slice(0, LINES_LOOKED_AT_FOR_HEADER)) {
    const known = row.cells.filter(({ text }) => fieldOfHeader(text)?.confidence === 'certain').length
    if (known > best.known) best = { row, known }
  }
  return best.row
}

/** The widest that one line in five is: a single line with a cell too many does not make a column. */
function usualWidth(data: readonly SheetRow[]): number {
  const widths = data.map(({ cells }) => cells.length).sort((a, b) => b - a)
  return widths[Math.floor(widths.length / 5)] ?? 0
}

function candidate(index: number, header: SheetRow | null, data: readonly SheetRow[]): ColumnProposal {
  const values = valuesOf(data, index)
  const name = header?.cells[index]?.text || `Colonne ${letters(index)}`
  const base = { index, header: name, examples: values.slice(0, EXAMPLES_SHOWN) }
  const byHeader = header === null ? null : fieldOfHeader(header.cells[index]?.text ?? '')
  const byValues = fieldOfValues(values)
  if (byHeader === null)
    return byValues === null
      ? { ...base, field: null, confidence: null, reason: 'En-tête inconnu : la colonne ne sera pas lue.' }
      : { ...base, field: byValues, confidence: 'possible', reason: reasonOfValues(byValues) }
  const isContradicted = byValues !== null && contradicts(byHeader, byValues)
  if (isContradicted)
    return {
      ...base,
      field: byValues,
      confidence: 'possible',
      reason: `${reasonOfValues(byValues)} L’en-tête dit pourtant « ${name} ».`,
    }
  const reason =
    byHeader.confidence === 'certain'
      ? 'En-tête reconnu.'
      : `L’en-tête ressemble à « ${FIELD_LABELS[byHeader.field]} ».`
  return { ...base, ...byHeader, reason }
}

function fieldOfHeader(text: string): { field: EntryField; confidence: Confidence } | null {
  const folded = foldHeader(text.replace(/n[°º]/gi, 'numero '))
  if (folded === '') return null
  const exact = FIELD_SYNONYMS.find(({ synonyms }) =>
    synonyms.some((synonym) => foldHeader(synonym.replace(/n[°º]/gi, 'numero ')) === folded),
  )
  if (exact !== undefined) return { field: exact.field, confidence: 'certain' }
  const words = new Set(folded.split(' '))
  let best: { field: EntryField; words: number } | null = null
  for (const { field, synonyms } of FIELD_SYNONYMS) {
    for (const synonym of synonyms) {
      const own = foldHeader(synonym).split(' ')
      // « Contact mail du cabinet » is a mail: the field with most words in common, the most precise one first.
      if (own.every((word) => words.has(word)) && own.length > (best?.words ?? 0))
        best = { field, words: own.length }
    }
  }
  return best === null ? null : { field: best.field, confidence: 'probable' }
}

const VALUE_READERS: readonly {
  field: EntryField
  reader: (text: string) => Verdict<string>
  what: string
}[] = [
  { field: 'email', reader: readEmail, what: 'des adresses mail' },
  { field: 'rppsNumber', reader: readRppsNumber, what: 'des numéros RPPS' },
  { field: 'finessNumber', reader: readFinessNumber, what: 'des numéros FINESS' },
  { field: 'phone', reader: readPhone, what: 'des numéros de téléphone' },
  { field: 'postcode', reader: readPostcode, what: 'des codes postaux' },
]

/** What four values in five are, without a doubt on them; null when they are nothing in particular. */
function fieldOfValues(values: readonly string[]): EntryField | null {
  if (values.length < 3) return null
  for (const { field, reader } of VALUE_READERS) {
    const good = values.filter((value) => {
      const verdict = reader(value)
      return !('refusal' in verdict) && verdict.warning === null
    }).length
    if (good >= values.length * 0.8) return field
  }
  return null
}

function reasonOfValues(field: EntryField): string {
  const what = VALUE_READERS.find((one) => one.field === field)?.what ?? FIELD_LABELS[field]
  return `Les valeurs sont presque toutes ${what}.`
}

const PHONES: readonly EntryField[] = ['phone', 'phone2', 'fax']

/** A header that only resembles one gives way to the values; a known one, when its own values would be recognisable. */
function contradicts(byHeader: { field: EntryField; confidence: Confidence }, byValues: EntryField): boolean {
  const { field, confidence } = byHeader
  if (field === byValues || (PHONES.includes(field) && byValues === 'phone')) return false
  return (
    confidence !== 'certain' || PHONES.includes(field) || VALUE_READERS.some((one) => one.field === field)
  )
}

const RANK: Record<Confidence, number> = { certain: 0, probable: 1, possible: 2 }

/** One column a field: the surest one, then the leftmost. A second telephone finds its own place. */
function withoutRivals(candidates: readonly ColumnProposal[]): ColumnProposal[] {
  const taken = new Map<EntryField, ColumnProposal>()
  const bySureness = [...candidates].sort(
    (a, b) => RANK[a.confidence ?? 'possible'] - RANK[b.confidence ?? 'possible'] || a.index - b.index,
  )
  const settled = bySureness.map((proposal): ColumnProposal => {
    if (proposal.field === null) return proposal
    const field = proposal.field === 'phone' && taken.has('phone') ? 'phone2' : proposal.field
    const holder = taken.get(field)
    if (holder !== undefined)
      return {
        ...proposal,
        field: null,
        confidence: null,
        reason: `« ${FIELD_LABELS[field]} » est déjà lu dans la colonne « ${holder.header} ».`,
      }
    const kept = { ...proposal, field }
    taken.set(field, kept)
    return kept
  })
  return settled.sort((a, b) => a.index - b.index)
}

function valuesOf(rows: readonly SheetRow[], index: number): string[] {
  const values: string[] = []
  for (const { cells } of rows) {
    const text = cells[index]?.text ?? ''
    if (text !== '') values.push(text)
    if (values.length === VALUES_LOOKED_AT) break
  }
  return values
}

/** A, B … Z, AA: what a spreadsheet calls a column. */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
