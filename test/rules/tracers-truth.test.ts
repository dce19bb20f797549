import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { emptyReport, readUnits } from '../../src/domains/pmsi/reading/read-units.js'
import { syntheticDeliveries } from '../../src/domains/pmsi/synthesis/deliveries.js'
import { lineEnd } from '../../src/domains/pmsi/synthesis/file-names.js'
import { fictiveHospitals } from '../../src/domains/pmsi/synthesis/hospitals.js'
import type { Counts, SiteTruth } from '../../src/domains/pmsi/synthesis/truth.js'
import { DEFAULT_CONFIG } from '../../src/domains/tracers/engine/default-config.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import type { TracerResult } from '../../src/domains/tracers/engine/types.js'

type Part = 'numerator' | 'denominator'

/** What the generator counted while inventing the stays, and where the engine must find it again. */
const SAME: [truth: (counts: Counts) => number, indicator: string, klass: string, part: Part][] = [
  [(c) => c.deliveries, 'multiple-deliveries', 'all', 'denominator'],
  [(c) => c.multipleDeliveries, 'multiple-deliveries', 'all', 'numerator'],
  [(c) => c.mothersUnder20, 'maternal-age', 'under-20', 'numerator'],
  [(c) => c.mothers35OrMore, 'maternal-age', '35-plus', 'numerator'],
  [(c) => c.preterm, 'preterm-birth', 'all', 'numerator'],
  [(c) => c.under28Weeks, 'preterm-birth', 'under-28', 'numerator'],
  [(c) => c.weighed, 'low-birth-weight', 'under-2500', 'denominator'],
  [(c) => c.under1500G, 'low-birth-weight', 'under-1500', 'numerator'],
  [(c) => c.totalBirths, 'stillbirth', 'all', 'denominator'],
  [(c) => c.stillbirthsSpontaneous, 'stillbirth', 'spontaneous', 'numerator'],
  [(c) => c.stillbirthsInduced, 'stillbirth', 'induced', 'numerator'],
  [(c) => c.liveBirths, 'neonatal-mortality', 'all', 'denominator'],
  [(c) => c.earlyDeaths, 'neonatal-mortality', 'early', 'numerator'],
  [(c) => c.lateDeaths, 'neonatal-mortality', 'late', 'numerator'],
  [(c) => c.caesareans, 'delivery-mode', 'cesarean', 'numerator'],
  [(c) => c.plannedCaesareans, 'delivery-mode', 'cesarean-planned', 'numerator'],
  [(c) => c.instrumentalDeliveries, 'delivery-mode', 'instrumental', 'numerator'],
  [(c) => c.outsideDeliveries, 'delivery-mode', 'outside-facility', 'numerator'],
  [(c) => c.under32Weeks, 'place-of-birth', 'very-preterm-in-type-3', 'denominator'],
  [
    (c) => c.embolisations + c.embolisationsElsewhere,
    'postpartum-haemorrhage-procedures',
    'embolisation',
    'numerator',
  ],
  [(c) => c.tamponades, 'postpartum-haemorrhage-procedures', 'tamponade', 'numerator'],
  [(c) => c.inUteroTransfers, 'maternal-transfers', 'in-utero', 'numerator'],
  [(c) => c.mothersTransferredForCare, 'maternal-transfers', 'postpartum', 'numerator'],
  [(c) => c.mothersRejoiningNewborn, 'maternal-transfers', 'mother-joining-newborn', 'numerator'],
  // A return from the place of birth to a hospital nearer home is a first transfer too.
  [
    (c) => c.newbornsTransferredForCare + c.newbornsBackFromBirthplace,
    'neonatal-transfers',
    'all',
    'numerator',
  ],
  [(c) => c.singletonDeliveries, 'presentation', 'breech', 'denominator'],
  [(c) => c.singletonBreech, 'presentation', 'breech', 'numerator'],
]

t.test(
  'the engine finds again, in the files, what the generator knew when it invented the stays',
  async (t) => {
    const { truth, results } = await computedExtract()
    t.ok(truth.length > 20)
    let exercised = 0
    for (const [count, indicator, klass, part] of SAME) {
      const expected = truth.map((site) => count(site.counts))
      const found = truth.map(
        ({ site, year }) => results.get(`${indicator} ${klass} ${site} ${year}`)?.[part] ?? 0,
      )
      t.same(found, expected, `${indicator} ${klass}, ${part}`)
      exercised += expected.some((value) => value > 0) ? 1 : 0
    }
    t.ok(exercised > SAME.length - 4, `${exercised} counts of ${SAME.length} are not all zero`)
  },
)

async function computedExtract(): Promise<{ truth: SiteTruth[]; results: Map<string, TracerResult> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trame-truth-'))
  try {
    const hospitals = fictiveHospitals(12)
    const truth: SiteTruth[] = []
    for (const delivery of syntheticDeliveries({
      stays: 40_000,
      years: [2019, 2023, 2025],
      seed: 5,
      faults: 0,
      chained: true,
      hospitals,
    })) {
      truth.push(...delivery.truth)
      for (const { name, kind, lines } of delivery.files) {
        await writeFile(
          path.join(folder, name),
          [...lines].map((line) => line + lineEnd(kind)).join(''),
          'latin1',
        )
      }
    }
    const maternities = hospitals.flatMap(({ sites }) =>
      sites.flatMap(({ finessGeo, name, type }) =>
        type ? [{ finessGeo, name, type, validFrom: null, validTo: null }] : [],
      ),
    )
    const fold = startTracers({ ...DEFAULT_CONFIG, maternities })
    const inputs = (await readdir(folder)).map((name) => ({ name, path: path.join(folder, name) }))
    for await (const unit of readUnits(inputs, emptyReport())) fold.add(unit.stays)
    const results = fold.finish().results
    return {
      truth,
      results: new Map(
        results.map((row) => [`${row.indicator} ${row.class} ${row.establishment} ${row.year}`, row]),
      ),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
