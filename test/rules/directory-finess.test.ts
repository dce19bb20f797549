import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { createEtalabReader } from '../../src/domains/directory/national/finess-etalab.js'
import { createFinessPlusReader } from '../../src/domains/directory/national/finess-plus.js'
import type {
  FinessActivity,
  FinessPosition,
  FinessSink,
  FinessStructure,
} from '../../src/domains/directory/national/finess-record.js'
import { deduceMaternityType } from '../../src/domains/directory/national/maternity-type.js'
import { unpacked } from '../../src/domains/directory/national/unpacked.js'
import type { Rejection } from '../../src/domains/directory/national/verdict.js'
import {
  establishmentLine,
  etalabFile,
  finessPlusActivityFile,
  finessPlusStructureFile,
  inventedStructures,
} from '../../src/domains/directory/synthesis/finess-files.js'

const SEED = 20_261_122
const STRUCTURES = inventedStructures(SEED, 80)
const COMMENT = 'finess;etalab;111;2026-05-12\n'
const joined = (chunks: Iterable<Buffer>) => Buffer.concat([...chunks])
const etalab = () => joined(etalabFile(STRUCTURES, '2026-05-12'))
const plus = () => joined(finessPlusStructureFile(STRUCTURES, '2026-11-21T03:00:00.000Z'))
const activities = () => joined(finessPlusActivityFile(STRUCTURES, '2026-11-21T03:00:00.000Z'))

function read(
  create: (sink: FinessSink) => ReturnType<typeof createEtalabReader>,
  bytes: Buffer | string,
  cut = 1 << 20,
) {
  const found = {
    structures: [] as FinessStructure[],
    positions: [] as FinessPosition[],
    activities: [] as FinessActivity[],
    rejected: [] as Rejection[],
  }
  const reader = create({
    structure: (one) => found.structures.push(one),
    position: (one) => found.positions.push(one),
    activity: (one) => found.activities.push(one),
    reject: (one) => found.rejected.push(one),
  })
  const all = Buffer.from(bytes)
  for (let at = 0; at < all.length; at += cut) reader.push(all.subarray(at, at + cut))
  return { ...found, summary: reader.end() }
}

t.test('the old file and FINESS+ say the same of an establishment, in the same shape', async (t) => {
  const old = read(createEtalabReader, etalab())
  const now = read(createFinessPlusReader, plus())
  t.match(old.summary, { structures: 80, rejected: 0, fileDate: '2026-05-12', refusal: null, notes: [] })
  t.match(now.summary, {
    entries: 80,
    structures: 160,
    positions: 160,
    fileDate: '2026-11-21',
    refusal: null,
  })
  const essence = ({
    finessNumber,
    name,
    communeCode,
    departmentCode,
    postcode,
    phone,
    categoryCode,
  }: FinessStructure) => ({
    ...{ finessNumber, name, communeCode, departmentCode, postcode, phone, categoryCode },
  })
  const sites = now.structures.filter(({ kind }) => kind === 'establishment')
  t.same(sites.map(essence), old.structures.map(essence))
  t.same(Object.keys(sites[0]!).sort(), Object.keys(old.structures[0]!).sort())
  const closed = STRUCTURES.filter(({ closedOn }) => closedOn !== null)
  t.ok(closed.length > 0)
  t.same(
    sites.filter(({ isOpen }) => !isOpen).map(({ finessNumber, closedOn }) => ({ finessNumber, closedOn })),
    closed.map(({ finessNumber, closedOn }) => ({ finessNumber, closedOn })),
    'closed establishments are kept, with their date',
  )
})

t.test('the codes of FINESS for overseas departments give the codes of the Insee', async (t) => {
  const at = (departement: string, commune: string) =>
    read(createEtalabReader, COMMENT + establishmentLine(STRUCTURES[0]!, { departement, commune }))
      .structures[0]
  t.match(at('9D', '411'), { communeCode: '97411', departmentCode: '974' })
  t.match(at('9A', '123'), { communeCode: '97701', departmentCode: '977' })
  t.match(at('9F', '606'), { communeCode: '97606', departmentCode: '976' })
  t.match(at('2A', '004'), { communeCode: '2A004', departmentCode: '2A' })
  t.match(at('9Z', '411'), { communeCode: null, warnings: [/code Insee/] })
})

t.test(
  'positions come after establishments, whatever the commas or semicolons of their source',
  async (t) => {
    const [structure] = STRUCTURES.filter(({ place }) => place.departmentCode === '01')
    const lines = [
      `geolocalisation;${structure!.finessNumber};870262.2;6571540.8;1,SOURCE,96,BAN,EPSG:2154 RGF93 / Lambert-93;2026-05-04`,
      `geolocalisation;${structure!.finessNumber};870262.2;6571540.8;1;SOURCE;96;BAN;EPSG:2154 RGF93;2026-05-04`,
      `geolocalisation;${structure!.finessNumber};12;13;1,SOURCE,EPSG:2154;2026-05-04`,
    ]
    const { positions, rejected } = read(
      createEtalabReader,
      `${COMMENT + establishmentLine(structure!)}${lines.join('\n')}\n`,
    )
    t.match(positions, [
      { updatedOn: '2026-05-04', warning: null },
      { updatedOn: '2026-05-04', warning: null },
    ])
    t.match(positions[0]?.point, { latitude: 46.222286, longitude: 5.209181 })
    t.match(rejected, [{ line: 5, reason: /Position à vérifier/ }])
  },
)

t.test('doubled quotes are one quote, and a quote never closed costs its line only', async (t) => {
  const quoted = establishmentLine({ ...STRUCTURES[0]!, name: 'MAISON "ALPHA" ; SITE 2' })
  t.match(read(createEtalabReader, COMMENT + quoted).structures, [{ name: 'MAISON "ALPHA" ; SITE 2' }])
  const broken = establishmentLine(STRUCTURES[1]!).replace(/;12;/, ';"12;')
  const { structures, rejected } = read(
    createEtalabReader,
    COMMENT + quoted + broken + establishmentLine(STRUCTURES[2]!),
  )
  t.match(rejected, [{ line: 3, reason: /guillemet/ }])
  t.same(
    structures.map(({ finessNumber }) => finessNumber),
    [STRUCTURES[0]!.finessNumber, STRUCTURES[2]!.finessNumber],
  )
})

t.test('where the chunks are cut changes nothing, in either file', async (t) => {
  for (const [create, bytes] of [
    [createEtalabReader, etalab().subarray(0, 8000)],
    [createFinessPlusReader, joined(finessPlusStructureFile(STRUCTURES.slice(0, 6), '2026-11-21T00:00:00Z'))],
    [createFinessPlusReader, joined(finessPlusActivityFile(STRUCTURES.slice(0, 20), '2026-11-21T00:00:00Z'))],
  ] as const) {
    const whole = read(create, bytes)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (cut) => {
        t.same(read(create, bytes, cut), whole)
      }),
      { seed: SEED, numRuns: 25 },
    )
  }
})

t.test('the keys of the published schema are read like those of the published files', async (t) => {
  const respelt = plus()
    .toString()
    .replaceAll('informationsGeneralesPMEJ', 'informationsGeneralesPmej')
    .replaceAll('informationsGeneralesEGE', 'informations_generales_ege')
    .replaceAll('pmSmsseId', 'pm_smsseId')
    .replaceAll('numFinessEge', 'num_finess_ege')
  t.same(read(createFinessPlusReader, respelt), read(createFinessPlusReader, plus()))
  const schema = activities().toString().replaceAll('"numFiness"', '"numeroFiness"')
  t.same(read(createFinessPlusReader, schema), read(createFinessPlusReader, activities()))
})

t.test('a damaged entity is refused alone; a cut or foreign document is refused whole', async (t) => {
  const text = plus().toString()
  const first = STRUCTURES[0]!.legalFinessNumber
  const wrong = text.replace(`"numFinessPm":"${first}"`, '"numFinessPm":"12"')
  t.match(read(createFinessPlusReader, wrong), {
    summary: { entries: 80, rejected: 1, refusal: null },
    rejected: [{ line: null, reason: /^Entité juridique n° 1 du fichier/ }],
  })
  const malformed = text.replace('"dateCreation":"1990-01-01"', '"dateCreation":1990-01-01')
  t.match(read(createFinessPlusReader, malformed), {
    summary: { structures: 158 },
    rejected: [{ reason: /mal formé/ }],
  })
  for (const at of [text.length - 1, text.length - 40, 500])
    t.match(read(createFinessPlusReader, text.slice(0, at)).summary.refusal, /incomplet/)
  t.match(read(createFinessPlusReader, '[1, 2]').summary.refusal, /format JSON attendu/)
  t.match(read(createFinessPlusReader, '{"a": 1}').summary.refusal, /pmej/)
  t.match(read(createFinessPlusReader, `${text} <script>`).summary.refusal, /format JSON attendu/)
  t.match(read(createFinessPlusReader, `{"pmej":[{"a":${'['.repeat(5000)}${']'.repeat(5000)}}]}`).rejected, [
    { reason: /trop imbriquée/ },
  ])
})

t.test('hostile lines of the old file cost themselves only', async (t) => {
  const [before, after] = [establishmentLine(STRUCTURES[0]!), establishmentLine(STRUCTURES[1]!)]
  for (const hostile of [
    `structureet;${'x'.repeat(1024 ** 2)}`,
    'structureet;\0;',
    'structureet;1;2',
    'structureet;"a"b;c',
  ]) {
    const { structures, rejected, summary } = read(
      createEtalabReader,
      `${COMMENT}${before}${hostile}\r\n${after}`,
    )
    t.equal(structures.length, 2, hostile.slice(0, 20))
    t.match(rejected, [{ line: 3 }])
    t.equal(summary.structures + summary.rejected + summary.setAside, summary.entries)
  }
  t.match(read(createEtalabReader, 'Nom;Prénom\nA;B\n').summary.refusal, /pas une extraction FINESS/)
  t.match(read(createEtalabReader, COMMENT + before.slice(0, 60)).summary.refusal, /incomplet/)
})

t.test('gzip is inflated as it comes; a damaged or swelling one is refused with a sentence', async (t) => {
  async function* chunks(bytes: Buffer, cut: number) {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
  }
  const all = async (bytes: Buffer, cut: number, most?: number) => {
    const pieces: Buffer[] = []
    for await (const piece of unpacked(chunks(bytes, cut), most)) pieces.push(Buffer.from(piece))
    return Buffer.concat(pieces)
  }
  const packed = gzipSync(plus())
  t.same(await all(packed, 1), plus())
  t.same(await all(packed, 4096), plus())
  t.same(await all(plus(), 1000), plus())
  t.equal((await all(Buffer.alloc(0), 1)).length, 0)
  await t.rejects(all(packed.subarray(0, packed.length - 20), 500), { message: /abîmé ou incomplet/ })
  await t.rejects(all(gzipSync(Buffer.alloc(4_000_000)), 500, 1_000_000), { message: /grossit/ })
})

t.test(
  'the type of a maternity is deduced from its activities in both nomenclatures, with its date',
  async (t) => {
    const { activities: found, summary } = read(createFinessPlusReader, activities())
    t.equal(summary.refusal, null)
    const types = STRUCTURES.map(({ finessNumber }) => {
      const own = found.filter((one) => one.finessNumber === finessNumber)
      return deduceMaternityType(own, '2026-11-22', '2026-11-21').type
    })
    t.same(
      types,
      STRUCTURES.map(({ maternityType }) => maternityType),
    )
    t.ok(new Set(found.map(({ regime }) => regime)).size === 2)
  },
)

t.test('the date of a type is that since which it has held without a break', async (t) => {
  const activity = (
    modalityCode: string,
    startsOn: string | null,
    endsOn: string | null = null,
  ): FinessActivity => ({
    ...{
      finessNumber: '990000010',
      legalFinessNumber: null,
      regime: 'AMF',
      activityCode: '03',
      formCode: '01',
    },
    ...{ modalityCode, startsOn, endsOn, isActive: true, arhgosNumber: null },
  })
  const deduce = (...all: FinessActivity[]) => deduceMaternityType(all, '2026-11-22', '2026-11-21')
  t.match(deduce(activity('01', '2001-01-01'), activity('03', '2012-05-01')), {
    type: 'IIB',
    since: '2012-05-01',
    sentence: /^Type IIB, déduit de FINESS le 21\/11\/2026/,
  })
  t.match(deduce(activity('01', '2001-01-01'), activity('02', '2005-01-01', '2019-12-31')), {
    type: 'I',
    since: '2020-01-01',
  })
  t.match(
    deduce(activity('01', '2001-01-01', '2010-12-31'), activity('01', '2011-01-01')),
    { type: 'I', since: '2001-01-01' },
    'a renewal is no break',
  )
  t.match(deduce(activity('01', null)), { type: 'I', since: null })
  t.match(deduce(activity('05', '2015-01-01')), { type: 'CPP', since: '2015-01-01' })
  t.match(deduce(activity('04', '2015-01-01')), {
    type: null,
    sentence: /Pas de type.*réanimation néonatale/,
  })
  t.match(deduce({ ...activity('01', '2015-01-01'), isActive: false }), {
    type: null,
    sentence: /Aucune activité/,
  })
})
