import { formatDate, formatLongDate } from '../../web/dates.js'
import { formatCount } from '../../web/numbers.js'
import type { Block, PrintedDocument } from '../../web/pdf/blocks.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { categoryLabel, SOURCE_CITATIONS } from '../directory/card-labels.js'
import type { DirectoryCard } from '../directory/cards.js'
import { SKILL_GROUPS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES } from '../directory/national/structure-categories.js'
import { isSoughtIn } from '../directory/territory-facets.js'
import type { Audience } from '../directory/visibility.js'
import type { Sought } from '../directory/wanted.js'
import { entryOf } from './booklet-entries.js'
import { AUDIENCE_EDITIONS, PROFESSION_PLURALS } from './words.js'

export type BookletOptions = {
  title: string
  networkName: string
  audience: Audience
  /** What was chosen, in words; null for the whole directory. */
  filters: string | null
  madeAt: Date
  /** Civil date where the network is. */
  today: string
  /** In the order they come. */
  territories: readonly { id: string; name: string }[]
  /** What was asked for that a territory must have: its chapter lists who has it there. */
  sought: readonly Sought[]
  /** Page where a reader signals an error; null when the platform has no public address. */
  directoryUrl: string | null
  /** « la coordination (…) » with how it is reached; null when nothing of it is known. */
  coordination: string | null
}

/** The directory on paper: by territory, then by category and profession, with contents and an index of names. */
export function bookletDocument(cards: readonly DirectoryCard[], options: BookletOptions): PrintedDocument {
  const { title, networkName, audience, filters, madeAt, today } = options
  return {
    network: networkName,
    title,
    subtitle: filters,
    date: formatLongDate(today),
    version: AUDIENCE_EDITIONS[audience],
    madeAt,
    hasContents: true,
    blocks: [
      ...introduction(cards, options),
      ...chapters(cards, options),
      { kind: 'index', title: 'Index des noms' },
    ],
  }
}

function introduction(cards: readonly DirectoryCard[], options: BookletOptions): Block[] {
  const { audience, today } = options
  return [
    {
      kind: 'paragraph',
      text: `Ce livret contient ${formatCount(cards.length, 'fiche', 'fiches')}, telles qu’elles étaient le ${formatDate(today)}. Il ne remplace pas l’annuaire en ligne, qui change chaque jour.`,
    },
    ...(audience === 'public'
      ? []
      : [
          {
            kind: 'paragraph' as const,
            style: 'strong' as const,
            text: `Diffusion restreinte, ${AUDIENCE_EDITIONS[audience]}${NO_BREAK_SPACE}: ne le transmettez à personne d’autre et ne le publiez pas.`,
          },
        ]),
    { kind: 'paragraph', ...signalling(options) },
    { kind: 'paragraph', style: 'small', text: sourcesWords(cards) },
  ]
}

function signalling({ directoryUrl, coordination }: BookletOptions): { text: string; href?: string } {
  const ways = [
    directoryUrl &&
      `sur la page de la fiche (${directoryUrl}), par le lien «${NO_BREAK_SPACE}Signaler une erreur${NO_BREAK_SPACE}»`,
    coordination && `auprès de ${coordination}`,
  ].filter(Boolean)
  const where = ways.length === 0 ? IN_THE_DIRECTORY : ways.join(', ou ')
  return {
    text: `Une erreur, un départ, un numéro qui a changé${NO_BREAK_SPACE}? Dites-le ${where}.`,
    ...(directoryUrl && { href: directoryUrl }),
  }
}

/** Where nothing else is known, the page of a record takes what is wrong with it. */
const IN_THE_DIRECTORY = `sur la page de la fiche, dans l’annuaire en ligne, par le lien «${NO_BREAK_SPACE}Signaler une erreur${NO_BREAK_SPACE}»`

/** The national files the records draw on, each with its latest day, as their licence asks. */
export function sourcesWords(cards: readonly Pick<DirectoryCard, 'sources'>[]): string {
  const latest = new Map<string, string>()
  for (const { source, on } of cards.flatMap(({ sources }) => sources)) {
    const citation = SOURCE_CITATIONS[source] ?? source
    const known = latest.get(citation)
    if (known === undefined || known < on) latest.set(citation, on)
  }
  const national = [...latest].map(([citation, on]) => `${citation}, mise à jour du ${formatDate(on)}`)
  const all = ['fiches tenues par le réseau et par les personnes elles-mêmes', ...national]
  return `Sources${NO_BREAK_SPACE}: ${all.join(`${NO_BREAK_SPACE}; `)}.`
}

type Group = { rank: string; label: string; cards: DirectoryCard[] }

function chapters(cards: readonly DirectoryCard[], { territories, sought, today }: BookletOptions): Block[] {
  const named = territories.map(({ id, name }) => ({
    name,
    cards: cards.filter((card) => card.territoryIds.includes(id) && isSoughtIn(card, id, sought)),
  }))
  const known = new Set(territories.map(({ id }) => id))
  const elsewhere = cards.filter(({ territoryIds }) => !territoryIds.some((id) => known.has(id)))
  return [...named, { name: 'Sans territoire précisé', cards: elsewhere }]
    .filter((chapter) => chapter.cards.length > 0)
    .flatMap((chapter) => [
      { kind: 'heading' as const, level: 1 as const, text: chapter.name, onNewPage: true },
      ...groupsOf(chapter.cards).flatMap(({ label, cards }): Block[] => [
        { kind: 'heading', level: 2, text: label },
        { kind: 'entries', entries: cards.map((card) => entryOf(card, today)) },
      ]),
    ])
}

/** Structures by category, in the order of the cahier des charges; then people by profession and speciality. */
function groupsOf(cards: readonly DirectoryCard[]): Group[] {
  const groups = new Map<string, Group>()
  for (const card of cards) {
    const { rank, label } = isAmongStructures(card) ? structureGroup(card) : personGroup(card)
    const group = groups.get(label)
    if (group) group.cards.push(card)
    else groups.set(label, { rank, label, cards: [card] })
  }
  return [...groups.values()].sort((a, b) => a.rank.localeCompare(b.rank, 'fr'))
}

/** Users and who represents them are together. */
function isAmongStructures({ kind, category }: DirectoryCard): boolean {
  return kind === 'structure' || category === 'users'
}

const CATEGORIES = Object.keys(CAHIER_CATEGORIES)

function structureGroup({ category }: DirectoryCard): Pick<Group, 'rank' | 'label'> {
  // The practices of professionals come last, just before their people.
  const order = category === 'professionals' ? 98 : CATEGORIES.indexOf(category)
  const label =
    category === 'professionals' ? 'Cabinets, maisons et centres de santé' : categoryLabel(category)
  return { rank: `1 ${String(order).padStart(2, '0')}`, label }
}

function personGroup({ professionCode, skillCodes }: DirectoryCard): Pick<Group, 'rank' | 'label'> {
  const profession = PROFESSION_PLURALS[professionCode ?? '']
  if (profession === undefined) return { rank: '3', label: 'Autres personnes' }
  const speciality = SKILL_GROUPS.find(({ codes }) => codes.some((code) => skillCodes.includes(code)))
  const label = speciality ? `${profession}, ${speciality.label.toLocaleLowerCase('fr')}` : profession
  return { rank: `2 ${label}`, label }
}
