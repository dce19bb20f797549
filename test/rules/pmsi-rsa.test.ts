import t from 'tap'
import { RSA_LAYOUTS } from '../../src/domains/pmsi/format/layouts.js'
import { createOwners } from '../../src/domains/pmsi/format/owners.js'
import { createRsaReader } from '../../src/domains/pmsi/format/rsa.js'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import {
  DELIVERY_RUM,
  FINESS,
  NEWBORN,
  NEWBORN_RUM,
  type RsaSpec,
  rsaLine,
  SITE_A,
  SITE_B,
  UNRELATED,
  UNRELATED_RUM,
} from '../support/pmsi-lines.js'

type Fault = { line: number; field: string | null; reason: string; key: string | null }

function read(...lines: string[]) {
  const stays: Stay[] = []
  const others: { key: number; ungrouped: boolean }[] = []
  const faults: Fault[] = []
  const reader = createRsaReader(
    {
      stay: (stay) => stays.push(stay),
      other: (key, _line, ungrouped) => others.push({ key, ungrouped }),
      reject: (line, fault, key) => faults.push({ line, ...fault, key }),
    },
    createOwners(FINESS),
  )
  for (const [index, line] of lines.entries()) {
    const bytes = Buffer.from(line, 'latin1')
    reader.line(bytes, 0, bytes.length, index + 1)
  }
  return { stays, others, faults, tally: reader.tally }
}

function only(line: string): Stay {
  const { stays, faults } = read(line)
  if (stays.length !== 1) throw new Error(`not one stay: ${JSON.stringify(faults)}`)
  return stays[0]!
}

const unrelated = (spec: RsaSpec = {}) =>
  rsaLine({ rums: [UNRELATED_RUM], ...spec, fields: { ...UNRELATED, ...spec.fields } })

for (const version of RSA_LAYOUTS.keys()) {
  t.test(`a delivery and a newborn in format ${version}`, async (t) => {
    const delivery = rsaLine({
      version,
      authorisations: 2,
      radiotherapies: 1,
      rums: [
        {
          site: SITE_A,
          dp: 'O420',
          das: ['Z370', 'O721'],
          unitType: '70',
          acts: [{ code: 'JQQM002', delay: '0' }],
        },
        {
          site: SITE_B,
          dp: 'O800',
          das: ['Z370', 'D500'],
          unitType: '71',
          gestationalAgeWeeks: '37',
          acts: [
            { code: 'JQGD010', delay: '1' },
            { code: 'JQGD010', delay: '1', activity: '4' },
          ],
        },
      ],
      fields: { dp: 'O800', dr: 'Z292', gestationalAgeWeeks: '36', weightG: '0000' },
    })
    t.same(only(delivery), {
      finess: FINESS,
      rsaKey: '0000000001',
      site: SITE_B,
      lastSite: SITE_B,
      ghm: '14Z14A',
      dp: 'O800',
      dr: 'Z292',
      das: ['Z370', 'O721', 'D500', 'O420'],
      acts: [
        { code: 'JQQM002', delayDays: 0 },
        { code: 'JQGD010', delayDays: 1 },
      ],
      ageYears: 30,
      ageDays: null,
      sex: '2',
      entryMode: '8',
      provenance: '',
      exitMode: '8',
      destination: '',
      stayType: '',
      exitYear: 2024,
      exitMonth: 3,
      nights: 3,
      weightG: null,
      gestationalAgeWeeks: 37,
      daysSinceLastPeriod: 275,
      unitTypes: ['70', '71'],
      residence: '99001',
      person: null,
      motherChild: null,
      entryDate: null,
      exitDate: null,
    })
    const child = only(rsaLine({ version, rums: [NEWBORN_RUM], fields: NEWBORN }))
    t.match(child, {
      ageDays: 0,
      ageYears: null,
      weightG: 3300,
      gestationalAgeWeeks: 39,
      entryMode: 'N',
      sex: '1',
    })
    t.same(read(delivery).tally.versions, new Set([version]))
  })
}

t.test('versions may be mixed in one file: each line is read by its own', async (t) => {
  const lines = [...RSA_LAYOUTS.keys()].map((version) =>
    rsaLine({ version, rums: [NEWBORN_RUM], fields: NEWBORN }),
  )
  const { stays, tally } = read(...lines)
  t.same(
    stays.map(({ weightG }) => weightG),
    new Array(8).fill(3300),
  )
  t.equal(tally.versions.size, 8)
})

t.test('an unknown version is refused by its name', async (t) => {
  const { faults } = read(rsaLine().replace(/^(.{9})228/, '$1230'))
  t.match(faults, [{ line: 1, field: 'version du format de RSA', key: '0000000001' }])
  t.match(faults[0]?.reason, '« 230 »')
  t.notMatch(
    read(rsaLine().replace(/^(.{9})228/, '$1<é>')).faults[0]?.reason,
    'é',
    'damaged bytes are not repeated',
  )
})

t.test(
  'a bad line is refused with its number, and its neighbours are read as if it were not there',
  async (t) => {
    const good = rsaLine({ fields: { rsaKey: '0000000007' } })
    const { stays, faults, tally } = read(good, rsaLine().slice(0, 300), 'short', good)
    t.same(stays[0], stays[1])
    t.same(
      faults.map(({ line }) => line),
      [2, 3],
    )
    t.match(tally, { lines: 4, accepted: 2, rejected: 2 })
  },
)

t.test('the length must be the one announced by the counters', async (t) => {
  const line = rsaLine()
  t.match(
    read(`${line} `).faults[0]?.reason,
    `La longueur de la ligne (${line.length + 1}) ne correspond pas à celle qu’annoncent ses compteurs (${line.length}).`,
  )
  t.match(read(line.slice(0, 100)).faults[0]?.reason, 'tronquée')
  t.match(read(rsaLine({ fields: { rumCount: '02' } })).faults[0]?.reason, 'ne correspond pas')
})

t.test(
  'up to five missing trailing characters are blanks a tool has trimmed; six are a truncated line',
  async (t) => {
    const line = rsaLine({ rums: [{ ...DELIVERY_RUM, das: ['Z370', 'I10'], acts: [] }] })
    const expected = only(line)
    t.same(only(line.trimEnd()), expected)
    t.same(only(line.slice(0, -3)).das, ['Z370', 'I10'])
    t.equal(read(line.slice(0, -5)).tally.accepted, 1)
    t.equal(read(line.slice(0, -6)).tally.rejected, 1)
  },
)

t.test('a counter that is blank or not a number names its field and its positions', async (t) => {
  t.match(read(rsaLine({ fields: { rumCount: '  ' } })).faults[0], {
    field: 'nombre de RUM',
    reason: /positions 51 à 52.*vide/,
  })
  t.match(read(rsaLine({ fields: { actCount: '0000X' } })).faults[0], {
    field: 'nombre de zones d’actes',
    reason: /pas un nombre/,
  })
  t.match(read(rsaLine({ fields: { authorisationCount: 'Z' } })).faults[0], { reason: /position 114/ })
})

t.test('the counters of the RUM must add up to those of the stay', async (t) => {
  const line = rsaLine({ rums: [{ ...DELIVERY_RUM, das: ['Z370', 'I10', 'E119', 'K590'], acts: [] }] })
  const moved = line.replace(/^(.{223})0004(.{4})0/, '$10000$21')
  t.equal(moved.length, line.length)
  t.match(read(moved).faults[0], {
    field: 'nombre de diagnostics associés',
    reason: 'Le champ « nombre de diagnostics associés » annonce 0, mais le total des RUM donne 4.',
  })
})

for (const [name, value] of Object.entries({
  ageYears: '3A0',
  ageDays: '-01',
  weightG: '32,0',
  gestationalAgeWeeks: '3 9',
  nights: '00x3',
  exitYear: '20é4',
})) {
  t.test(`a ${name} that is not a number is refused, naming the field`, async (t) => {
    const layout = RSA_LAYOUTS.get('228')!
    const { label } = layout.fields[name as 'ageYears']
    // A value of another length than the field would shift the line: only « 3 9 » is longer here.
    const fit = value.slice(0, layout.fields[name as 'ageYears'].length)
    const { faults } = read(rsaLine({ fields: { [name]: name === 'gestationalAgeWeeks' ? '3X' : fit } }))
    t.match(faults, [{ line: 1, field: label, reason: `« ${label} »` }])
  })
}

t.test('an impossible exit month or year is refused: it is the sign of a shifted line', async (t) => {
  t.match(read(rsaLine({ fields: { exitMonth: '13' } })).faults[0], {
    field: 'mois de sortie',
    reason: /vaut 13/,
  })
  t.match(read(rsaLine({ fields: { exitYear: '0224' } })).faults[0], { field: 'année de sortie' })
})

t.test(
  'a delay of act or a term of RUM that is not a number is refused with its place in the line',
  async (t) => {
    t.match(
      read(rsaLine({ rums: [{ ...DELIVERY_RUM, acts: [{ code: 'JQGD010', delay: '0X1' }] }] })).faults[0],
      {
        field: 'délai de l’acte depuis l’entrée (jours)',
        reason: /positions 330 à 332/,
      },
    )
    t.match(read(rsaLine({ rums: [{ ...DELIVERY_RUM, gestationalAgeWeeks: 'XX' }] })).faults[0], {
      reason: /positions 293 à 294/,
    })
  },
)

t.test('a line without RSA key or without RUM is refused', async (t) => {
  t.match(read(rsaLine({ fields: { rsaKey: '' } })).faults[0], { field: 'n° d’index du RSA', key: null })
  t.match(read(rsaLine({ rums: [] })).faults[0], { field: 'nombre de RUM' })
})

t.test('a line whose FINESS is not one is refused', async (t) => {
  t.match(read(rsaLine({ fields: { finess: '' } })).faults[0], { field: 'n° FINESS e-PMSI' })
  t.match(read(rsaLine({ fields: { finess: '99000000X' } })).faults[0], { reason: /FINESS/ })
  t.equal(only(rsaLine({ fields: { finess: '2A0000001' } })).finess, '2A0000001')
})

t.test('zero bytes and lines that are too long are refused with a reason', async (t) => {
  const { faults, tally } = read()
  t.same(faults, [])
  const reasons: string[] = []
  const reader = createRsaReader(
    {
      stay() {},
      other() {},
      reject: (_line, { reason }) => reasons.push(reason),
    },
    createOwners(FINESS),
  )
  reader.unreadable(1, 'nul')
  reader.unreadable(2, 'too-long')
  t.match(reasons, [/nuls/, /trop longue/])
  t.match(reader.tally, { lines: 2, rejected: 2, accepted: 0 })
  t.match(tally, { lines: 0 })
})

t.test(
  'blank is unknown, zero is not: age in days 000 is the day of birth, weight 0000 and term 00 are no data',
  async (t) => {
    const zeros = { ...NEWBORN, weightG: '0000', gestationalAgeWeeks: '00', daysSinceLastPeriod: '000' }
    const zeroed = only(rsaLine({ rums: [{ ...NEWBORN_RUM, gestationalAgeWeeks: '00' }], fields: zeros }))
    t.match(zeroed, { ageDays: 0, weightG: null, gestationalAgeWeeks: null, daysSinceLastPeriod: null })
    const blank = only(
      rsaLine({
        rums: [NEWBORN_RUM],
        fields: { ...NEWBORN, weightG: '', gestationalAgeWeeks: '', ageDays: '' },
      }),
    )
    t.match(blank, { ageDays: null, weightG: null, gestationalAgeWeeks: null })
    t.equal(only(rsaLine({ rums: [NEWBORN_RUM], fields: { ...NEWBORN, ageYears: '000' } })).ageYears, 0)
  },
)

t.test('an adult whose age in days is filled with zeros is not a newborn', async (t) => {
  t.equal(only(rsaLine({ fields: { ageDays: '000' } })).ageDays, null)
  t.equal(read(unrelated({ fields: { ageDays: '000' } })).tally.perinatal, 0)
})

t.test('numbers may be padded with blanks on the left or on the right', async (t) => {
  const line = rsaLine({ rums: [NEWBORN_RUM], fields: NEWBORN })
  t.equal(only(line.replace('3300', ' 950')).weightG, 950)
  t.equal(only(line.replace('3300', '950 ')).weightG, 950)
})

t.test('bytes that are not ASCII are latin1 and shift nothing', async (t) => {
  const stay = only(rsaLine({ rums: [NEWBORN_RUM], fields: { ...NEWBORN, residence: 'é9001' } }))
  t.match(stay, { residence: 'é9001', weightG: 3300 })
})

t.test('LAMDA lines of 2015 are preceded by the FINESS of their emitter', async (t) => {
  const line = rsaLine({ version: '223' })
  const { stays, tally } = read(`990000009${line}`, line)
  t.same(stays[0], stays[1])
  t.equal(tally.prefixed, 1)
  t.match(tally, { lines: 2, accepted: 2 })
})

t.test(
  'the site is the RUM of the delivery act, else the first RUM, else the FINESS of the line',
  async (t) => {
    const [before, after] = [
      { site: SITE_A, dp: 'O420' },
      { site: SITE_A, dp: 'O904' },
    ]
    t.match(only(rsaLine({ rums: [before, { ...DELIVERY_RUM, site: SITE_B }, after] })), {
      site: SITE_B,
      lastSite: SITE_A,
    })
    t.match(only(rsaLine({ rums: [before, { ...after, site: SITE_B }] })), { site: SITE_A, lastSite: SITE_B })
    t.match(only(rsaLine({ rums: [{ dp: 'O420' }] })), { site: FINESS, lastSite: FINESS })
  },
)

t.test(
  'the term is that of the delivery RUM; when it has none, or there is no such RUM, that of the stay',
  async (t) => {
    t.equal(only(rsaLine({ rums: [{ ...DELIVERY_RUM, gestationalAgeWeeks: '28' }] })).gestationalAgeWeeks, 28)
    t.equal(only(rsaLine({ rums: [{ ...DELIVERY_RUM, gestationalAgeWeeks: '' }] })).gestationalAgeWeeks, 39)
    t.equal(only(rsaLine({ rums: [{ dp: 'O420', gestationalAgeWeeks: '28' }] })).gestationalAgeWeeks, 39)
  },
)

t.test(
  'generated RSA, performing sides of a service and failed groupings are accepted without becoming stays',
  async (t) => {
    const { stays, others, tally } = read(
      rsaLine({ fields: { generated: '1', rsaKey: '0000000011' } }),
      rsaLine({ fields: { stayType: 'B', rsaKey: '0000000012' } }),
      rsaLine({ fields: { ghm: '90Z00Z', rsaKey: '0000000013' } }),
      unrelated({ fields: { ghm: '90Z00Z', rsaKey: '0000000014' } }),
      rsaLine({ fields: { stayType: 'A' } }),
      rsaLine({ fields: { generated: '' } }),
    )
    t.equal(stays.length, 2)
    t.match(tally, { accepted: 6, rejected: 0, setAside: 4, perinatal: 2 })
    t.same(others, [
      { key: 11, ungrouped: false },
      { key: 12, ungrouped: false },
      { key: 13, ungrouped: true },
      { key: 14, ungrouped: false },
    ])
  },
)

const woman = { sex: '2', ageYears: '030' }
const PERINATAL: Record<string, RsaSpec> = {
  'CMD 14': { fields: { ghm: '14M03A' } },
  'CMD 15': { fields: { ghm: '15M02Z' } },
  'a child of 60 days': { fields: { ageYears: '', ageDays: '060' } },
  'a principal diagnosis O': { rums: [{ dp: 'O048' }] },
  'a principal diagnosis P95 with an extension': { rums: [{ dp: 'P95+0' }] },
  'a principal diagnosis Z3900': { rums: [{ dp: 'Z3900' }] },
  'a principal diagnosis Z38 in its second RUM': {
    rums: [UNRELATED_RUM, { dp: 'Z380' }],
    fields: { dp: 'K635' },
  },
  'an outcome of delivery as associated diagnosis': { rums: [{ dp: 'K359', das: ['I10', 'Z3710'] }] },
  'a caesarean on a woman': {
    rums: [{ dp: 'K359', acts: [{ code: 'ZZLP025' }, { code: 'JQGA004' }] }],
    fields: woman,
  },
  'a hysterectomy of haemorrhage on a woman': {
    rums: [{ dp: 'D62', acts: [{ code: 'JNFA001' }] }],
    fields: woman,
  },
}
for (const [what, spec] of Object.entries(PERINATAL)) {
  t.test(`${what} makes a stay perinatal`, async (t) => {
    t.match(read(unrelated(spec)).tally, { accepted: 1, perinatal: 1 })
  })
}

const OTHERS: Record<string, RsaSpec> = {
  'a colonoscopy': {},
  'a child of 61 days': { fields: { ageYears: '', ageDays: '061' } },
  'Z39.2, post-natal visit': { rums: [{ dp: 'Z392' }] },
  P90: { rums: [{ dp: 'P90' }] },
  'an embolisation on a man': { rums: [{ dp: 'D62', acts: [{ code: 'EDSF011' }] }] },
  'an embolisation on a woman of 61': {
    rums: [{ dp: 'D62', acts: [{ code: 'EDSF011' }] }],
    fields: { ...woman, ageYears: '061' },
  },
}
for (const [what, spec] of Object.entries(OTHERS)) {
  t.test(`${what} does not make a stay perinatal`, async (t) => {
    t.match(read(unrelated(spec)).tally, { accepted: 1, perinatal: 0 })
  })
}
