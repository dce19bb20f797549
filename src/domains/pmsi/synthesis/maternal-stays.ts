import { deliveryActs, deliveryDiagnoses, deliveryGhm, outcomeCode } from './delivery-coding.js'
import type { Site } from './hospitals.js'
import { chance, integer, pick } from './random.js'
import { actLines, type SyntheticRum, type SyntheticStay } from './stay-draft.js'
import { type Woman, womanStay } from './woman.js'

export type MaternalStays = {
  before: SyntheticStay | null
  delivery: SyntheticStay
  after: SyntheticStay | null
}

/** The stays of the mother: antepartum before a transfer, delivery, and after a transfer. */
export function maternalStays(woman: Woman): MaternalStays {
  const { plan, random } = woman
  const wait = nightsBefore(woman)
  const entryDay = plan.day - wait
  const before = plan.route === 'in-utero-transfer' ? antepartumStay(woman, entryDay) : null
  const after = plan.motherTransfer === null ? null : transferredMotherStay(woman)
  const exitDay = plan.motherTransfer?.day ?? plan.day + nightsAfter(woman)
  // The child's own record must then hold the term: a count must not depend on a value nobody wrote.
  const termMissing = woman.unremarkable && chance(random, 0.008)
  const weeks = Math.floor(plan.gestationalAgeDays / 7)
  const delivery: SyntheticStay = {
    ...womanStay(woman, entryDay),
    kind: 'delivery',
    ghm: deliveryGhm(woman),
    ...(before ? { entryMode: '7', provenance: '1' } : {}),
    ...(after ? { exitMode: '7', destination: '1' } : { exitMode: '8' }),
    exitDay,
    gestationalAgeWeeks: termMissing ? null : weeks,
    daysSinceLastPeriod: termMissing || chance(random, 0.12) ? null : plan.gestationalAgeDays - wait,
    rums: deliveryRums(woman, wait, exitDay - entryDay, termMissing ? null : weeks),
  }
  return { before, delivery, after }
}

function nightsBefore({ plan, random }: Woman): number {
  if (plan.route === 'outside') return 0
  if (plan.mode === 'planned') return chance(random, 0.6) ? 1 : 0
  const draw = random()
  return draw < 0.74 ? 0 : draw < 0.95 ? 1 : integer(random, 2, 6)
}

function nightsAfter({ plan, random }: Woman): number {
  if (plan.fetuses.every(({ fate }) => fate !== 'alive')) return integer(random, 1, 2)
  const caesarean = plan.mode !== 'spontaneous' && plan.mode !== 'instrumental'
  const surgery = plan.haemorrhage !== null && plan.haemorrhage.family !== 'tamponade' ? 4 : 0
  return surgery + (caesarean ? integer(random, 3, 5) : integer(random, 2, 4))
}

function deliveryRums(woman: Woman, wait: number, nights: number, weeks: number | null): SyntheticRum[] {
  const { plan, random } = woman
  const { dp, das } = deliveryDiagnoses(woman)
  const outside = plan.route === 'outside'
  const acts = deliveryActs(woman, wait)
  const unitType = plan.place.level === 1 || plan.place.index % 3 === 2 ? '73' : '71'
  const common = { site: plan.place, unitType, unitMode: 'C' as const, dr: '' }
  const rum = { ...common, dp, das: [...das, outcomeCode(plan)], acts, gestationalAgeWeeks: weeks, nights }
  if (wait === 0 || outside || !chance(random, 0.25)) return [rum]
  const waiting = {
    ...common,
    dp: plan.mode === 'planned' ? 'O342' : 'O470',
    das: [],
    acts: actLines('JQQM010', 0, false),
  }
  return [
    { ...waiting, gestationalAgeWeeks: null, nights: wait },
    { ...rum, nights: nights - wait },
  ]
}

function antepartumStay(woman: Woman, arrival: number): SyntheticStay {
  const { plan, random } = woman
  const nights = integer(random, 0, 3)
  // The ambulance sometimes leaves before midnight and arrives after.
  const exitDay = arrival - (chance(random, 0.1) ? 1 : 0)
  const weeks = Math.floor((plan.gestationalAgeDays - (plan.day - exitDay)) / 7)
  const dp = pick(random, ['O600', 'O600', 'O470', 'O429', 'O141', 'O441', 'O365'])
  return {
    ...womanStay(woman, exitDay - nights),
    ghm: dp === 'O600' || dp === 'O470' ? '14Z16Z' : '14M03B',
    exitDay,
    exitMode: '7',
    destination: '1',
    gestationalAgeWeeks: weeks,
    daysSinceLastPeriod: plan.gestationalAgeDays - (plan.day - exitDay) - nights,
    rums: [
      {
        ...unit(plan.home, '71'),
        dp,
        das: plan.fetuses.length > 1 ? ['O300'] : [],
        acts: actLines('JQQM010', 0, false),
        gestationalAgeWeeks: weeks,
        nights,
      },
    ],
  }
}

function transferredMotherStay(woman: Woman): SyntheticStay | null {
  const { plan, random } = woman
  const move = plan.motherTransfer
  if (move === null) return null
  const nights = integer(random, 2, 6)
  const bleeding = move.kind === 'care'
  return {
    ...womanStay(woman, move.day),
    entryMode: '7',
    provenance: '1',
    ghm: bleeding ? '14M02C' : '14M02A',
    exitDay: move.day + nights,
    exitMode: '8',
    rums: [
      {
        ...unit(move.to, bleeding ? '73' : '71'),
        dp: bleeding ? 'O721' : 'Z3908',
        das: bleeding ? ['D62'] : [],
        acts: bleeding && plan.haemorrhage ? actLines(plan.haemorrhage.act, 0, true) : [],
        gestationalAgeWeeks: null,
        nights,
      },
    ],
  }
}

function unit(site: Site, unitType: string): Pick<SyntheticRum, 'site' | 'unitType' | 'unitMode' | 'dr'> {
  return { site, unitType, unitMode: 'C', dr: '' }
}
