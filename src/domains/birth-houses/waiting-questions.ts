import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { establishments } from '../networks/tables.js'
import { birthHouseExchanges } from './tables.js'

const MOST_WAITING = 200

/** A question of the agency, about a report (of a year, in its latest version) or a request for authorisation (nulls). */
export type WaitingQuestion = {
  aboutId: string
  answerBy: string | null
  houseId: string
  houseName: string
  year: number | null
  versionId: string | null
}

/**
 * What the agency waits for from the houses in reach, the first due first: neither answered, nor met by another version,
 * nor made idle by a decision. In the caller’s transaction.
 */
export function waitingQuestions(ctx: Ctx, permission: Permission, which?: SQL): Promise<WaitingQuestion[]> {
  const { aboutId, writtenAt } = birthHouseExchanges
  return ctx.db
    .selectDistinct({
      aboutId,
      answerBy: birthHouseExchanges.answerBy,
      houseId: birthHouseExchanges.establishmentId,
      houseName: establishments.name,
      year: sql<number | null>`(select year from birth_house_reports where id = ${aboutId})`,
      versionId: sql<string | null>`(select id from birth_house_report_versions
        where report_id = ${aboutId} order by version desc limit 1)`,
    })
    .from(birthHouseExchanges)
    .innerJoin(establishments, eq(establishments.id, birthHouseExchanges.establishmentId))
    .where(
      and(
        eq(birthHouseExchanges.kind, 'question'),
        which,
        sql`not exists (select from birth_house_exchanges as answer
          where answer.about_id = ${aboutId} and answer.kind = 'answer' and answer.written_at >= ${writtenAt})`,
        sql`not exists (select from birth_house_file_versions
          where file_id = ${aboutId} and submitted_at > ${writtenAt})`,
        sql`not exists (select from birth_house_report_versions
          where report_id = ${aboutId} and sent_at > ${writtenAt})`,
        sql`not exists (select from birth_house_files where id = ${aboutId} and decision is not null)`,
        within(ctx.actor, permission, {
          network: birthHouseExchanges.networkId,
          establishment: birthHouseExchanges.establishmentId,
        }),
      ),
    )
    .orderBy(asc(birthHouseExchanges.answerBy), asc(aboutId))
    .limit(MOST_WAITING)
}

/** What the agency waits for from the house of whoever reads. */
export function ownWaitingQuestions(ctx: Ctx): Promise<WaitingQuestion[]> {
  return inTransaction(ctx, (ctx) => waitingQuestions(ctx, 'birth-report.read'))
}

/** The page where a question is read and answered. */
export function addressOfQuestion({ houseId, versionId }: WaitingQuestion): string {
  return versionId === null
    ? `/maisons-de-naissance/${houseId}/autorisation#echanges`
    : `/rapports-maisons-de-naissance/versions/${versionId}#echanges`
}
