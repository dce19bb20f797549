import type { Fetus, Plan } from './pregnancy-plan.js'
import { chance, pick, type Random } from './random.js'
import { actLines, type SyntheticAct } from './stay-draft.js'

/** GHM of a newborn: stillborn, early transfer, death, else by weight and term. */
export function newbornGhm({ fate, weightG, deathAge }: Fetus, weeks: number, exitMode: string): string {
  if (fate !== 'alive') return '15Z10E'
  if (exitMode === '9') return (deathAge ?? 0) < 7 ? '15M03E' : '15M04E'
  if (exitMode === '7') return '15M02Z'
  const row = GROUPS.find(([weight, term]) => weightG >= weight && weeks >= term)
  return `${row?.[2] ?? '15M14'}${weeks < 34 ? 'C' : 'A'}`
}

/** Principal and associated diagnoses and acts of the first unit of a stay. */
export function newbornDiagnoses(
  random: Random,
  plan: Plan,
  fetus: Fetus,
  leg: { from: number; well: boolean },
): { dp: string; das: string[]; acts: SyntheticAct[] } {
  if (fetus.fate !== 'alive') return { dp: stillbirthCode(random, fetus), das: [], acts: [] }
  if (leg.well) return { dp: 'Z762', das: [], acts: [] }
  const weeks = Math.floor(plan.gestationalAgeDays / 7)
  const born = birthCode(plan)
  const ill = fetus.unit !== '71' || fetus.deathAge !== null
  const das = leg.from === 0 && ill ? [born] : []
  if (weeks < 37) das.push(weeks < 28 ? 'P072' : 'P073')
  if (fetus.weightG < 2500) das.push(fetus.weightG < 1000 ? 'P070' : 'P071')
  if (chance(random, 0.15)) das.push('P599')
  if (chance(random, 0.7)) das.push('Z1310')
  if (plan.mode === 'instrumental' && leg.from === 0) das.push(pick(random, ['P032', 'P033']))
  if (plan.presentation === 'breech' && leg.from === 0) das.push('P030')
  const dp = ill
    ? pick(random, weeks < 34 ? ['P220', 'P220', 'P072', 'P271'] : ['P221', 'P916', 'P368', 'P704'])
    : born
  return { dp, das: das.filter((code) => code !== dp), acts: newbornActs(random, fetus) }
}

function stillbirthCode(random: Random, { fate }: Fetus): string {
  return fate === 'terminated' ? 'P95+0' : pick(random, ['P95+1', 'P95+1', 'P95+1', 'P95+2', 'P95+8'])
}

function birthCode({ fetuses, route }: Plan): string {
  if (route === 'outside') return 'Z381'
  return fetuses.length === 1 ? 'Z380' : fetuses.length === 2 ? 'Z383' : 'Z386'
}

function newbornActs(random: Random, { unit }: Fetus): SyntheticAct[] {
  const acts = chance(random, 0.9) ? actLines('CDRP002', 1, false) : []
  if (unit === '71') return acts
  const care =
    unit === '06'
      ? ['GLLD008', 'EPLF002', 'ZBQK002', 'FELF004', 'AAQM002']
      : ['GLLD002', 'ZBQK002', 'AAQM002']
  return [...acts, ...care.flatMap((code) => actLines(code, 0, false))]
}

/** Lowest weight and term of each group, heaviest first. */
const GROUPS: readonly (readonly [weightG: number, weeks: number, root: string])[] = [
  [2500, 37, '15M05'],
  [2300, 37, '15M06'],
  [2100, 36, '15M07'],
  [1900, 36, '15M08'],
  [1700, 35, '15M09'],
  [1600, 34, '15M10'],
  [1400, 32, '15M11'],
  [1200, 31, '15M12'],
  [1000, 29, '15M13'],
]
