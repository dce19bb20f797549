import { eq, getTableColumns } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { networksOf, type SignedIn } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { PROCESSINGS } from '../../privacy/processings.js'
import { retentionWords } from '../../privacy/words.js'
import { grantsOf } from '../accounts/accounts.js'
import { signedIn } from '../accounts/sessions.js'
import { users } from '../accounts/tables.js'
import { DECLARATIONS, nameOf, networkColumn } from './declarations.js'
import type { OwnData, Right } from './schemas.js'

const MOST_ROWS = 5000

type Row = OwnData['tables'][number]['rows'][number]

/** Everything the platform holds about the person who asks, in all her networks, but for secrets. */
export async function readOwnData(ctx: Ctx): Promise<OwnData> {
  const person = signedIn(ctx)
  const elsewhere = await otherNetworks(ctx, person)
  const tables: OwnData['tables'] = []
  for (const declaration of DECLARATIONS.filter((one) => one.person !== undefined)) {
    const places = networkColumn(declaration) ? [ctx, ...elsewhere] : [ctx]
    const rows = await rowsAbout(places, declaration, person.userId)
    const { purpose, basis, recipients } = PROCESSINGS[declaration.processing]
    tables.push({
      table: nameOf(declaration),
      holds: declaration.holds,
      class: declaration.class,
      ...{ purpose, basis, recipients },
      retention: retentionWords(declaration.retention),
      rows,
    })
  }
  return { exportedAt: ctx.now.toISOString(), tables }
}

/** The same as a file to take away, which leaves a trace. */
export async function exportOwnData(ctx: Ctx, format: 'json' | 'csv'): Promise<OwnData> {
  const data = await readOwnData(ctx)
  await inTransaction(ctx, (ctx) =>
    audit(ctx, 'account.export-data', { id: signedIn(ctx).userId, details: { format } }),
  )
  return data
}

/** Corrects the name of the person who asks. */
export async function correctName(ctx: Ctx, name: string): Promise<void> {
  const { userId } = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    // Two corrections at once: each must tell the name it replaced.
    const [before] = await ctx.db
      .select({ name: users.name })
      .from(users)
      .where(eq(users.id, userId))
      .for('update')
    if (!before || before.name === name) return
    await ctx.db.update(users).set({ name }).where(eq(users.id, userId))
    await audit(ctx, 'account.correct-data', { id: userId, before, after: { name } })
  })
}

/** Records that a person uses one of her rights: the coordination finds it in the register, with its deadline. */
export async function askForRight(ctx: Ctx, right: Right): Promise<void> {
  await once(ctx, z.void(), (ctx) =>
    audit(ctx, 'account.object', { id: signedIn(ctx).userId, details: { right } }),
  )
}

/** The networks she also belongs to: what they hold about her is hers, though she acts in another today. */
async function otherNetworks(ctx: Ctx, person: SignedIn): Promise<Ctx[]> {
  const here = networksOf(ctx.actor)
  const rights = await grantsOf(ctx, person.userId)
  const others = new Set(
    rights.flatMap(({ networkId }) => networkId ?? []).filter((id) => !here.includes(id)),
  )
  return [...others].map((networkId) => ({ ...ctx, actor: { role: 'system', job: 'own-data', networkId } }))
}

async function rowsAbout(places: Ctx[], declaration: TablePrivacy, userId: string): Promise<Row[]> {
  const { table, person } = declaration
  if (!person) return []
  const found = new Map<string, Row>()
  for (const place of places) {
    const rows = await inTransaction(place, (ctx) =>
      ctx.db.select(shownColumns(declaration)).from(table).where(eq(person, userId)).limit(MOST_ROWS),
    )
    for (const row of rows) found.set(JSON.stringify(row), plain(row))
  }
  return [...found.values()]
}

function shownColumns({ table, secret = [] }: TablePrivacy): Record<string, PgColumn> {
  const columns: Record<string, PgColumn> = getTableColumns(table)
  return Object.fromEntries(Object.entries(columns).filter(([, column]) => !secret.includes(column)))
}

/** Instants as text, so that a row is the same on a page and in a file. */
function plain(row: Record<string, unknown>): Row {
  return JSON.parse(JSON.stringify(row)) as Row
}
