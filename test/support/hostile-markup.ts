import type pg from 'pg'
import { CODES, FINESS, HIDDEN_TABLES, ofNetwork, textColumns } from './canaries.js'
import { asOwner } from './dump.js'
import type { Furnished } from './two-networks.js'

/** An element no page of ours has: seen in a page, a text has become markup. */
export const CANARY = 'x-canari'

/** What ends the place a text is written in: an attribute, an element that holds only text, a comment. */
const WAYS_OUT = [
  ...['', '">', "'>", '`>', '-->', ']]>', '<!--', '</textarea>', '</title>', '</option></select>'],
  ...['</script>', '</style>', '</svg>', '\\">'],
]
const MARKUP = [
  `<${CANARY}>`,
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<script>alert(1)</script>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href=javascript:alert(1)>x</a>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<object data=data:text/html,x></object>',
  '<base href=//ailleurs.example/>',
  '<meta http-equiv=refresh content="0;url=//ailleurs.example/">',
  '<link rel=stylesheet href=//ailleurs.example/x.css>',
  '<style>@import "//ailleurs.example/x.css"</style>',
  '<video><source onerror=alert(1)></video>',
  '<form action=//ailleurs.example/><button>x</button></form>',
]
const ALONE = [
  '" onmouseover="alert(1)" x="',
  "' autofocus onfocus='alert(1)",
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//https://',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  '&lt;img src=x onerror=alert(1)&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '\\u003cimg src=x onerror=alert(1)\\u003e',
  '＜img src=x onerror=alert(1)＞',
  `\${alert(1)}`,
  '{{constructor.constructor("alert(1)")()}}',
]

/** Texts that become something else than texts wherever they are not written as such. */
export const HOSTILE_TEXTS = [...WAYS_OUT.flatMap((out) => MARKUP.map((one) => out + one)), ...ALONE]

/** What of a page is seen when one of these texts became markup. */
export const LIVE_MARKUP = [
  ...[CANARY, 'img[src="x"]', 'iframe', 'object', 'base', 'meta[http-equiv="refresh"][content*="ailleurs"]'],
  ...['[onerror]', '[onload]', '[ontoggle]', '[onfocus]', '[onmouseover]', '[srcdoc]'],
  ...['[href^="javascript:" i]', '[href^="data:" i]', '[href^="vbscript:" i]', '[action*="ailleurs"]'],
].join(', ')

const AT_ONCE = 8

/**
 * Writes some of these texts in every text column of one network, others in each, as the owner of the tables. Returns
 * the columns, and those that refused them.
 */
export async function plantHostileTexts(
  url: string,
  of: Furnished,
): Promise<{ filled: string[]; refused: string[] }> {
  const filled: string[] = []
  const refused: string[] = []
  let rank = 0
  await asOwner(url, async (client) => {
    for (const { table, column, length, type } of await textColumns(client)) {
      const rows = await ofNetwork(client, table, of)
      if (rows === null || HIDDEN_TABLES.includes(table) || FINESS.test(column) || CODES.test(column))
        continue
      const texts = Array.from(
        { length: AT_ONCE },
        (_, index) => HOSTILE_TEXTS[(rank + index) % HOSTILE_TEXTS.length],
      )
      rank += AT_ONCE
      const text = texts.join(' ').slice(0, length ?? undefined)
      const done = await (type === 'jsonb'
        ? plantInJson(client, { table, column, rows }, text)
        : plantText(client, { table, column, rows }, text))
      if (done !== null) (done ? filled : refused).push(`${table}.${column}`)
    }
  })
  return { filled, refused }
}

type Place = { table: string; column: string; rows: string }

/** True once written, null when there is no row. Where the same text twice is refused, each row gets its own end. */
async function plantText(client: pg.Client, { table, column, rows }: Place, text: string) {
  const where = `where "${column}" is not null and ${rows}`
  for (const value of ['$1', `$1 || substr(md5(ctid::text), 1, 8)`]) {
    try {
      const { rowCount } = await client.query(`update "${table}" set "${column}" = ${value} ${where}`, [text])
      return rowCount ? true : null
    } catch {}
  }
  return false
}

/** Only in the values that are words for a reader: a code or a date in its place would break the page. */
async function plantInJson(client: pg.Client, { table, column, rows }: Place, text: string) {
  const where = `"${column}" is not null and ${rows}`
  const { rows: found } = await client.query(
    `select ctid::text as place, "${column}" as value from "${table}" where ${where}`,
  )
  try {
    for (const { place, value } of found) {
      await client.query(`update "${table}" set "${column}" = $1 where ctid = $2::tid`, [
        JSON.stringify(withWords(value, text)),
        place,
      ])
    }
    return found.length > 0 ? true : null
  } catch {
    return false
  }
}

const WORDS = /^(name|.*Name|.*Words|note|.*Note|hours|street|more|commune|fees|title|text|reason|comment)$/

function withWords(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withWords(one, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && WORDS.test(key) ? text : withWords(inner, text),
    ]),
  )
}
