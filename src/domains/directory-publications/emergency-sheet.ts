import { formatLongDate } from '../../web/dates.js'
import type { Block, Line, PrintedDocument } from '../../web/pdf/blocks.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { methodLabel, termWords } from '../directory/card-labels.js'
import type { CardPlace, DirectoryCard } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'
import type { OfferKind } from '../directory/vocabulary.js'
import { unbroken } from './booklet-entries.js'

/** What an emergency department dials, by kind of need; each list says when it is empty. */
export type EmergencySheet = {
  networkName: string
  territory: string
  /** Civil date. */
  date: string
  sections: SheetSection[]
}

export type SheetSection = {
  title: string
  lines: SheetLine[]
  /** Who is left out, by name: the sheet stays short. Never a maternity. */
  others: string[]
  /** What an empty section means, and what to do. */
  empty: string
}

export type SheetLine = { name: string; detail: string; numbers: { label: string; number: string }[] }

/** A maternity of the territory as the network authorises it, with or without a record in the directory. */
export type SheetMaternity = { name: string; finessGeo: string; type: string | null }

/** Lines two printed pages hold; maternities, all there, may take a third one. */
const TWO_PAGES = 22
const [FEWEST_IN_SECTION, MOST_IN_SECTION] = [4, 10]

/** The sheet of a territory, from the cards emergency departments may read. Pure. */
export function emergencySheet(
  cards: readonly DirectoryCard[],
  maternities: readonly SheetMaternity[],
  frame: Pick<EmergencySheet, 'networkName' | 'territory' | 'date'>,
): EmergencySheet {
  const sites = new Set(maternities.map(({ finessGeo }) => finessGeo))
  const isMaternity = ({ finessNumber }: DirectoryCard) => finessNumber !== null && sites.has(finessNumber)
  const others = cards.filter((card) => !isMaternity(card))
  const found = [
    {
      title: 'Autres lignes directes',
      lines: others.filter(({ emergencyPhone }) => emergencyPhone !== null).map((card) => lineOf(card)),
      empty: 'Aucun autre service n’a donné de ligne directe.',
    },
    {
      title: 'Interruption volontaire de grossesse (IVG)',
      lines: offering(cards, 'ivg').map((card) => lineOf(card, { details: ivgDetails(card), offer: 'ivg' })),
      empty: `Aucun contact n’est enregistré dans ce territoire. Numéro national gratuit : ${unbroken('0 800 08 11 11')}.`,
    },
    {
      title: 'Protection maternelle et infantile (PMI)',
      lines: cards.filter(({ category }) => category === 'pmi').map((card) => lineOf(card)),
      empty: 'Aucun service n’est enregistré dans ce territoire.',
    },
    {
      title: 'Psychologie et psychiatrie périnatales',
      lines: offering(cards, 'perinatal-psychology').map((card) =>
        lineOf(card, { offer: 'perinatal-psychology' }),
      ),
      empty: `Aucun contact n’est enregistré dans ce territoire. Prévention du suicide, jour et nuit : ${unbroken('31 14')}.`,
    },
  ]
  const most = mostInSection(maternities.length, found)
  return {
    ...frame,
    sections: [
      {
        title: 'Maternités',
        lines: maternityLines(cards, maternities),
        others: [],
        empty: 'Aucune maternité n’est enregistrée dans ce territoire.',
      },
      ...found.map((section) => cut(section, most)),
    ],
  }
}

/** Numbers that answer from anywhere in France. Source: service-public.gouv.fr. */
export const NATIONAL_NUMBERS = [
  { name: 'SAMU', number: '15' },
  { name: 'Violences femmes info', number: '39 19' },
  { name: 'Enfance en danger', number: '119' },
  { name: 'Prévention du suicide', number: '31 14' },
  { name: 'Sexualités, contraception, IVG', number: '0 800 08 11 11' },
] as const

type Found = Omit<SheetSection, 'others'>

/** What each section but the maternities holds at most, for the whole to be two pages long. */
function mostInSection(maternities: number, found: readonly Found[]): number {
  let most = MOST_IN_SECTION
  const all = () => found.reduce((sum, { lines }) => sum + Math.min(lines.length, most), maternities)
  while (most > FEWEST_IN_SECTION && all() > TWO_PAGES) most -= 1
  return most
}

/** Those who can be called come first: a line of their own, then any number; the others by name. */
function cut({ title, lines, empty }: Found, most: number): SheetSection {
  const useful = [...lines].sort((a, b) => uselessness(a) - uselessness(b))
  return {
    title,
    lines: useful.slice(0, most),
    others: useful.slice(most).map(({ name }) => name),
    empty: typeset(empty),
  }
}

function uselessness({ numbers }: SheetLine): number {
  if (numbers.some(({ label }) => label === DIRECT || label === CONTACT)) return 0
  return numbers.length > 0 ? 1 : 2
}

const DIRECT = 'ligne directe'
const CONTACT = 'contact'

function maternityLines(
  cards: readonly DirectoryCard[],
  maternities: readonly SheetMaternity[],
): SheetLine[] {
  const byFiness = new Map(cards.map((card) => [card.finessNumber, card]))
  return lastWithoutBirths(maternities).map(({ name, finessGeo, type }) => {
    const card = byFiness.get(finessGeo)
    const level = type === null ? 'type non renseigné' : (TYPES[type] ?? `type${NO_BREAK_SPACE}${type}`)
    return card ? lineOf(card, { details: [level] }) : { name, detail: level, numbers: [] }
  })
}

/** Where nobody gives birth is not what an emergency looks for first. */
function lastWithoutBirths(maternities: readonly SheetMaternity[]): SheetMaternity[] {
  return [...maternities].sort((a, b) => Number(a.type === 'CPP') - Number(b.type === 'CPP'))
}

const TYPES: Record<string, string> = { CPP: 'centre périnatal de proximité, sans accouchement' }

function offering(cards: readonly DirectoryCard[], kind: OfferKind): DirectoryCard[] {
  return cards.filter(({ offers }) => offers.some((offer) => offer.kind === kind))
}

function ivgDetails({ offers }: DirectoryCard): string[] {
  return offers
    .filter(({ kind }) => kind === 'ivg')
    .flatMap(({ methods, latestTermWeeks }) => [
      ...methods.map(methodLabel),
      ...(latestTermWeeks === null ? [] : [`jusqu’à ${termWords(latestTermWeeks)}`]),
    ])
}

/** What the line is there for: an offer is reached by its own contact, and has not the hours of the whole place. */
type Purpose = { details?: readonly string[]; offer?: OfferKind }

function lineOf(card: DirectoryCard, { details = [], offer }: Purpose = {}): SheetLine {
  const addresses = [card.address, ...placesFor(card, offer).map(({ address }) => address)]
  const communes = addresses.flatMap((address) => address?.commune ?? [])
  const hours = offer === undefined ? card.hours : null
  const detail = [...details, ...new Set(communes), hours].filter(Boolean).join(', ')
  return { name: card.name, detail, numbers: numbersOf(card, offer) }
}

/** Where to go: what is offered at one of her places is not to be looked for at the others. */
function placesFor({ offers, places }: DirectoryCard, kind: OfferKind | undefined): CardPlace[] {
  const wanted = offers.filter((offer) => offer.kind === kind)
  if (wanted.length === 0 || wanted.some(({ place }) => place === null)) return places
  return places.filter(({ situationId }) => wanted.some(({ place }) => place?.situationId === situationId))
}

/** The contact of the offer, then the direct line, then the others; a number once. */
function numbersOf(card: DirectoryCard, offer: OfferKind | undefined): SheetLine['numbers'] {
  const all = [
    ...card.offers
      .filter(({ kind }) => kind === offer)
      .map(({ phone }) => ({ label: CONTACT, number: phone })),
    { label: DIRECT, number: card.emergencyPhone },
    { label: card.kind === 'person' ? 'téléphone' : 'standard', number: card.phone },
    { label: 'autre', number: card.phone2 },
    ...placesFor(card, offer).map(({ phone }) => ({ label: 'cabinet', number: phone })),
  ]
  const seen = new Set<string>()
  return all.flatMap(({ label, number }) => {
    if (number === null || seen.has(number)) return []
    seen.add(number)
    return [{ label, number }]
  })
}

export const SHEET_TITLE = 'Fiche des urgences'
const PRINTED_TITLE = `Urgences et maternités${NO_BREAK_SPACE}: lignes directes`

/** The sheet as a printed document: two pages, three where maternities are many. */
export function sheetDocument(sheet: EmergencySheet, madeAt: Date): PrintedDocument {
  return {
    network: sheet.networkName,
    title: PRINTED_TITLE,
    subtitle: sheet.territory,
    date: formatLongDate(sheet.date),
    version: 'réservé aux services d’urgence et aux maternités',
    madeAt,
    hasContents: false,
    blocks: [...sheet.sections.flatMap(sectionBlocks), ...nationalBlocks()],
  }
}

function sectionBlocks({ title, lines, others, empty }: SheetSection): Block[] {
  if (lines.length === 0) {
    return [
      { kind: 'heading', level: 2, text: title },
      { kind: 'paragraph', text: empty, style: 'strong' },
    ]
  }
  return [
    {
      kind: 'table',
      caption: title,
      columns: [
        { label: 'Qui', share: 3 },
        { label: 'Numéro', share: 2 },
        { label: 'Autre numéro', share: 2 },
      ],
      rows: lines.map((line) => [
        nameLines(line),
        numberLines(line.numbers[0]),
        numberLines(line.numbers[1]),
      ]),
    },
    ...(others.length === 0
      ? []
      : [{ kind: 'paragraph' as const, style: 'small' as const, text: othersWords(others) }]),
  ]
}

/** Who is left out of a section, and where their numbers are. */
export function othersWords(others: readonly string[]): string {
  const named = others.slice(0, MOST_NAMED)
  const rest = others.length - named.length
  const names = [...named, ...(rest > 0 ? [`et ${rest} encore`] : [])].join(', ')
  const how = others.length > 1 ? `${others.length} autres` : 'un autre'
  return typeset(`Et ${how}, dans l’annuaire en ligne : ${names}.`)
}

const MOST_NAMED = 20

function nameLines({ name, detail }: SheetLine): Line[] {
  return [
    { text: name, style: 'strong' },
    ...(detail === '' ? [] : [{ text: detail, style: 'small' as const }]),
  ]
}

/** A line nobody has given is said: a blank would look like a mistake of the printer. */
export const NO_NUMBER = 'non renseigné'

function numberLines(one: SheetLine['numbers'][number] | undefined): Line[] {
  if (!one) return [{ text: NO_NUMBER, style: 'small' }]
  return [
    { text: unbroken(displayPhone(one.number)), style: 'large', href: `tel:${one.number}` },
    { text: one.label, style: 'small' },
  ]
}

function nationalBlocks(): Block[] {
  return [
    {
      kind: 'table',
      caption: 'Numéros nationaux',
      columns: NATIONAL_NUMBERS.map(({ name }) => ({ label: name, share: 1 })),
      rows: [NATIONAL_NUMBERS.map(({ number }) => [{ text: unbroken(number), style: 'strong' as const }])],
    },
  ]
}
