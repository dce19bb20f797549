import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { DirectoryCard } from '../directory/cards.js'
import { getCard } from '../directory/reading.js'
import { refusalToAsk } from './asking.js'
import type { AskRefusal } from './review-rules.js'
import type { Subject } from './schemas.js'
import { type UpkeptRecord, upkeptRecord } from './upkept-records.js'

/** What somebody who is about to confirm a record looks at. */
export type RecordToVerify = {
  record: UpkeptRecord
  /** As the team sees it. */
  card: DirectoryCard
  /** Why no mail may ask about it now, or null. */
  refusal: AskRefusal | null
  today: string
  timeZone: string
}

/** A record as it is, for who keeps it up. Throws `directory.not-found`. */
export async function recordToVerify(ctx: Ctx, subject: Subject): Promise<RecordToVerify> {
  return inTransaction(ctx, async (ctx) => {
    const record = await upkeptRecord(ctx, subject)
    const card = await getCard(ctx, subject.kind, subject.id)
    const refusal = await refusalToAsk(ctx, record)
    return { record, card, refusal, ...(await cardDay(ctx)) }
  })
}
