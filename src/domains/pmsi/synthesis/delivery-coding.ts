import type { Plan } from './pregnancy-plan.js'
import { chance, integer, pick } from './random.js'
import { actLines, type SyntheticAct } from './stay-draft.js'
import type { Woman } from './woman.js'

/** Z37 with its fifth character where the national list asks for one. */
export function outcomeCode({ fetuses }: Plan): string {
  const dead = fetuses.filter(({ fate }) => fate !== 'alive')
  const afterTermination = dead.some(({ fate }) => fate === 'terminated') ? '1' : '0'
  if (fetuses.length === 1) return dead.length === 0 ? 'Z370' : `Z371${afterTermination}`
  const rows =
    fetuses.length === 2
      ? { live: 'Z372', mixed: 'Z373', none: 'Z374' }
      : { live: 'Z375', mixed: 'Z376', none: 'Z377' }
  if (dead.length === 0) return rows.live
  return `${dead.length < fetuses.length ? rows.mixed : rows.none}${afterTermination}`
}

/** Root and severity of a delivery, the way the national grouping goes. */
export function deliveryGhm({ plan, random }: Woman): string {
  const severity = pick(random, ['A', 'A', 'A', 'A', 'B', 'B', 'C'])
  const stillborn = plan.fetuses.some(({ fate }) => fate !== 'alive')
  const multiple = plan.fetuses.length > 1
  if (plan.route === 'outside') return '14Z09Z'
  if (isCaesarean(plan)) return `${stillborn ? '14C06' : multiple ? '14C07' : '14C08'}${severity}`
  if (stillborn) return `14Z10${severity}`
  if (multiple) return `${plan.primiparous ? '14Z11' : '14Z12'}${severity}`
  return `${plan.primiparous ? '14Z13' : '14Z14'}${severity}`
}

/** Principal and associated diagnoses, without the outcome. */
export function deliveryDiagnoses(woman: Woman): { dp: string; das: string[] } {
  const { plan, random } = woman
  const das: string[] = []
  if (plan.fetuses.length > 1) das.push(plan.fetuses.length === 2 ? 'O300' : 'O301')
  if (plan.haemorrhage !== null || chance(random, 0.045)) das.push('O721')
  if (plan.presentation === 'breech') das.push(isCaesarean(plan) ? 'O321' : 'O641')
  if (plan.presentation === 'other') das.push(pick(random, ['O322', 'O323', 'O324', 'O640']))
  for (let more = integer(random, 1, 4); more > 0; more--) das.push(pick(random, FREQUENT_DIAGNOSES))
  const dp = principalDiagnosis(woman)
  return { dp, das: [...new Set(das)].filter((code) => code !== dp) }
}

/** Delivery acts, then what is done around them. */
export function deliveryActs(woman: Woman, wait: number): SyntheticAct[] {
  const { plan, random } = woman
  if (plan.route === 'outside') return actLines('JMCA002', 0, false)
  const delay = woman.unremarkable && chance(random, 0.01) ? null : wait
  const acts = isCaesarean(plan) ? caesareanActs(woman, delay) : vaginalActs(woman, delay)
  if (plan.haemorrhage !== null && plan.haemorrhage.at === null) {
    acts.push(...actLines(plan.haemorrhage.act, delay, plan.haemorrhage.family !== 'tamponade'))
  }
  acts.push(...actLines('JQQM010', 0, false))
  if (chance(random, 0.4)) acts.push(...actLines('JQQM018', 0, false))
  return acts
}

function isCaesarean({ mode }: Plan): boolean {
  return mode === 'planned' || mode === 'emergency' || mode === 'in-labour'
}

function principalDiagnosis({ plan, random }: Woman): string {
  const weeks = Math.floor(plan.gestationalAgeDays / 7)
  if (plan.route === 'outside') return 'Z3900'
  if (plan.fetuses.every(({ fate }) => fate === 'stillborn')) return 'O364'
  if (plan.fetuses.every(({ fate }) => fate === 'terminated')) return pick(random, ['O350', 'O351', 'O358'])
  if (plan.haemorrhage !== null) return pick(random, ['O720', 'O721'])
  if (plan.fetuses.length > 1) return pick(random, ['O300', 'O325'])
  if (plan.presentation === 'breech') return isCaesarean(plan) ? 'O321' : 'O801'
  if (weeks < 37) return pick(random, ['O601', 'O601', 'O603', 'O420', 'O141'])
  if (isCaesarean(plan))
    return pick(random, plan.mode === 'planned' ? ['O342', 'O342', 'O365'] : ['O680', 'O620', 'O654'])
  return plan.mode === 'instrumental'
    ? pick(random, ['O681', 'O631', 'O665'])
    : pick(random, ['O800', 'O800', 'O480', 'O700'])
}

/** The extension tells parity and plurality: 11, 12, 21, 22. */
function caesareanActs({ plan, random }: Woman, delay: number | null): SyntheticAct[] {
  const code = plan.mode === 'planned' ? 'JQGA002' : plan.mode === 'emergency' ? 'JQGA004' : 'JQGA003'
  const extension = `${plan.fetuses.length > 1 ? 2 : 1}${plan.primiparous ? 1 : 2}`
  const acts = actLines(code, delay, true, extension)
  // First twin born by the vaginal route, second by caesarean: both acts, one delivery.
  if (plan.fetuses.length === 2 && plan.mode === 'in-labour' && chance(random, 0.15)) {
    acts.push(...actLines(plan.primiparous ? 'JQGD002' : 'JQGD007', delay, false))
  }
  return acts
}

function vaginalActs({ plan, random }: Woman, delay: number | null): SyntheticAct[] {
  const acts = actLines(vaginalCode({ plan, random }), delay, chance(random, 0.3))
  if (chance(random, 0.8)) acts.push({ code: 'AFLB010', extension: '', activity: '4', delayDays: delay })
  if (plan.mode === 'instrumental') {
    const code = plan.presentation === 'breech' ? 'JQGD011' : pick(random, ['JQGD006', 'JQGD009'])
    acts.push(...actLines(code, delay, chance(random, 0.5)))
  }
  if (chance(random, 0.35)) acts.push(...actLines('JMCA002', delay, false))
  if (chance(random, 0.06)) acts.push(...actLines('JNMD002', delay, true))
  return acts
}

function vaginalCode({ plan, random }: Pick<Woman, 'plan' | 'random'>): string {
  if (plan.fetuses.length > 1) return plan.primiparous ? 'JQGD002' : 'JQGD007'
  if (plan.presentation !== 'breech') return plan.primiparous ? 'JQGD010' : 'JQGD012'
  return pick(
    random,
    plan.primiparous ? ['JQGD004', 'JQGD003', 'JQGD013'] : ['JQGD001', 'JQGD008', 'JQGD005'],
  )
}

const FREQUENT_DIAGNOSES = [
  ...['O990', 'O700', 'O701', 'O244', 'O342', 'O480', 'O692', 'O681', 'O360', 'O420', 'O429', 'O468', 'O995'],
  ...['O13', 'O998', 'Z291', 'O630', 'O623', 'O860', 'Z358', 'E6690', 'O368', 'O9940'],
]
