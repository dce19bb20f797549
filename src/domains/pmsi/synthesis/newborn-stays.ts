import type { Site } from './hospitals.js'
import { newbornDiagnoses, newbornGhm } from './newborn-coding.js'
import type { Fetus, Plan } from './pregnancy-plan.js'
import { chance, integer, type Random } from './random.js'
import { actLines, type SyntheticRum, type SyntheticStay } from './stay-draft.js'
import { childStay, type Woman } from './woman.js'

export type NewbornStays = {
  fetus: Fetus
  birth: SyntheticStay
  received: SyntheticStay | null
  back: SyntheticStay | null
  scan: SyntheticStay | null
}

/** The stays of one child: birth, after a transfer, after the return nearer home. */
export function newbornStays(woman: Woman, fetus: Fetus, rank: number, mother: SyntheticStay): NewbornStays {
  const journey = legsOf(woman, fetus)
  const birth = birthStay(woman, fetus, rank, mother, journey)
  return {
    fetus,
    birth,
    received: journey.received && laterStay(woman, fetus, journey.received),
    back: journey.back && laterStay(woman, fetus, journey.back),
    scan: fetus.scannedAt && scanStay(woman, fetus, fetus.scannedAt),
  }
}

type Leg = { site: Site; from: number; to: number; exitMode: string; well: boolean; last: boolean }
type Journey = { birth: Leg; received: Leg | null; back: Leg | null }

/** Ages at which the child enters and leaves each hospital. */
function legsOf(woman: Woman, fetus: Fetus): Journey {
  const { plan, random } = woman
  const { transfer, backTo, deathAge } = fetus
  const end =
    deathAge ?? Math.max(lengthOfCare(random, plan, fetus), (transfer?.age ?? 0) + 1, backTo ? 6 : 0)
  const away = transfer && transfer.to.hospital !== plan.place.hospital ? transfer : null
  const backAt = backTo && Math.max((away?.age ?? 0) + 2, Math.floor(end * 0.55))
  const finish = deathAge === null ? '8' : '9'
  const close = (site: Site, from: number, well = false): Leg =>
    backAt === null
      ? { site, from, to: end, exitMode: finish, well, last: true }
      : { site, from, to: backAt, exitMode: '7', well, last: false }
  const birth = away
    ? { site: plan.place, from: 0, to: away.age, exitMode: '7', well: false, last: false }
    : close(plan.place, 0)
  return {
    birth,
    received: away && close(away.to, away.age, away.kind === 'accompaniment'),
    back:
      backTo && backAt !== null
        ? {
            site: backTo,
            from: backAt,
            to: Math.max(end, backAt + 3),
            exitMode: finish,
            well: false,
            last: true,
          }
        : null,
  }
}

function lengthOfCare(random: Random, { gestationalAgeDays, mode }: Plan, { fate, unit }: Fetus): number {
  if (fate !== 'alive') return 0
  if (unit === '71')
    return mode === 'spontaneous' || mode === 'instrumental' ? integer(random, 2, 4) : integer(random, 3, 5)
  const untilTerm = 36 * 7 - gestationalAgeDays
  return Math.max(integer(random, 4, 9), untilTerm + integer(random, -8, 10))
}

function birthStay(
  woman: Woman,
  fetus: Fetus,
  rank: number,
  mother: SyntheticStay,
  { birth }: Journey,
): SyntheticStay {
  const { plan, random } = woman
  const { day, gestationalAgeDays } = plan
  const weeks = Math.floor(gestationalAgeDays / 7)
  // Only where the mother's record gives the term, and the link to her is certain.
  const termMissing = woman.unremarkable && mother.gestationalAgeWeeks !== null && chance(random, 0.01)
  const linked = !woman.unremarkable || termMissing || !chance(random, 0.025)
  if (linked) mother.hasLinkedChild = true
  if (termMissing) mother.chainingError = false
  const born = childStay(woman, fetus.sex, day)
  const outside = plan.route === 'outside'
  return {
    ...born,
    kind: fetus.fate === 'alive' ? 'other' : 'stillbirth',
    ghm: newbornGhm(fetus, weeks, birth.exitMode),
    entryMode: outside || !isBirthModeUsed(random, day) ? '8' : 'N',
    exitDay: day + birth.to,
    exitMode: fetus.fate === 'alive' ? birth.exitMode : '9',
    destination: birth.exitMode === '7' ? '1' : '',
    weightG: woman.unremarkable && chance(random, 0.004) ? null : fetus.weightG,
    gestationalAgeWeeks: termMissing ? null : weeks,
    rums: neonatalRums(woman, fetus, birth, termMissing ? null : weeks),
    mother: linked ? mother : null,
    birthRank: plan.fetuses.length > 1 ? rank : 1,
    chainingError: woman.unremarkable && !termMissing && chance(random, 0.006),
  }
}

/** `N` exists since 2019 and took a few years to be used everywhere; day 17897 is 2019-01-01. */
function isBirthModeUsed(random: Random, day: number): boolean {
  return day >= 17897 && !chance(random, day < 18993 ? 0.08 : 0.015)
}

function laterStay(woman: Woman, fetus: Fetus, leg: Leg): SyntheticStay {
  const { day, gestationalAgeDays } = woman.plan
  const weeks = Math.floor(gestationalAgeDays / 7)
  return {
    ...childStay(woman, fetus.sex, day + leg.from),
    ghm: newbornGhm(fetus, weeks, leg.exitMode),
    entryMode: '7',
    provenance: '1',
    exitDay: day + leg.to,
    exitMode: leg.exitMode,
    destination: leg.exitMode === '7' ? '1' : '',
    // Weight on arrival: newborns lose some, then gain.
    weightG: leg.from < 5 ? Math.round(fetus.weightG * 0.97) : fetus.weightG + 18 * (leg.from - 5),
    gestationalAgeWeeks: weeks,
    rums: neonatalRums(woman, fetus, leg, weeks),
  }
}

function scanStay(woman: Woman, fetus: Fetus, site: Site): SyntheticStay {
  const entryDay = woman.plan.day + 1
  const weeks = Math.floor(woman.plan.gestationalAgeDays / 7)
  const rum = { site, unitType: '04', unitMode: 'C' as const, dp: 'P916', dr: '', das: [] }
  return {
    ...childStay(woman, fetus.sex, entryDay),
    ghm: newbornGhm(fetus, weeks, '0'),
    entryMode: '0',
    provenance: '1',
    exitDay: entryDay,
    exitMode: '0',
    destination: '1',
    weightG: fetus.weightG,
    gestationalAgeWeeks: weeks,
    rums: [{ ...rum, acts: actLines('ACQN001', 0, false), gestationalAgeWeeks: weeks, nights: 0 }],
  }
}

/** Units crossed in one hospital: down from intensive care to the mother's side. */
function neonatalRums(woman: Woman, fetus: Fetus, leg: Leg, weeks: number | null): SyntheticRum[] {
  const { plan, random } = woman
  const nights = leg.to - leg.from
  const { dp, das, acts } = newbornDiagnoses(random, plan, fetus, leg)
  const rum = (unitType: string, site: Site, part: number): SyntheticRum => ({
    ...{
      site,
      unitType,
      unitMode: 'C',
      dp,
      dr: '',
      das: [],
      acts: [],
      gestationalAgeWeeks: weeks,
      nights: part,
    },
  })
  const first = (types: [string, Site, number][]): SyntheticRum[] =>
    types.map(([type, site, part], place) => ({
      ...rum(type, site, part),
      ...(place === 0 ? { das, acts } : {}),
    }))
  const inside =
    leg.from === 0 && fetus.transfer?.to.hospital === leg.site.hospital ? fetus.transfer.to : leg.site
  const back = leg.from > 0 && leg.last && fetus.backTo === leg.site
  const type = leg.well ? '71' : back ? '04' : unitAt(fetus.unit, inside)
  if (inside !== leg.site)
    return first([
      ['71', leg.site, 0],
      [type, inside, nights],
    ])
  if (type === '06' && nights > 12) {
    const part = Math.floor(nights / 3)
    return first([
      ['06', inside, part],
      ['05', inside, part],
      ['04', inside, nights - 2 * part],
    ])
  }
  if (type === '71' || leg.from > 0 || !chance(random, 0.4) || nights < 2)
    return first([[type, inside, nights]])
  return first([
    ['71', inside, 1],
    [type, inside, nights - 1],
  ])
}

/** A unit the site really has: while waiting for the ambulance the child stays with the mother. */
function unitAt(unit: Fetus['unit'], { level }: Site): string {
  if (unit === '06' && level < 4) return level === 3 ? '05' : level === 2 ? '04' : '71'
  if (unit === '05' && level < 3) return level === 2 ? '04' : '71'
  return unit === '04' && level < 2 ? '71' : unit
}
