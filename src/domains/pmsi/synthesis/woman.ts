import type { Day } from './calendar.js'
import type { Plan } from './pregnancy-plan.js'
import { hashOf, integer, type Random } from './random.js'
import { ORDINARY, type SyntheticStay } from './stay-draft.js'

/** What is common to the stays that come out of one pregnancy. */
export type Woman = {
  plan: Plan
  random: Random
  /** Digits that no other pregnancy of the run has: stay numbers begin with them. */
  serial: string
  person: number
  birthDay: Day
  residence: string
  stays: number
  /** Nothing in the counts rests on her chaining: it may be broken. */
  unremarkable: boolean
}

/** The woman of a plan. */
export function womanOf(plan: Plan, random: Random, serial: string, person: number): Woman {
  return {
    plan,
    random,
    serial,
    person,
    birthDay: plan.day - Math.floor(plan.age * 365.25) - integer(random, 12, 330),
    residence: residenceOf(random, person),
    stays: 0,
    unremarkable:
      plan.home === plan.place && plan.motherTransfer === null && plan.fetuses.every(isUnremarkable),
  }
}

/** The fields all stays of a woman share; the rest is the subject of each stay. */
export function womanStay(
  woman: Woman,
  entryDay: Day,
): Omit<SyntheticStay, 'ghm' | 'rums' | 'exitDay' | 'exitMode'> {
  return {
    ...ORDINARY,
    id: stayId(woman),
    ageYears: woman.plan.age,
    sex: '2',
    birthDay: woman.birthDay,
    entryDay,
    entryMode: '8',
    residence: woman.residence,
    person: woman.person,
    chainingError: woman.unremarkable && woman.random() < 0.006,
  }
}

/** The fields all stays of a child share. The pseudonym comes from the mother's number, the date and the sex. */
export function childStay(
  woman: Woman,
  sex: string,
  entryDay: Day,
): Omit<SyntheticStay, 'ghm' | 'rums' | 'exitDay' | 'exitMode' | 'entryMode'> {
  const { day } = woman.plan
  return {
    ...ORDINARY,
    id: stayId(woman),
    ageYears: null,
    ageDays: entryDay - day,
    sex,
    birthDay: day,
    entryDay,
    residence: woman.residence,
    person: hashOf(woman.person, day, Number(sex)),
  }
}

/** Fictive department 99; six in a hundred come from the fictive neighbouring 98. */
export function residenceOf(random: Random, person: number): string {
  return `${random() < 0.06 ? '98' : '99'}${100 + (person % 80)}`
}

function stayId(woman: Woman): string {
  woman.stays += 1
  return `${woman.serial}${String(woman.stays).padStart(2, '0')}`
}

function isUnremarkable({ fate, deathAge, transfer, backTo, scannedAt }: Plan['fetuses'][number]): boolean {
  return fate === 'alive' && deathAge === null && transfer === null && backTo === null && scannedAt === null
}
