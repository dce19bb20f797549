import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { z } from 'zod'
import { type Attack, attacksOn, textOf } from '../support/hostile-texts.js'

/** Longer than any field of ours, and than any line of a file we read. */
const LONGEST = 10_000
/** Short ones first: what grows by powers is found before it lasts. */
const LENGTHS = [10, 16, 20, 24, 28, 34, 46, 100, 1000, LONGEST]
/**
 * Times what one plain pass over the longest text takes. A pattern that goes once over a text takes a few, one that
 * starts again from each character takes thousands: between the two, a busy machine changes nothing, and a pass that
 * seems long is timed again before it counts.
 */
const MOST_PASSES = 400
const TRIES = 4

/** Patterns that start again from each character, but never meet a long text. */
const SHORT_TEXTS: Record<string, { most: number; why: string }> = {
  '\\.?0+$': { most: 60, why: 'a number written with twenty decimals' },
  '\\s*\\(.*\\)': { most: 200, why: 'a label of the nomenclature, for invented structures' },
}
/** Made from words of ours, and never from what is typed. */
const MADE_WHILE_RUNNING = [
  'src/domains/directory-publications/fhir/parameters.ts',
  'src/domains/directory-upkeep/schemas.ts',
  'src/domains/directory/spreadsheet/person-name.ts',
  'src/domains/directory/spreadsheet/person-name.ts',
]

t.test('no pattern of ours takes more than its share of time, whatever it is given', async (t) => {
  const pass = passOver(LONGEST)
  const patterns = patternsOf(['src', 'workers'])
  t.ok(patterns.length > 200, `${patterns.length} patterns`)
  let texts = 0
  const slow = patterns.flatMap(({ regex, places }) => {
    const most = SHORT_TEXTS[regex.source]?.most ?? LONGEST
    const attacks = attacksOn(regex)
    texts += attacks.length
    const found = slowestOn(regex, attacks, { most, pass })
    return found ? [`${places[0]} ${regex}: ${found}`] : []
  })
  t.comment(`${patterns.length} patterns, ${texts} hostile texts of up to ${LONGEST} characters`)
  t.same(
    slow,
    [],
    'write it so that each character is looked at once, or say in SHORT_TEXTS what it never meets',
  )
  const gone = Object.keys(SHORT_TEXTS).filter(
    (source) => !patterns.some(({ regex }) => regex.source === source),
  )
  t.same(gone, [], 'patterns that are no longer there')
})

t.test('patterns are written out: those made while running are known', async (t) => {
  t.same(madeWhileRunning(['src', 'workers']).sort(), MADE_WHILE_RUNNING)
})

t.test('the control: patterns known to be slow are found, and their mended forms are not', async (t) => {
  const pass = passOver(LONGEST)
  const found = (regex: RegExp) => slowestOn(regex, attacksOn(regex), { most: LONGEST, pass }) !== null
  const slow = [
    /^(a+)+$/,
    /^(?:\w+\s?)*$/,
    /(?:a|aa)+b/,
    /^(?:[a-z\d]+[._-]?)+@/i,
    /\s+$/,
    /^\d+[\da-f]+x/,
    /<.*>/g,
    /^id-(?:\d|\d\d)*;$/,
  ]
  t.same(
    slow.filter((regex) => !found(regex)),
    [],
  )
  const quick = [/^a+$/, /^\w+(?:\s\w+)*$/, /^\d{4}-\d{2}-\d{2}$/, /<[^<>]*>/, /[,;]\s/]
  t.same(quick.filter(found), [])
})

/** What is the least a machine takes to go over a text of this length once: the unit of all the rest. */
function passOver(length: number): number {
  const text = 'ab'.repeat(length / 2)
  return Math.min(...Array.from({ length: 20 }, () => millisecondsOf(() => /[ab]é/.test(text))))
}

/** The first text that takes too long, in words; null when none does. */
function slowestOn(
  regex: RegExp,
  attacks: readonly Attack[],
  { most, pass }: { most: number; pass: number },
): string | null {
  const run = (text: string) => {
    regex.lastIndex = 0
    if (regex.global) text.replace(regex, '')
    else regex.test(text)
  }
  for (const attack of attacks) {
    for (const length of LENGTHS.filter((length) => length <= most)) {
      const text = textOf(attack, length)
      let passes = Infinity
      for (let time = 0; time < TRIES && isDoubtful(passes); time += 1) {
        passes = Math.min(passes, millisecondsOf(() => run(text)) / pass)
      }
      if (passes > MOST_PASSES)
        return `${JSON.stringify(attack)} of ${length} characters: ${Math.round(passes)} passes`
    }
  }
  return null
}

/** Too long, but not so long that nothing else explains it: a busy machine holds a process up for tens of milliseconds. */
function isDoubtful(passes: number): boolean {
  return passes === Infinity || (passes > MOST_PASSES && passes < 100 * MOST_PASSES)
}

function millisecondsOf(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

type Pattern = { regex: RegExp; places: string[] }

/** Every pattern written in these folders, and those of zod that check what is typed. */
function patternsOf(folders: readonly string[]): Pattern[] {
  const found = new Map<string, Pattern>()
  const add = (text: string, place: string) => {
    const end = text.lastIndexOf('/')
    const regex = new RegExp(text.slice(1, end), text.slice(end + 1))
    const known = found.get(text)
    if (known) known.places.push(place)
    else found.set(text, { regex, places: [place] })
  }
  eachNode(folders, (node, file) => {
    if (ts.isRegularExpressionLiteral(node)) add(node.text, file)
  })
  const { email, uuid, date, datetime } = z.regexes
  for (const regex of [email, uuid(), date, datetime({})]) add(String(regex), 'zod')
  return [...found.values()]
}

function madeWhileRunning(folders: readonly string[]): string[] {
  const found: string[] = []
  eachNode(folders, (node, file) => {
    const isCall = ts.isNewExpression(node) || ts.isCallExpression(node)
    if (isCall && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp') found.push(file)
  })
  return found
}

function eachNode(folders: readonly string[], see: (node: ts.Node, file: string) => void): void {
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name)) continue
      const file = path.posix.join(folder, name)
      const visit = (node: ts.Node) => {
        see(node, file)
        ts.forEachChild(node, visit)
      }
      visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
    }
  }
}
