import t from 'tap'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import cases from '../fixtures/worked-cases.json' with { type: 'json' }
import { act, aStay, codesOf, compute, dates, denominator, numerator, SITES } from './tracers-stays.js'

type CaseStay = {
  role: string
  finess: string
  ghm_racine: string
  dp: string
  das: string[]
  actes: string[]
  mode_entree: string
  mode_sortie: string
  duree: number
  age?: number
  age_jours?: number
  age_gest?: number | null
  poids?: number
  provenance?: string
  destination?: string
  ums?: string[]
}

// The cases carry neither persons nor dates. A woman is an age, her stays follow each other; a child is born when
// she enters for the last time, and its later stays begin at the age they say.
function staysOf(name: string, caseStays: CaseStay[]): Stay[] {
  const women = new Map<
    number,
    { person: string; nextEntry: number; lastEntry: number; previous: CaseStay | null }
  >()
  let woman = { person: '', nextEntry: 0, lastEntry: 0, previous: null as CaseStay | null }
  let children = 0
  return caseStays.map((s) => {
    if (s.role === 'mere') {
      const age = s.age ?? -1
      woman = women.get(age) ?? { person: `${name} woman ${age}`, nextEntry: 0, lastEntry: 0, previous: null }
      women.set(age, woman)
      const isDuplicate = woman.previous !== null && s.finess.startsWith(`${woman.previous.finess}-`)
      const entry = isDuplicate ? woman.lastEntry : woman.nextEntry
      woman.lastEntry = entry
      woman.nextEntry = entry + s.duree + (s.mode_sortie === '7' ? 0 : 170)
      woman.previous = s
      return toStay(s, woman.person, woman.person, entry)
    }
    if (s.age_jours === 0 && s.mode_entree !== '7') children += 1
    return toStay(s, `${name} child ${children}`, woman.person || null, woman.lastEntry + (s.age_jours ?? 0))
  })
}

function toStay(s: CaseStay, person: string, motherChild: string | null, entry: number): Stay {
  const undotted = (code: string) => code.replace('.', '')
  return aStay({
    at: SITES[s.finess as keyof typeof SITES],
    ghm: `${s.ghm_racine}1`,
    dp: undotted(s.dp),
    das: s.das.map(undotted),
    acts: s.actes.map((code) => act(code)),
    ageYears: s.role === 'mere' ? (s.age ?? null) : 0,
    ageDays: s.age_jours ?? null,
    sex: s.role === 'mere' ? '2' : '1',
    entryMode: s.mode_entree,
    exitMode: s.mode_sortie,
    provenance: s.provenance ?? '',
    destination: s.destination ?? '',
    weightG: s.poids ?? null,
    gestationalAgeWeeks: s.age_gest ?? null,
    unitTypes: s.ums ?? [],
    person,
    motherChild,
    ...dates(entry, s.duree),
  })
}

const MODES: Record<string, string> = {
  SPONT: 'spontaneous-vaginal',
  INSTR: 'instrumental',
  CES_PROG: 'cesarean-planned',
  CES_TRAV: 'cesarean-in-labour',
  CES_URG: 'cesarean-emergency',
  HORS_ETAB: 'outside-facility',
}
const PRESENTATIONS: Record<string, string> = { CEPH: 'cephalic', BREECH: 'breech', UNKNOWN: 'unspecified' }

for (const workedCase of cases.cases) {
  t.test(`${workedCase.id} ${workedCase.title}`, async (t) => {
    const outcome = compute(staysOf(workedCase.id, workedCase.stays as CaseStay[]))
    const c = workedCase.c
    const numeratorOf = (path: string) => numerator(outcome, path)
    const denominatorOf = (path: string) => denominator(outcome, path)
    const check = (path: string, expected: [number, number]) =>
      t.same([numeratorOf(path), denominatorOf(path)], expected, path)

    check('multiple-deliveries:all', [c.mult, c.D])
    const ages = c.ages as Record<string, number>
    const age = (name: string) => ages[name] ?? 0
    check('maternal-age:under-18', [age('<18'), c.D])
    check('maternal-age:under-20', [age('<18') + age('18-19'), c.D])
    for (const name of ['20-24', '25-29', '30-34', '35-39']) check(`maternal-age:${name}`, [age(name), c.D])
    check('maternal-age:40-plus', [age('>=40'), c.D])
    check('maternal-age:35-plus', [age('35-39') + age('>=40'), c.D])

    const terms = c.gac as Record<string, number>
    check('preterm-birth:all', [c.pret, c.ga_d])
    check('preterm-birth:under-28', [terms['<28'] ?? 0, c.ga_d])
    check('preterm-birth:28-31', [terms['28-31'] ?? 0, c.ga_d])
    check('preterm-birth:32-36', [terms['32-36'] ?? 0, c.ga_d])
    check('low-birth-weight:under-2500', [c.lt2500, c.w_d])
    check('low-birth-weight:under-1500', [c.lt1500, c.w_d])

    check('stillbirth:all', [c.sbs + c.sbi, c.TB])
    check('stillbirth:spontaneous', [c.sbs, c.TB])
    check('stillbirth:induced', [c.sbi, c.TB])
    check('neonatal-mortality:all', [c.early + c.late, c.LB])
    check('neonatal-mortality:early', [c.early, c.LB])
    check('neonatal-mortality:late', [c.late, c.LB])
    check('perinatal-mortality:all', [c.sbs + c.sbi + c.early, c.TB])
    check('perinatal-mortality:excluding-terminations', [c.sbs + c.early, c.TB - c.sbi])

    const modes = c.mode as Record<string, number>
    for (const [name, code] of Object.entries(MODES)) check(`delivery-mode:${code}`, [modes[name] ?? 0, c.D])
    check('delivery-mode:unknown', [0, c.D])
    check('place-of-birth:right-level', [c.lp_n, c.lp_d])
    check('place-of-birth:very-preterm-in-type-3', [c.vp_n, c.vp_d])
    check('postpartum-haemorrhage-procedures:invasive', [c.pphinv, c.D])
    check('postpartum-haemorrhage-procedures:tamponade', [c.tamp, c.D])
    check('maternal-transfers:in-utero', [c.TIU, c.D])
    check('maternal-transfers:postpartum', [c.TPPc, c.D])
    check('maternal-transfers:mother-joining-newborn', [c.TPPr, c.D])
    check('neonatal-transfers:all', [c.NTc, c.LB])
    check('neonatal-transfers:accompaniment', [c.NTr, c.LB])

    const presentations = c.pres as Record<string, number>
    const singletons = c.D - (presentations.MULT ?? 0)
    for (const [name, code] of Object.entries(PRESENTATIONS)) {
      check(`presentation:${code}`, [presentations[name] ?? 0, singletons])
    }
    t.same(codesOf(outcome), [...workedCase.quality_flags].sort(), 'quality findings')
  })
}

t.test('the establishments of the worked cases', async (t) => {
  const outcome = (id: string) => {
    const found = cases.cases.find((c) => c.id === id)
    return compute(staysOf(id, (found?.stays ?? []) as CaseStay[]))
  }
  const at = (id: string, path: string, establishment: string) => {
    const [indicator, code] = path.split(':')
    return outcome(id).results.find(
      (r) => r.indicator === indicator && r.class === code && r.establishment === establishment,
    )
  }
  t.match(at('WC03', 'neonatal-mortality:late', SITES.E1), { numerator: 1, denominator: 1, value: 1 })
  t.equal(at('WC03', 'neonatal-mortality:late', SITES.E3), undefined, 'the place of death counts nothing')
  t.match(at('WC18', 'maternal-transfers:in-utero', SITES.E1), { numerator: 1, denominator: 0, value: null })
  t.match(at('WC18', 'maternal-transfers:in-utero', SITES.E3), { numerator: 0, denominator: 1, value: 0 })
  t.equal(at('WC38', 'multiple-deliveries:all', SITES['E3-JUR']), undefined)
})

t.test('every case together, in one computation', async (t) => {
  const all = cases.cases.flatMap((c) => staysOf(c.id, c.stays as CaseStay[]))
  const outcome = compute(all)
  const total = (key: 'D' | 'LB' | 'TB' | 'lp_n' | 'TIU') => cases.cases.reduce((n, c) => n + c.c[key], 0)
  t.equal(denominator(outcome, 'delivery-mode:cesarean'), total('D'))
  t.equal(denominator(outcome, 'neonatal-mortality:all'), total('LB'))
  t.equal(denominator(outcome, 'stillbirth:all'), total('TB'))
  t.equal(numerator(outcome, 'place-of-birth:right-level'), total('lp_n'))
  t.equal(numerator(outcome, 'maternal-transfers:in-utero'), total('TIU'))
})
