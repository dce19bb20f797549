import type { Day } from './calendar.js'
import { COMMON_ACTS, COMMON_DIAGNOSES, otherProfile } from './case-mix.js'
import type { Site } from './hospitals.js'
import type { Profile } from './profiles.js'
import { chance, integer, pick, type Random } from './random.js'
import type { SyntheticAct, SyntheticRum, SyntheticStay } from './stay-draft.js'
import { residenceOf } from './woman.js'

/** One stay without a birth, leaving a site on a day. */
export function otherStay(
  random: Random,
  site: Site,
  exitDay: Day,
  id: string,
  person: number,
): SyntheticStay {
  const profile = otherProfile(random)
  const nights = integer(random, ...profile.nights)
  const ageYears = integer(random, ...profile.ages)
  const ageDays = ageYears > 0 ? null : integer(random, profile.newborn ? 2 : 30, profile.newborn ? 20 : 360)
  const weeks = profile.weeks ? integer(random, ...profile.weeks) : null
  const fatal = ageYears > 60 && chance(random, nights > 3 ? 0.07 : 0.001)
  const transferred = nights > 2 && chance(random, 0.09)
  const arrived = nights > 1 && chance(random, 0.06)
  const entryDay = exitDay - nights
  // Written out in full: spreading defaults over a million stays costs more than drawing them.
  return {
    id,
    kind: 'other',
    ghm: pick(random, profile.ghm),
    ageYears: ageDays === null ? ageYears : null,
    ageDays,
    sex: profile.sex ?? (random() < 0.49 ? '1' : '2'),
    birthDay: entryDay - (ageDays ?? Math.floor(ageYears * 365.25) + integer(random, 10, 330)),
    entryDay,
    exitDay,
    entryMode: arrived ? '7' : '8',
    provenance: arrived ? '1' : '',
    exitMode: fatal ? '9' : transferred ? '7' : '8',
    destination: transferred && !fatal ? pick(random, ['1', '2', '2']) : '',
    stayType: '',
    residence: residenceOf(random, person),
    weightG: profile.newborn ? integer(random, 540, 840) * 5 : null,
    gestationalAgeWeeks: profile.newborn ? integer(random, 36, 41) : weeks,
    daysSinceLastPeriod: weeks === null ? null : weeks * 7 + integer(random, 0, 6),
    sessions: profile.sessions ?? 0,
    authorisations: chance(random, 0.04) ? ['82'] : [],
    radiotherapy: profile.radiotherapy ? ['9515001'] : [],
    rums: rumsOf(random, profile, site, nights, weeks),
    person,
    mother: null,
    hasLinkedChild: false,
    birthRank: null,
    chainingError: chance(random, 0.01),
  }
}

function rumsOf(
  random: Random,
  profile: Profile,
  site: Site,
  nights: number,
  weeks: number | null,
): SyntheticRum[] {
  const count = nights > 2 && chance(random, 0.45) ? (chance(random, 0.25) ? 3 : 2) : 1
  const dp = pick(random, profile.dp)
  const part = Math.floor(nights / count)
  return Array.from({ length: count }, (_, place) => ({
    site,
    unitType: place === count - 1 ? profile.unit : pick(random, ['07B', '', '29', '']),
    unitMode: nights === 0 ? 'P' : 'C',
    dp: place === count - 1 ? dp : pick(random, COMMON_DIAGNOSES),
    dr: profile.dr && place === count - 1 ? pick(random, profile.dr) : '',
    das: diagnosesOf(random, profile, count),
    acts: actsOf(random, profile, place === count - 1, nights),
    gestationalAgeWeeks: weeks,
    nights: place === count - 1 ? nights - part * (count - 1) : part,
  }))
}

function diagnosesOf(random: Random, { diagnoses: [min, max] }: Profile, rums: number): string[] {
  const codes: string[] = []
  for (let left = integer(random, min, max) - (rums > 1 ? 1 : 0); left > 0; left--)
    codes.push(pick(random, COMMON_DIAGNOSES))
  return codes
}

function actsOf(random: Random, profile: Profile, principal: boolean, nights: number): SyntheticAct[] {
  const acts: SyntheticAct[] = []
  for (let left = integer(random, ...profile.actCount); left > 0; left--) {
    const own = principal && acts.length === 0
    const code = own || random() < 0.3 ? pick(random, profile.acts) : pick(random, COMMON_ACTS)
    const delayDays = own ? Math.min(1, nights) : integer(random, 0, nights)
    acts.push({ code, extension: '', activity: '1', delayDays })
    if (own && profile.anaesthesia) acts.push({ code, extension: '', activity: '4', delayDays })
  }
  return acts
}
