import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { Exchange, type NewExchange } from './exchange-schemas.js'
import { writerOf } from './house-in-reach.js'
import { birthHouseExchanges } from './tables.js'

const MOST_EXCHANGES = 500

/** What the agency and a house write about: a request for authorisation, or a report. */
export type ExchangeSubject = {
  about: 'file' | 'report'
  aboutId: string
  networkId: string
  establishmentId: string
}

/** What was asked and answered, oldest first. Internal notes are the agency’s: the house never reads one. */
export async function exchangesAbout(
  ctx: Ctx,
  { about, aboutId }: Pick<ExchangeSubject, 'about' | 'aboutId'>,
  permission: Permission,
): Promise<Exchange[]> {
  const internal = ctx.actor.role === 'ars' ? (['internal'] as const) : []
  const rows = await ctx.db
    .select()
    .from(birthHouseExchanges)
    .where(
      and(
        eq(birthHouseExchanges.about, about),
        eq(birthHouseExchanges.aboutId, aboutId),
        inArray(birthHouseExchanges.kind, ['question', 'answer', 'observation', ...internal]),
        within(ctx.actor, permission, {
          network: birthHouseExchanges.networkId,
          establishment: birthHouseExchanges.establishmentId,
        }),
      ),
    )
    .orderBy(asc(birthHouseExchanges.writtenAt), asc(birthHouseExchanges.id))
    .limit(MOST_EXCHANGES)
  return rows.map(({ id, kind, body, answerBy, writtenAt, writtenBy }) => ({
    id,
    kind: Exchange.shape.kind.parse(kind),
    body,
    answerBy,
    writtenAt: writtenAt.toISOString(),
    writtenBy,
  }))
}

/**
 * Writes a message about something in reach of who writes, in her transaction: the agency asks, observes, notes for
 * itself; the house answers. Throws `birth-file.not-hers`.
 */
export async function writeAbout(ctx: Ctx, subject: ExchangeSubject, given: NewExchange): Promise<string> {
  refuseNotHers(ctx, given)
  const [row] = await ctx.db
    .insert(birthHouseExchanges)
    .values({
      ...subject,
      ...given,
      writtenAt: ctx.now,
      writtenBy: writerOf(ctx),
      writtenAs: ctx.actor.role,
    })
    .returning({ id: birthHouseExchanges.id })
  if (!row) throw new Error('the exchange was not written')
  return row.id
}

function refuseNotHers(ctx: Ctx, { kind }: NewExchange): void {
  if ((ctx.actor.role === 'ars') !== (kind === 'answer')) return
  const fields = { kind: 'L’agence demande, observe ou note ; la maison répond.' }
  throw new AppError('birth-file.not-hers', {}, { fields })
}
