import { and, asc, eq, gte, isNull, lte, or } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { openRegister } from './register.js'
import { birthHouseCriteria } from './tables.js'
import { DECREE, DECREE_CRITERIA } from './vocabulary.js'

export type Criterion = {
  id: string | null
  label: string
  source: string
  validFrom: string | null
  validTo: string | null
}

const MOST_CRITERIA = 100

/** What a house asks of a pregnancy on a day: what the decree asks of every one, then what it adds itself. */
export async function criteriaOn(ctx: Ctx, on: string): Promise<Criterion[]> {
  return inTransaction(ctx, async (ctx) => {
    const own = await ctx.db
      .select()
      .from(birthHouseCriteria)
      .where(
        and(
          lte(birthHouseCriteria.validFrom, on),
          or(isNull(birthHouseCriteria.validTo), gte(birthHouseCriteria.validTo, on)),
          ofHouse(ctx, 'birth-register.read'),
        ),
      )
      .orderBy(asc(birthHouseCriteria.validFrom), asc(birthHouseCriteria.label))
      .limit(MOST_CRITERIA)
    const decree = DECREE_CRITERIA.map((label) => ({
      id: null,
      label,
      source: DECREE,
      validFrom: null,
      validTo: null,
    }))
    return [
      ...decree,
      ...own.map(({ id, label, source, validFrom, validTo }) => ({ id, label, source, validFrom, validTo })),
    ]
  })
}

export const NewCriterion = z.strictObject({
  label: z.string().trim().min(3, 'Dites le critère en quelques mots.').max(200),
  source: z.string().trim().min(2, 'D’où vient-il : la charte, l’agence, la maison…').max(200),
  validFrom: z.iso.date('Indiquez une date, par exemple 31/12/2026.'),
})
export type NewCriterion = z.infer<typeof NewCriterion>

const text = (max: number) => z.string().max(max).optional()
/** The same, as the form sends it. */
export const CriterionForm = z.strictObject({ label: text(500), source: text(500), validFrom: text(20) })
export type CriterionForm = z.infer<typeof CriterionForm>

/** Adds a criterion of the house, asked of women taken in from that day. */
export async function addCriterion(ctx: Ctx, given: NewCriterion): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const [row] = await ctx.db
      .insert(birthHouseCriteria)
      .values({ ...given, networkId: house.networkId, establishmentId: house.id })
      .returning({ id: birthHouseCriteria.id })
    if (!row) throw new Error('the criterion was not written')
    await audit(ctx, 'birth-register.criteria', { id: row.id, details: { name: given.label } })
    return row.id
  })
}

/** Ends a criterion today: women already taken in keep their answer. Throws `criterion.not-found`. */
export async function endCriterion(ctx: Ctx, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const validTo = civilDate(ctx.now, house.timeZone)
    const [row] = await ctx.db
      .update(birthHouseCriteria)
      .set({ validTo })
      .where(
        and(
          eq(birthHouseCriteria.id, id),
          isNull(birthHouseCriteria.validTo),
          ofHouse(ctx, 'birth-register.write'),
        ),
      )
      .returning({ label: birthHouseCriteria.label })
    if (!row) throw new AppError('criterion.not-found')
    await audit(ctx, 'birth-register.criteria', { id, details: { name: row.label, to: validTo } })
  })
}

function ofHouse(ctx: Ctx, permission: 'birth-register.read' | 'birth-register.write') {
  return within(ctx.actor, permission, {
    network: birthHouseCriteria.networkId,
    establishment: birthHouseCriteria.establishmentId,
  })
}
