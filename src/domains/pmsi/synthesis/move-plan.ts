import { type Site, siteBySize } from './hospitals.js'
import type { Fetus, Plan } from './pregnancy-plan.js'
import { integer, pick, type Random } from './random.js'

/** Decides who moves where: before the birth, after it, mother and children. */
export function planMoves(random: Random, plan: Plan, sites: readonly Site[]): void {
  chooseBirthplace(random, plan, sites)
  planHaemorrhage(random, plan, sites)
  for (const fetus of plan.fetuses) planNewbornMove(random, plan, fetus, sites)
  planMotherTransfer(random, plan)
}

function chooseBirthplace(random: Random, plan: Plan, sites: readonly Site[]): void {
  const alive = plan.fetuses.some(({ fate }) => fate === 'alive')
  const required = alive ? requiredLevel(plan) : plan.fetuses[0]?.fate === 'terminated' ? 4 : 1
  const draw = random()
  if (required > plan.home.level) {
    const place = aSite(random, sites, required, plan.home)
    // One in five arrives too late to leave; terminations are only sent on every other time.
    if (place === null || draw < (alive ? 0.2 : 0.5)) return
    plan.place = place
    if (alive && draw < 0.45 && place.hospital !== plan.home.hospital) plan.route = 'in-utero-transfer'
  } else if (alive && plan.fetuses.length === 1 && plan.presentation === 'cephalic' && draw < 0.0056) {
    plan.route = 'outside'
    plan.mode = 'spontaneous'
  }
}

/** Level of maternity the term and the lightest live child call for. */
function requiredLevel({ gestationalAgeDays, fetuses }: Plan): number {
  const weeks = Math.floor(gestationalAgeDays / 7)
  const weightG = Math.min(...fetuses.filter(({ fate }) => fate === 'alive').map((fetus) => fetus.weightG))
  if (weeks >= 36 && weightG >= 2000) return fetuses.length > 1 ? 2 : 1
  if (weeks >= 34 && weightG >= 1800) return 2
  return weeks >= 32 && weightG >= 1500 ? 3 : 4
}

function planHaemorrhage(random: Random, plan: Plan, sites: readonly Site[]): void {
  const draw = random()
  if (plan.route === 'outside' || draw >= 0.0062) return
  if (draw < 0.004) plan.haemorrhage = { act: 'JNBD002', family: 'tamponade', at: null }
  else if (draw < 0.0052) {
    const elsewhere = plan.place.level < 3 && random() < 0.6 ? aSite(random, sites, 4, plan.place) : null
    const at = elsewhere?.hospital === plan.place.hospital ? null : elsewhere
    plan.haemorrhage = { act: 'EDSF011', family: 'embolisation', at }
  } else if (draw < 0.0057) {
    plan.haemorrhage = { act: pick(random, ['EDSA002', 'ELSA002']), family: 'ligation', at: null }
  } else plan.haemorrhage = { act: 'JNFA001', family: 'hysterectomy', at: null }
}

function planNewbornMove(random: Random, plan: Plan, fetus: Fetus, sites: readonly Site[]): void {
  if (fetus.fate !== 'alive' || fetus.deathAge === 0) return
  const { place } = plan
  const needed = UNIT_LEVELS[fetus.unit]
  if (needed > place.level) {
    const to = aSite(random, sites, needed, place)
    if (to === null) return
    const age = random() < 0.55 ? 0 : integer(random, 1, 2)
    fetus.transfer = { to, age: Math.min(age, (fetus.deathAge ?? 28) - 1), kind: 'care' }
  } else if (fetus.unit === '71' && plan.haemorrhage?.at && random() < 0.7) {
    fetus.transfer = { to: plan.haemorrhage.at, age: 0, kind: 'accompaniment' }
  } else if (fetus.unit === '71' && random() < 0.0008) {
    const at = aSite(random, sites, 4, place)
    fetus.scannedAt = at?.hospital === place.hospital ? null : at
  }
  planReturn(random, plan, fetus)
}

/** A preterm child out of danger goes on in the neonatal unit nearer home. */
function planReturn(random: Random, { home, place, gestationalAgeDays }: Plan, fetus: Fetus): void {
  const cared = fetus.transfer?.to ?? place
  const near = home.level >= 2 && home.level < cared.level && home.hospital !== cared.hospital
  if (
    near &&
    fetus.deathAge === null &&
    gestationalAgeDays < 34 * 7 &&
    fetus.unit !== '04' &&
    random() < 0.45
  ) {
    fetus.backTo = home
  }
}

function planMotherTransfer(random: Random, plan: Plan): void {
  const { haemorrhage, place, day, fetuses } = plan
  if (haemorrhage?.at) {
    plan.motherTransfer = { to: haemorrhage.at, day, kind: 'care' }
    return
  }
  const away = fetuses.find(
    ({ transfer }) => transfer?.kind === 'care' && transfer.to.hospital !== place.hospital,
  )
  if (away?.transfer && plan.route !== 'outside' && random() < 0.4) {
    const to = away.transfer.to
    plan.motherTransfer = { to, day: day + away.transfer.age + integer(random, 1, 2), kind: 'rejoining' }
  }
}

const UNIT_LEVELS: Record<Fetus['unit'], number> = { '71': 1, '04': 2, '05': 3, '06': 4 }

/** A site of at least a level, in the same hospital when it has one, else by size. */
function aSite(random: Random, sites: readonly Site[], level: number, from: Site): Site | null {
  const able = sites.filter((site) => site.level >= level && site.index !== from.index)
  const near = able.find(({ hospital }) => hospital === from.hospital)
  if (near) return near
  return able.length === 0 ? null : siteBySize(able, random())
}
