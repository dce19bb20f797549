import fc from 'fast-check'
import t from 'tap'
import { RSA_LAYOUTS } from '../../src/domains/pmsi/format/layouts.js'
import { createOwners } from '../../src/domains/pmsi/format/owners.js'
import { createRsaReader } from '../../src/domains/pmsi/format/rsa.js'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import { FINESS, NEWBORN, type RumSpec, rsaLine, SITE_A, SITE_B } from '../support/pmsi-lines.js'

const code = fc.stringMatching(/^[A-Z][0-9]{2}[0-9+]{0,3}$/)
const ccam = fc.stringMatching(/^[A-Z]{4}[0-9]{3}$/).filter((act) => !/^JQG[AD]/.test(act))
const upTo = (max: number) => fc.option(fc.nat({ max }), { nil: null })
const rum = fc.record({
  site: fc.constantFrom(SITE_A, SITE_B),
  dp: code,
  das: fc.array(code, { maxLength: 12 }),
  acts: fc.array(fc.record({ code: ccam, delay: upTo(999) }), { maxLength: 8 }),
  unitType: fc.constantFrom('04', '05', '06', '13A', ''),
})
const spec = fc.record({
  version: fc.constantFrom(...RSA_LAYOUTS.keys()),
  authorisations: fc.nat({ max: 9 }),
  radiotherapies: fc.nat({ max: 9 }),
  rums: fc.array(rum, { minLength: 1, maxLength: 6 }),
  ageDays: fc.nat({ max: 365 }),
  weightG: upTo(9999),
  term: upTo(99),
  nights: fc.nat({ max: 9999 }),
  month: fc.integer({ min: 1, max: 12 }),
  dr: fc.option(code, { nil: '' }),
})

t.test('what is written in a line is what is read, whatever its version and its zones', async (t) => {
  const seen: Stay[] = []
  const reader = createRsaReader(
    { stay: (stay) => seen.push(stay), other() {}, reject() {} },
    createOwners(FINESS),
  )
  fc.assert(
    fc.property(
      spec,
      ({ version, authorisations, radiotherapies, rums, ageDays, weightG, term, nights, month, dr }) => {
        const line = rsaLine({
          version,
          authorisations,
          radiotherapies,
          rums: rums.map(
            ({ acts, ...rest }): RumSpec => ({
              ...rest,
              acts: acts.map(({ code, delay }) => ({
                code,
                ...(delay === null ? {} : { delay: String(delay) }),
              })),
            }),
          ),
          fields: {
            ...NEWBORN,
            dr,
            ageDays: String(ageDays),
            weightG: weightG === null ? '' : String(weightG),
            gestationalAgeWeeks: term === null ? '' : String(term),
            nights: String(nights),
            exitMonth: String(month),
          },
        })
        seen.length = 0
        reader.line(Buffer.from(line), 0, line.length, 1)
        const dp = rums[0]!.dp
        t.strictSame(
          seen.map((stay) => [
            ...[
              stay.dp,
              stay.dr,
              stay.site,
              stay.lastSite,
              stay.ageDays,
              stay.weightG,
              stay.gestationalAgeWeeks,
            ],
            ...[stay.nights, stay.exitMonth, new Set(stay.das), stay.unitTypes],
            new Set(stay.acts.map(({ code, delayDays }) => `${code} ${delayDays}`)),
          ]),
          [
            [
              ...[dp, dr, rums[0]!.site, rums.at(-1)!.site, ageDays, weightG || null, term || null],
              ...[nights, month],
              new Set([
                ...rums.flatMap(({ das }) => das),
                ...rums.map((one) => one.dp).filter((other) => other !== dp),
              ]),
              [...new Set(rums.map(({ unitType }) => unitType).filter((type) => type !== ''))],
              new Set(rums.flatMap(({ acts }) => acts.map(({ code, delay }) => `${code} ${delay}`))),
            ],
          ],
        )
        return t.passing()
      },
    ),
    { numRuns: 500, seed: 20_260_101 },
  )
})
