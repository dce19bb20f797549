import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import {
  type CardDay,
  cardOfPerson,
  cardOfStructure,
  type DirectoryCard,
  secrecyOf,
  sightOf,
} from '../directory/cards.js'
import {
  type Audience,
  PERSON_FIELDS,
  STRUCTURE_FIELDS,
  type StructureField,
  structureFieldAudience,
} from '../directory/visibility.js'
import { type Letterhead, letterheadOf, senderOf } from '../mail/senders.js'
import { currentNetwork } from '../networks/service.js'
import { type AnswerEffects, effectsOf } from './answer-effects.js'
import type { LinkProof } from './answering.js'
import { type LinkedRecord, loadLinked } from './linked-record.js'
import { audiencesOf, choosableFields } from './own-visibility.js'
import { type LinkState, openReviewLink } from './review-links.js'

/** Who sees a part of a record, in words. */
export type Seen = { label: string; audience: Audience }

/** What the page of a link shows. `record` is null once there is nothing left to show. */
export type LinkPage = {
  state: LinkState
  answer: string | null
  answeredAt: Date | null
  networkName: string
  networkId: string
  letterhead: Letterhead
  subjectKind: string
  /** What an answer that corrects changed. */
  effects: AnswerEffects | null
  record: LinkedRecord | null
  /** Her record as the team sees it, which she may. */
  card: DirectoryCard | null
  seen: Seen[]
  day: CardDay
}

/** Opens the page of a link, without any effect: programs that look at mails open links too. */
export async function readLinkPage(ctx: Ctx, { keys, token }: LinkProof): Promise<LinkPage> {
  const { ctx: asJob, review, state } = await openReviewLink(ctx, keys, token)
  return inTransaction(asJob, async (ctx) => {
    const day = await cardDay(ctx)
    const network = await currentNetwork(ctx)
    const record = state === 'open' ? await loadLinked(ctx, review) : null
    const { answer, answeredAt, subjectKind } = review
    return {
      ...{ state, answer, answeredAt, subjectKind, day, record },
      networkName: network.name,
      networkId: network.id,
      letterhead: letterheadOf(await senderOf(ctx, network.id)),
      effects: await effectsOf(ctx, review),
      ...shownOf(record, day),
    }
  })
}

function shownOf(record: LinkedRecord | null, day: CardDay): Pick<LinkPage, 'card' | 'seen'> {
  if (record === null) return { card: null, seen: [] }
  if (record.kind === 'person') {
    const audiences = audiencesOf(record.file)
    return {
      card: cardOfPerson(record.file, sightOf('team'), day),
      seen: choosableFields(record.file).map((field) => ({
        label: PERSON_FIELDS[field].label,
        audience: audiences[field],
      })),
    }
  }
  const fields = Object.keys(STRUCTURE_FIELDS) as StructureField[]
  const secrecy = secrecyOf(record.file)
  return {
    card: cardOfStructure(record.file, sightOf('team'), day),
    seen: fields.map((field) => ({
      label: STRUCTURE_FIELDS[field].label,
      audience: structureFieldAudience(field, secrecy),
    })),
  }
}
