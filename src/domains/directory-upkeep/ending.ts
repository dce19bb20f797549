import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { CardPlace, DirectoryCard } from '../directory/cards.js'
import type { Writer } from '../directory/changes.js'
import { changeSituation, situationOf } from '../directory-records/situations.js'
import { writeStructure } from '../directory-records/structures.js'
import type { Acceptance } from './schemas.js'

/** What a report says is over: one of the places of a person, or a structure. */
export type Ending = {
  /** Whose row it is: the person who left the place, or the structure. */
  of: string
  /** The date that ends it, as its row calls it. */
  date: 'endsOn' | 'closedOn'
  choices: { id: string; label: string }[]
  /** Which one it most likely is. */
  likely: string | null
}

/**
 * What of a record a report may say is over; null when it says nothing of the kind. Of a structure that somebody has
 * left, it is what she does there: `leaver` is her record.
 */
export function endingOf(
  { motive, proposal }: { motive: string | null; proposal: Readonly<Record<string, unknown>> | null },
  card: DirectoryCard,
  leaver: DirectoryCard | null = null,
): Ending | null {
  if (card.kind === 'person' && (motive === 'left' || motive === 'closed')) {
    return placesToEnd(card.id, card.places)
  }
  if (card.kind === 'structure' && motive === 'left' && leaver !== null) {
    return placesToEnd(
      leaver.id,
      leaver.places.filter(({ structureId }) => structureId === card.id),
    )
  }
  if (card.kind === 'structure' && motive === 'closed') {
    // Somebody who says where it is now does not say that it is closed.
    const hasMoved = ADDRESS.some((field) => proposal !== null && field in proposal)
    const choices = [{ id: card.id, label: 'Oui, elle a fermé' }]
    return { of: card.id, date: 'closedOn', choices, likely: hasMoved ? null : card.id }
  }
  return null
}

function placesToEnd(of: string, places: readonly CardPlace[]): Ending | null {
  const choices = places.map(({ situationId: id, structureName, functionWords, address }) => ({
    id,
    label: [structureName, address.commune, functionWords].filter((part) => part !== null).join(', '),
  }))
  const [only, another] = choices
  return only === undefined ? null : { of, date: 'endsOn', choices, likely: another ? null : only.id }
}

const ADDRESS = ['street', 'postcode', 'communeName']

/**
 * Ends what the moderator says is over, on its last day: a place of the person, or the structure. In the caller’s
 * transaction. Throws `request.invalid`.
 */
export async function applyEnding(
  ctx: Ctx,
  writer: Writer,
  { ending, answer }: { ending: Ending; answer: Acceptance },
): Promise<void> {
  const { ended } = answer
  if (!ended) return
  if (!ending.choices.some((choice) => choice.id === ended)) {
    throw refused('ended', 'Choisissez parmi les réponses proposées.')
  }
  const on = answer[ending.date]
  if (!on) throw refused(ending.date, 'Donnez le dernier jour, par exemple 31/12/2026.')
  if (ending.date === 'closedOn') {
    return writeStructure(ctx, writer, { id: ending.of, patch: { closedOn: on } })
  }
  const part = { personId: ending.of, id: ended }
  const { updatedAt: since } = await situationOf(ctx, writer, part)
  await changeSituation(ctx, writer, part, { endsOn: on, since })
}

function refused(field: string, words: string): AppError {
  return new AppError('request.invalid', {}, { fields: { [field]: words } })
}
