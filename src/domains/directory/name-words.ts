import { and, eq, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import { wordsOf } from './search/lexemes.js'
import { isNameWord, isNearName, keysNear, keysOfName } from './search/name-keys.js'
import { directoryCards, directoryNameWords as names } from './tables.js'
import { audienceOf } from './visibility.js'
import type { Wanted } from './wanted.js'

/** Names read for one search: those of a region that have half of a word in common are some hundreds. */
const MOST_READ = 5000
/** Names a letter apart that are looked for. */
const MOST_NEAR = 50
/** Words of names in one directory. */
const MOST_WORDS = 500_000

/** Words met in one transaction, as names are folded, and whether it was in a card of the public. */
export type MetWords = Map<string, boolean>

/** What a card tells of its name. */
type Named = { sortName: string; forPublic: boolean }

/**
 * Remembers the words of the names on these cards, in the transaction that writes them. Nothing forbids a word twice:
 * whoever writes one that somebody else is writing does not wait, and each is read once.
 */
export async function keepNameWords(
  ctx: Ctx,
  networkId: string,
  cards: readonly Named[],
  met: MetWords,
): Promise<void> {
  const words = newWords(cards, met)
  if (words.size > 0) await addWords(ctx, networkId, words)
}

/** Words whose misspellings are looked for, of names not met before; for the public as soon as one of its cards has it. */
function newWords(cards: readonly Named[], met: MetWords): Map<string, boolean> {
  const words = new Map<string, boolean>()
  for (const { sortName, forPublic } of cards) {
    for (const part of sortName.split(' ')) {
      if (met.get(part) === true || met.get(part) === forPublic) continue
      met.set(part, forPublic)
      for (const word of wordsOf(part)) {
        if (isNameWord(word)) words.set(word, forPublic || words.get(word) === true)
      }
    }
  }
  return words
}

async function addWords(ctx: Ctx, networkId: string, words: ReadonlyMap<string, boolean>): Promise<void> {
  const made = [...words].flatMap(([word, forPublic]) =>
    keysOfName(word).map((key) => ({ key, word, forPublic })),
  )
  const column = (of: keyof (typeof made)[number]) => sql.param(made.map((one) => one[of]))
  // Asked of each word by the index: joined, all those of the network would be walked through for each batch of cards.
  await ctx.db.execute(sql`
    insert into ${names} (network_id, key, word, for_public)
    select ${networkId}::uuid, made.* from unnest(
      ${column('key')}::text[], ${column('word')}::text[], ${column('forPublic')}::boolean[]) as made (key, word, for_public)
    where (
      select true from ${names} known
      where known.network_id = ${networkId}::uuid and known.key = made.key and known.word = made.word
        and (known.for_public or not made.for_public)
      limit 1) is null`)
}

/** The same search as if it were misspelt, by the names this reader may find; null when nothing typed can be. */
export async function nearlyWanted(ctx: Ctx, { networkId, asked, nearly }: Wanted): Promise<Wanted | null> {
  if (nearly === null) return null
  const known = await wordsSharingKeys(ctx, networkId, asked.doubtful)
  return nearly((word) => known.filter((other) => isNearName(word, other)).slice(0, MOST_NEAR))
}

/** The words of names that have a key in common with one of these: those a letter apart, and others. */
export async function wordsSharingKeys(
  ctx: Ctx,
  networkId: string,
  words: readonly string[],
): Promise<string[]> {
  const keys = [...new Set(words.flatMap(keysNear))]
  const rows = await ctx.db
    .selectDistinct({ word: names.word })
    .from(names)
    .where(and(findableNames(ctx, networkId), sql`${names.key} = any(${sql.param(keys)}::text[])`))
    .limit(MOST_READ)
  return rows.map(({ word }) => word)
}

/** Those of public cards for the public, as in row-level security: names it may not find cost it nothing. */
function findableNames(ctx: Ctx, networkId: string): SQL | undefined {
  return and(
    within(ctx.actor, 'directory.read', { network: names.networkId }),
    eq(names.networkId, networkId),
    audienceOf(ctx.actor) === 'public' ? names.forPublic : undefined,
  )
}

/** Forgets the words that no card’s name has any more, and adds those that are missing. Run again, it changes nothing. */
export async function recountNameWords(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const { rows } = await ctx.db.execute<Named>(sql`
      select word as "sortName", bool_or(for_public) as "forPublic"
      from ${directoryCards}, unnest(string_to_array(sort_name, ' ')) as word
      where ${within(ctx.actor, 'directory.write', { network: directoryCards.networkId })}
      group by 1 limit ${MOST_WORDS}`)
    const words = newWords(rows, new Map())
    await forgetOthers(ctx, words)
    await addWords(ctx, networkId, words)
  })
}

async function forgetOthers(ctx: Ctx, words: ReadonlyMap<string, boolean>): Promise<void> {
  await ctx.db.execute(sql`
    delete from ${names} where ${within(ctx.actor, 'directory.write', { network: names.networkId })} and not exists (
        select from unnest(${sql.param([...words.keys()])}::text[], ${sql.param([...words.values()])}::boolean[])
          as kept (word, for_public)
        where kept.word = ${names.word} and (kept.for_public or not ${names.forPublic}))`)
}
