import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { fromBuffer } from 'yauzl'
import { RSA_LAYOUTS, type RsaField } from '../../src/domains/pmsi/format/layouts.js'
import {
  type SynthesisOptions,
  type SyntheticDelivery,
  syntheticDeliveries,
} from '../../src/domains/pmsi/synthesis/deliveries.js'
import { UNREADABLE } from '../../src/domains/pmsi/synthesis/faults.js'
import type { FileKind } from '../../src/domains/pmsi/synthesis/file-names.js'
import { fictiveHospitals, maternitiesCsv } from '../../src/domains/pmsi/synthesis/hospitals.js'
import type { Counts } from '../../src/domains/pmsi/synthesis/truth.js'
import { zipChunks } from '../../src/domains/pmsi/synthesis/zip.js'

const ALL_YEARS = [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025]
const DELIVERY_ACTS = /^JQGA00[2-5]|^JQGD0(0[1-578]|1[0-3])/

t.test('the same seed gives the same bytes, another seed gives others', async (t) => {
  const options = { stays: 1200, years: [2024, 2025], seed: 7, faults: 0.01 }
  const once = fingerprint(options)
  t.equal(fingerprint(options), once)
  t.not(fingerprint({ ...options, seed: 8 }), once)
})

t.test('lines can be read twice, and hold the number of stays asked for', async (t) => {
  const deliveries = [...syntheticDeliveries({ stays: 3000, years: [2025], seed: 1, faults: 0 })]
  for (const delivery of deliveries) {
    t.same(linesOf(delivery, 'rsa'), linesOf(delivery, 'rsa'))
    for (const kind of ['rsa', 'ano', 'tra', 'vid-hosp'] as const)
      t.equal(linesOf(delivery, kind).length, delivery.stays)
  }
  t.equal(
    deliveries.reduce((sum, { stays }) => sum + stays, 0),
    3000,
  )
})

t.test('every line of the eight versions has the length its counts announce', async (t) => {
  const versions = new Set<string>()
  for (const delivery of syntheticDeliveries({ stays: 22_000, years: ALL_YEARS, seed: 3, faults: 0 })) {
    for (const line of linesOf(delivery, 'rsa')) {
      versions.add(line.slice(9, 12))
      const problem = problemOf(line)
      if (problem !== null) t.fail(`${delivery.finess} ${delivery.year}: ${problem}`)
    }
  }
  t.same([...versions].sort(), [...RSA_LAYOUTS.keys()])
})

t.test('January and February come in the version of the year before', async (t) => {
  const [delivery] = syntheticDeliveries({ stays: 3000, years: [2025], seed: 3, faults: 0 })
  for (const line of linesOf(delivery, 'rsa')) {
    const expected = Number(field(line, 'exitMonth')) <= 2 ? '228' : '229'
    if (field(line, 'version') !== expected)
      t.fail(`${field(line, 'exitMonth')} in ${field(line, 'version')}`)
  }
})

t.test('companion files have the lengths of their year', async (t) => {
  const ano = [269, 269, 794, 869, 914, 946, 946, 1103, 1103, 1103, 1103]
  const vidHosp = [479, 479, 479, 479, 479, 499, 499, 515, 515, 515, 518]
  for (const delivery of syntheticDeliveries({ stays: 3300, years: ALL_YEARS, seed: 5, faults: 0 })) {
    const rank = delivery.year - 2015
    t.same(lengthsOf(delivery, 'ano'), [ano[rank]])
    t.same(lengthsOf(delivery, 'vid-hosp'), [vidHosp[rank]])
    t.same(lengthsOf(delivery, 'ium'), [45])
    if (delivery.year < 2023) t.same(lengthsOf(delivery, 'tra'), [82])
    else t.ok(linesOf(delivery, 'tra').every((line) => line.split(';').length === 7))
  }
})

t.test('pseudonyms are blank since 2021, unless a chained base is asked for', async (t) => {
  const [before] = syntheticDeliveries({ stays: 300, years: [2020], seed: 1, faults: 0 })
  const [after] = syntheticDeliveries({ stays: 300, years: [2024], seed: 1, faults: 0 })
  const [chained] = syntheticDeliveries({ stays: 300, years: [2024], seed: 1, faults: 0, chained: true })
  t.ok(linesOf(before, 'ano').every((line) => /^[0-9A-F]{17}$/.test(line.slice(62, 79))))
  t.ok(
    linesOf(after, 'ano').every(
      (line) => line.slice(62, 79).trim() === '' && line.slice(340, 404).trim() === '',
    ),
  )
  t.ok(linesOf(chained, 'ano').every((line) => /^[0-9A-F]{17}$/.test(line.slice(62, 79))))
})

t.test('rates come near the published ones', async (t) => {
  const total = totals({ stays: 400_000, years: [2023, 2024, 2025], seed: 11, faults: 0 })
  const rate = (part: keyof Counts, whole: keyof Counts): number => (100 * total[part]) / total[whole]
  within(t, rate('multipleDeliveries', 'deliveries'), 1.4, 1.8, 'multiples')
  within(t, rate('caesareans', 'deliveries'), 19.5, 22, 'caesareans')
  within(t, rate('instrumentalDeliveries', 'deliveries'), 11, 13.5, 'instrumental')
  within(t, rate('outsideDeliveries', 'deliveries'), 0.4, 0.7, 'outside')
  within(t, rate('preterm', 'liveBirths'), 6.5, 7.6, 'preterm')
  within(t, rate('mothers35OrMore', 'deliveries'), 22, 25.5, '35 or more')
  within(t, 10 * rate('stillbirthsSpontaneous', 'totalBirths'), 4.6, 6, 'spontaneous stillbirths')
  within(t, 10 * rate('stillbirthsInduced', 'totalBirths'), 2.9, 4.1, 'induced stillbirths')
  within(t, 10 * rate('earlyDeaths', 'liveBirths'), 1.2, 2.2, 'early deaths')
  within(t, 10 * rate('lateDeaths', 'liveBirths'), 0.6, 1.3, 'late deaths')
  within(t, rate('inUteroTransfers', 'deliveries'), 0.2, 0.6, 'in-utero transfers')
})

t.test('what is counted on the lines is what the truth says', async (t) => {
  for (const delivery of syntheticDeliveries({ stays: 40_000, years: [2019, 2020], seed: 2, faults: 0 })) {
    const seen = countLines(linesOf(delivery, 'rsa'))
    for (const { site, counts } of delivery.truth) {
      const { deliveries, caesareans, multipleDeliveries, liveBirths } = counts
      const expected = { deliveries, caesareans, multipleDeliveries, liveBirths }
      t.same(seen.get(site) ?? NOTHING, expected, `${site} ${delivery.year}`)
    }
  }
})

t.test('the parts of the truth add up', async (t) => {
  const total = totals({ stays: 60_000, years: [2024], seed: 4, faults: 0 })
  t.equal(total.singletonDeliveries + total.multipleDeliveries, total.deliveries)
  const { spontaneousDeliveries, instrumentalDeliveries, outsideDeliveries, caesareans } = total
  t.equal(spontaneousDeliveries + instrumentalDeliveries + outsideDeliveries + caesareans, total.deliveries)
  t.equal(total.plannedCaesareans + total.emergencyCaesareans + total.labourCaesareans, caesareans)
  t.ok(total.under28Weeks <= total.under32Weeks && total.under32Weeks <= total.preterm)
})

t.test('a spoilt line is spoilt, and the others are not', async (t) => {
  let faults = 0
  for (const delivery of syntheticDeliveries({ stays: 20_000, years: [2021, 2025], seed: 9, faults: 0.02 })) {
    const lines = linesOf(delivery, 'rsa')
    const unreadable = UNREADABLE.reduce((sum, kind) => sum + (delivery.faults[kind] ?? 0), 0)
    t.equal(lines.filter((line) => problemOf(line) !== null).length, unreadable)
    const sound = lines.filter((line) => problemOf(line) === null)
    const keys = sound.map((line) => field(line, 'rsaKey'))
    t.ok(keys.length - new Set(keys).size <= (delivery.faults['duplicate-key'] ?? 0))
    faults += Object.values(delivery.faults).reduce((sum, count) => sum + count, 0)
  }
  within(t, faults, 330, 470, 'two lines in a hundred')
})

t.test('a newborn names the stay of its mother, who delivered in the same hospital', async (t) => {
  for (const delivery of syntheticDeliveries({ stays: 6000, years: [2025], seed: 6, faults: 0 })) {
    const rsa = linesOf(delivery, 'rsa')
    const byNumber = new Map(
      linesOf(delivery, 'tra').map((line, place) => [line.split(';')[2]?.trim(), rsa[place]]),
    )
    const mothers = linesOf(delivery, 'vid-hosp').map((line) => line.slice(139, 159).trim())
    const named = mothers.filter((number) => byNumber.has(number))
    const births = rsa.filter(
      (line) => field(line, 'ageDays') === '000' && /^(8|N)$/.test(field(line, 'entryMode')),
    )
    t.ok(named.length >= births.length * 0.9 - 3)
    t.ok(named.every((number) => /Z37/.test(byNumber.get(number) ?? '')))
  }
})

t.test(
  'an in-utero transfer leaves one hospital and enters another, same woman, next day at most',
  async (t) => {
    const left: Move[] = []
    const entered: Move[] = []
    let expected = 0
    for (const delivery of syntheticDeliveries({ stays: 60_000, years: [2020], seed: 12, faults: 0 })) {
      const ano = linesOf(delivery, 'ano')
      linesOf(delivery, 'rsa').forEach((line, place) => {
        const move = {
          finess: delivery.finess,
          person: ano[place]!.slice(62, 79),
          rsa: line,
          ano: ano[place]!,
        }
        if (/^14(Z16|M03)/.test(field(line, 'ghm')) && field(line, 'exitMode') === '7') left.push(move)
        if (/Z37/.test(line) && field(line, 'entryMode') === '7') entered.push(move)
      })
      for (const { counts } of delivery.truth) expected += counts.inUteroTransfers
    }
    const pairs = left.filter(({ person, finess, ano }) =>
      entered.some((other) => {
        const delay = Number(other.ano.slice(111, 113)) - Number(ano.slice(119, 121))
        return (
          other.person === person && other.finess !== finess && (delay === 0 || delay === 1 || delay < -26)
        )
      }),
    )
    t.ok(expected > 5)
    t.equal(pairs.length, expected)
  },
)

t.test('an archive gives back what was put in', async (t) => {
  const parts = ['première partie\n', 'x'.repeat(100_000), 'fin'].map((text) => Buffer.from(text))
  const archive = Buffer.concat([
    ...zipChunks([
      { name: 'a.rsa', chunks: parts },
      { name: 'empty.ano', chunks: [] },
    ]),
  ])
  t.same(await unzip(archive), { 'a.rsa': Buffer.concat(parts).toString(), 'empty.ano': '' })
})

t.test('the table of maternities has every site once, with its type', async (t) => {
  const rows = maternitiesCsv(fictiveHospitals(30))
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(';'))
  t.equal(new Set(rows.map(([finess]) => finess)).size, rows.length)
  t.ok(rows.every(([finess]) => /^99\d{7}$/.test(finess ?? '')))
  t.same([...new Set(rows.map(([, , type]) => type))].sort(), ['CPP', 'I', 'IIA', 'IIB', 'III'])
})

t.test('the command writes the files it lists, with their truth', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'synth-'))
  const run = synth('--stays', '600', '--years', '2022-2023', '--seed', '1', '--out', out, '--hospitals', '3')
  t.equal(run.status, 0)
  t.equal(run.stderr, '')
  t.same(
    run.stdout.trim().split('\n').sort(),
    readdirSync(out)
      .map((name) => join(out, name))
      .sort(),
  )
  t.match(readFileSync(join(out, '990000137.2023.12.vidhosp.txt'), 'latin1'), /\r\n$/)
  t.match(readFileSync(join(out, '990000137.2022.12.rsa'), 'latin1'), /[^\r]\n$/)
  t.equal(JSON.parse(readFileSync(join(out, 'verite.json'), 'utf8')).stays, 600)
})

t.test('the command says in French what is wrong with its arguments', async (t) => {
  const out = join(tmpdir(), 'never-written')
  for (const [args, message] of [
    [['--stays', '10', '--years', '2025', '--seed', '1'], /Indiquez le dossier/],
    [['--stays', 'dix', '--years', '2025', '--seed', '1', '--out', out], /--stays attend un nombre entier/],
    [
      ['--stays', '10', '--years', '2012', '--seed', '1', '--out', out],
      /--years attend des années de 2015 à 2025/,
    ],
    [['--stays', '10', '--sejours', '--out', out], /Option inconnue.*--sejours/],
  ] as const) {
    const run = synth(...args)
    t.equal(run.status, 2)
    t.equal(run.stdout, '')
    t.match(run.stderr, message)
  }
})

type Move = { finess: string; person: string; rsa: string; ano: string }
type LineCounts = Pick<Counts, 'deliveries' | 'caesareans' | 'multipleDeliveries' | 'liveBirths'>
const NOTHING: LineCounts = { deliveries: 0, caesareans: 0, multipleDeliveries: 0, liveBirths: 0 }

function linesOf(delivery: SyntheticDelivery | undefined, kind: FileKind): string[] {
  const file = delivery?.files.find((one) => one.kind === kind)
  if (file === undefined) throw new Error(`no ${kind} file`)
  return [...file.lines]
}

function lengthsOf(delivery: SyntheticDelivery, kind: FileKind): number[] {
  return [...new Set(linesOf(delivery, kind).map(({ length }) => length))]
}

function fingerprint(options: SynthesisOptions): string {
  const hash = createHash('sha256')
  for (const { files } of syntheticDeliveries(options)) {
    for (const { name, lines } of files) for (const line of [name, ...lines]) hash.update(`${line}\n`)
  }
  return hash.digest('hex')
}

function totals(options: SynthesisOptions): Counts {
  const total: Record<string, number> = {}
  for (const { truth } of syntheticDeliveries(options)) {
    for (const { counts } of truth) {
      for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
    }
  }
  return total as Counts
}

function field(line: string, name: RsaField): string {
  const { start, length } = RSA_LAYOUTS.get(line.slice(9, 12))!.fields[name]
  return line.slice(start - 1, start - 1 + length).trim()
}

/** Why a reader could not accept a line, from the counts it announces. */
function problemOf(line: string): string | null {
  const layout = RSA_LAYOUTS.get(line.slice(9, 12))
  if (layout === undefined) return 'unknown version'
  if (line.includes('\0')) return 'NUL byte'
  if (line.length < layout.fixedLength) return 'too short'
  const count = (name: RsaField): number =>
    /^\d+$/.test(field(line, name)) ? Number(field(line, name)) : Number.NaN
  const rums = count('rumCount')
  const head = layout.fixedLength + 2 * count('authorisationCount') + 7 * count('radiotherapyCount')
  const expected = head + layout.rumLength * rums + 6 * count('diagnosisCount') + 24 * count('actCount')
  if (line.length !== expected) return `length ${line.length} instead of ${expected}`
  if (Number.isNaN(count('exitYear'))) return 'exit year'
  let [diagnoses, acts] = [0, 0]
  for (const rum of rumsOf(line)) {
    diagnoses += rum.diagnoses
    acts += rum.acts
  }
  return diagnoses === count('diagnosisCount') && acts === count('actCount') ? null : 'sums of the RUM'
}

function rumsOf(line: string) {
  const layout = RSA_LAYOUTS.get(line.slice(9, 12))!
  const { site, diagnosisCount, actCount } = layout.rum
  const start =
    layout.fixedLength +
    2 * Number(field(line, 'authorisationCount')) +
    7 * Number(field(line, 'radiotherapyCount'))
  return Array.from({ length: Number(field(line, 'rumCount')) }, (_, place) => {
    const item = line.slice(start + place * layout.rumLength, start + (place + 1) * layout.rumLength)
    const part = ({ start, length }: { start: number; length: number }) =>
      item.slice(start - 1, start - 1 + length)
    return { site: part(site), diagnoses: Number(part(diagnosisCount)), acts: Number(part(actCount)), item }
  })
}

/** Deliveries and live births by site, counted from the text of the lines alone. */
function countLines(lines: string[]): Map<string, LineCounts> {
  const counts = new Map<string, LineCounts>()
  for (const line of lines) {
    const actCount = Number(field(line, 'actCount'))
    const zones = line.slice(line.length - 24 * actCount)
    const codes = Array.from({ length: actCount }, (_, place) => zones.slice(place * 24 + 3, place * 24 + 10))
    const rums = rumsOf(line)
    const outcome = /Z37\d/.exec(line.slice(0, line.length - 24 * actCount))?.[0] ?? ''
    const delivered =
      outcome !== '' && (codes.some((code) => DELIVERY_ACTS.test(code)) || field(line, 'dp') === 'Z3900')
    const born =
      field(line, 'ageDays') === '000' && /^[8N]$/.test(field(line, 'entryMode')) && !/P95/.test(line)
    const site = (delivered ? rums.at(-1) : rums[0])!.site
    const count = counts.get(site) ?? { ...NOTHING }
    counts.set(site, count)
    if (delivered) {
      count.deliveries += 1
      if (codes.some((code) => code.startsWith('JQGA'))) count.caesareans += 1
      if (outcome !== 'Z370' && outcome !== 'Z371') count.multipleDeliveries += 1
    }
    if (born && field(line, 'ghm').startsWith('15')) count.liveBirths += 1
  }
  return counts
}

function within(
  t: { ok: (condition: boolean, message: string) => unknown },
  value: number,
  low: number,
  high: number,
  what: string,
): void {
  t.ok(value >= low && value <= high, `${what}: ${value.toFixed(2)} between ${low} and ${high}`)
}

function unzip(archive: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const found: Record<string, string> = {}
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure)
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('error', reject)
          stream.on('end', () => {
            found[entry.fileName] = Buffer.concat(chunks).toString()
            zip.readEntry()
          })
        })
      })
      zip.on('end', () => resolve(found))
      zip.on('error', reject)
      zip.readEntry()
    })
  })
}

function synth(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['src/cli/run.mjs', 'src/cli/synth.ts', ...args], { encoding: 'utf8' })
}
