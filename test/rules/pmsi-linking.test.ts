import t from 'tap'
import { ANO_LAYOUTS, VID_HOSP_LAYOUTS } from '../../src/domains/pmsi/format/companion-layouts.js'
import { createLinker } from '../../src/domains/pmsi/format/linking.js'
import { createOwners } from '../../src/domains/pmsi/format/owners.js'
import { createRsaReader } from '../../src/domains/pmsi/format/rsa.js'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import {
  anoLine,
  FINESS,
  NEWBORN,
  NEWBORN_RUM,
  rsaLine,
  separatedTraLine,
  traLine,
  vidHospLine,
} from '../support/pmsi-lines.js'

const MOTHER_KEY = '0000000001'
const CHILD_KEY = '0000000002'
const PSEUDONYM = 'ABCDEFGHIJKLMNOPQ'
const SHARED = 'M'.padEnd(32, '9')

/** A mother, her child, and a linker on them; `feed` gives the faults of the lines. */
function aMotherAndHerChild(...more: string[]) {
  const stays: Stay[] = []
  const sink = { stay: (stay: Stay) => stays.push(stay), other() {}, reject() {} }
  const reader = createRsaReader(sink, createOwners(FINESS))
  const lines = [rsaLine(), rsaLine({ rums: [NEWBORN_RUM], fields: NEWBORN }), ...more]
  for (const line of lines) reader.line(Buffer.from(line), 0, line.length, 1)
  const linker = createLinker(stays, FINESS, 2024)
  const feed = (kind: 'ano' | 'tra' | 'vidHosp', ...texts: string[]) =>
    texts.map((text) => linker[kind](Buffer.from(`>>${text}<<`, 'latin1'), 2, text.length + 2))
  return { mother: stays[0]!, child: stays[1]!, stays, linker, feed }
}

for (const length of ANO_LAYOUTS.keys()) {
  t.test(`an ANO of ${length} characters gives the dates of the stay and its pseudonym`, async (t) => {
    const { mother, child, linker, feed } = aMotherAndHerChild()
    t.same(
      feed(
        'ano',
        anoLine(length, { pseudonym: PSEUDONYM, motherChild: SHARED }),
        anoLine(length, { rsaKey: CHILD_KEY, motherChild: SHARED }),
      ),
      [null, null],
    )
    t.match(mother, { person: PSEUDONYM, entryDate: '2024-03-01', exitDate: '2024-03-04' })
    const { linkage } = linker.finish()
    const isBlanked = length === 1103
    t.equal(child.motherChild, isBlanked ? null : `${FINESS}:${SHARED}`)
    t.equal(mother.motherChild, child.motherChild)
    t.same(linkage, { children: 1, childrenLinked: isBlanked ? 0 : 1, chained: 1 })
  })
}

t.test('one return code other than 0 forbids the pseudonym and the link, not the dates', async (t) => {
  for (const at of [0, 4, 8]) {
    const { mother, feed } = aMotherAndHerChild()
    const returnCodes = `${'0'.repeat(at)}1${'0'.repeat(8 - at)}`
    feed('ano', anoLine(869, { pseudonym: PSEUDONYM, motherChild: SHARED, returnCodes }))
    t.match(mother, { person: null, motherChild: null, entryDate: '2024-03-01' })
  }
})

t.test('a blank or XXXX pseudonym and a number of ABAB… link nobody', async (t) => {
  const { mother, feed } = aMotherAndHerChild()
  feed('ano', anoLine(946, { pseudonym: 'X'.repeat(17), motherChild: 'AB'.repeat(16) }))
  t.match(mother, { person: null, motherChild: null })
})

t.test('dates that are not of the calendar are left out', async (t) => {
  const { mother, feed } = aMotherAndHerChild()
  feed('ano', anoLine(946, { entryDate: '30022024', exitDate: 'XXXXXXXX' }))
  t.match(mother, { entryDate: null, exitDate: null })
})

t.test('a line whose exit month is not that of the stay belongs to another transmission', async (t) => {
  const { mother, linker, feed } = aMotherAndHerChild()
  feed('ano', anoLine(946, { pseudonym: PSEUDONYM, exitDate: '04052024' }))
  feed('tra', traLine({ rsaKey: MOTHER_KEY, adminNumber: 'S1', exitDate: '04032023' }))
  t.match(mother, { person: null, entryDate: null })
  t.equal(linker.finish().mismatches, 2)
})

for (const [form, line] of Object.entries({ 'fixed width': traLine, '« ; »': separatedTraLine })) {
  t.test(
    `the TRA in ${form} and the VID-HOSP link a child to its mother, without any administrative number`,
    async (t) => {
      for (const version of VID_HOSP_LAYOUTS.keys()) {
        const { mother, child, linker, feed } = aMotherAndHerChild()
        t.same(
          [
            ...feed(
              'tra',
              line({ rsaKey: MOTHER_KEY, adminNumber: 'SECRET-M' }),
              line({ rsaKey: CHILD_KEY, adminNumber: 'SECRET-C' }),
            ),
            ...feed(
              'vidHosp',
              vidHospLine(version, 'SECRET-C', 'SECRET-M', 3),
              vidHospLine(version, 'SECRET-M'),
              vidHospLine(version, 'ELSEWHERE', 'SECRET-M'),
            ),
          ],
          [null, null, null, null, null],
        )
        const result = linker.finish()
        t.same(result.linkage, { children: 1, childrenLinked: 1, chained: 0 })
        t.equal(child.motherChild, `${FINESS}:2024:1`)
        t.equal(mother.motherChild, child.motherChild)
        t.match(mother, { entryDate: '2024-03-01', exitDate: '2024-03-04' })
        t.notMatch(JSON.stringify([mother, child, result]), 'SECRET')
      }
    },
  )
}

t.test('twins share the link of their mother, whichever file gives it', async (t) => {
  const twin = rsaLine({ rums: [NEWBORN_RUM], fields: { ...NEWBORN, rsaKey: '0000000003' } })
  const { mother, child, stays, linker, feed } = aMotherAndHerChild(twin)
  feed('ano', anoLine(946, { motherChild: SHARED }), anoLine(946, { rsaKey: CHILD_KEY, motherChild: SHARED }))
  feed(
    'tra',
    traLine({ rsaKey: MOTHER_KEY, adminNumber: 'M' }),
    traLine({ rsaKey: '0000000003', adminNumber: 'T' }),
  )
  feed('vidHosp', vidHospLine('V014', 'T', 'M'))
  t.same(linker.finish().linkage, { children: 2, childrenLinked: 2, chained: 0 })
  t.equal(stays[2]?.motherChild, mother.motherChild)
  t.equal(child.motherChild, mother.motherChild)
})

t.test('a mother’s number that leads to no woman leaves the child unlinked and is reported', async (t) => {
  const { child, linker, feed } = aMotherAndHerChild()
  feed('tra', traLine({ rsaKey: CHILD_KEY, adminNumber: 'C' }))
  feed('vidHosp', vidHospLine('V014', 'C', 'NOWHERE'))
  const { withoutMother, linkage } = linker.finish()
  t.same(withoutMother, [child])
  t.same(linkage, { children: 1, childrenLinked: 0, chained: 0 })
  t.equal(child.motherChild, null)
})

t.test('lines that are not of the form of their file are refused with a reason', async (t) => {
  const { feed } = aMotherAndHerChild()
  t.match(feed('ano', 'x'.repeat(300), anoLine(946, { rsaKey: 'ABC' })), [
    { reason: /longueur/ },
    { reason: /index/ },
  ])
  t.match(feed('tra', 'x', '1;2;3', separatedTraLine({ rsaKey: 'K', adminNumber: 'S' })), [
    { reason: /TRA/ },
    { reason: /TRA/ },
    { reason: /index/ },
  ])
  t.match(
    feed('vidHosp', 'x', vidHospLine('V014', 'S').replace('V014', 'V017'), `${vidHospLine('V014', 'S')}xx`),
    [{ reason: /V011 à V016/ }, { reason: /V011 à V016/ }, { reason: /VID-HOSP/ }],
  )
})
