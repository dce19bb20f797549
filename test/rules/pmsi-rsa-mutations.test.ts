import fc from 'fast-check'
import t from 'tap'
import { RSA_LAYOUTS } from '../../src/domains/pmsi/format/layouts.js'
import { createLineScanner } from '../../src/domains/pmsi/format/line-scanner.js'
import { createOwners } from '../../src/domains/pmsi/format/owners.js'
import { createRsaReader } from '../../src/domains/pmsi/format/rsa.js'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import {
  DELIVERY_RUM,
  FINESS,
  NEWBORN,
  NEWBORN_RUM,
  rsaLine,
  SITE_B,
  UNRELATED,
  UNRELATED_RUM,
} from '../support/pmsi-lines.js'

const SEED = 20_260_101
const LINES = 10_000

const twoRums = [
  { ...DELIVERY_RUM, das: ['Z370', 'O721'] },
  { site: SITE_B, dp: 'O722', das: ['D62'], acts: [{ code: 'EDSF011' }] },
]
const version = fc.constantFrom(...RSA_LAYOUTS.keys())
const plainLine = version.chain((version) =>
  fc.constantFrom(
    rsaLine({ version }),
    rsaLine({ version, rums: twoRums, authorisations: 1, radiotherapies: 1 }),
    rsaLine({ version, rums: [NEWBORN_RUM], fields: NEWBORN }),
    rsaLine({ version, rums: [UNRELATED_RUM], fields: UNRELATED }),
  ),
)

type Mutation = (line: string, at: number, byte: string) => string
const MUTATIONS: Record<string, Mutation> = {
  none: (line) => line,
  truncate: (line, at) => line.slice(0, at),
  extend: (line, at, byte) => line + byte.repeat(1 + (at % 40)),
  flip: (line, at, byte) => line.slice(0, at) + byte + line.slice(at + 1),
  'shift right': (line, at, byte) => line.slice(0, at) + byte + line.slice(at),
  'shift left': (line, at) => line.slice(0, at) + line.slice(at + 1),
  'format of another year': (line, at) => line.slice(0, 9) + (222 + (at % 10)) + line.slice(12),
  'zero byte': (line, at) => `${line.slice(0, at)}\0${line.slice(at + 1)}`,
  'UTF-8 accent': (line, at) => line.slice(0, at) + Buffer.from('é').toString('latin1') + line.slice(at + 1),
  'byte order mark': (line) => `\xef\xbb\xbf${line}`,
  'Ctrl-Z': (line, at) => `${line.slice(0, at)}\x1a${line.slice(at + 1)}`,
  CRLF: (line) => `${line}\r`,
  'one megabyte': (line, at) => (at % 40 === 0 ? line.repeat(2500) : line),
  'trailing blanks lost': (line) => line.trimEnd(),
}
const mutatedLine = fc
  .tuple(plainLine, fc.constantFrom(...Object.values(MUTATIONS)), fc.nat({ max: 460 }), fc.nat({ max: 255 }))
  .map(([line, mutate, at, byte]) =>
    mutate(line, Math.min(at, line.length - 1), String.fromCharCode(byte === 10 ? 11 : byte)),
  )

t.test(
  'ten thousand mutated lines are each accepted, or refused with a line number and a French reason',
  async (t) => {
    const sample = fc.sample(mutatedLine, { numRuns: LINES, seed: SEED })
    const lines = sample.filter((line) => line.replaceAll('\r', '') !== '')
    const faults = new Map<number, string>()
    const accepted = new Set<number>()
    const reader = createRsaReader(
      {
        stay: (stay, _key, line) => {
          accepted.add(line)
          checkStay(stay)
        },
        other: (_key, line) => accepted.add(line),
        reject: (line, { reason }) => faults.set(line, reason),
      },
      createOwners(FINESS),
    )
    const scanner = createLineScanner(reader)
    const slow: string[] = []
    for (const line of lines) {
      const bytes = Buffer.from(`${line}\n`, 'latin1')
      const start = performance.now()
      scanner.push(bytes)
      if (performance.now() - start > 50) slow.push(line)
    }
    scanner.end()
    t.equal(reader.tally.lines, lines.length)
    t.equal(accepted.size + faults.size, lines.length)
    t.equal(reader.tally.accepted, accepted.size)
    t.equal(reader.tally.rejected, faults.size)
    t.ok(accepted.size > 2000 && faults.size > 2000, `both happen (${accepted.size} accepted)`)
    for (const reason of faults.values())
      if (!/^[A-ZÉ].+\.$/.test(reason)) t.fail(`not a sentence: ${reason}`)
    // A busy machine may stop anyone for 50 ms once; a line that is slow is slow again.
    for (const line of slow) {
      const start = performance.now()
      read(line)
      t.ok(performance.now() - start < 50, 'no line takes 50 ms')
    }
  },
)

/** Nothing a mutation can do gives a value outside what the fields can hold. */
function checkStay(stay: Stay): void {
  const numbers = [
    stay.ageYears,
    stay.ageDays,
    stay.weightG,
    stay.gestationalAgeWeeks,
    stay.nights,
    stay.daysSinceLastPeriod,
  ]
  for (const value of numbers) {
    if (value !== null && (!Number.isInteger(value) || value < 0 || value > 9999)) {
      throw new Error(`bad number ${value}`)
    }
  }
  if (stay.exitMonth < 1 || stay.exitMonth > 12 || stay.weightG === 0) throw new Error('bad month or weight')
}

t.test('a mutated line between two good ones never changes them', async (t) => {
  const good = rsaLine({ version: '229', fields: { rsaKey: '0000000042' } })
  const expected = JSON.stringify(read(`${good}\n`)[0])
  fc.assert(
    fc.property(mutatedLine, (bad) => {
      const stays = read(`${good}\n${bad}\n${good}\n`)
      return JSON.stringify(stays[0]) === expected && JSON.stringify(stays.at(-1)) === expected
    }),
    { numRuns: 2000, seed: SEED },
  )
  t.pass()
})

function read(content: string): Stay[] {
  const stays: Stay[] = []
  const scanner = createLineScanner(
    createRsaReader({ stay: (stay) => stays.push(stay), other() {}, reject() {} }, createOwners(FINESS)),
  )
  scanner.push(Buffer.from(content, 'latin1'))
  scanner.end()
  return stays
}
