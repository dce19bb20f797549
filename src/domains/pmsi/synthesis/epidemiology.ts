import { aboutNormal, integer, type Random, weighted } from './random.js'

// Frequencies are chosen so that the rates come near the published French ones: 5.7 % of singletons and 51 %
// of multiples preterm, 8.9 ‰ stillbirths of which 60 % spontaneous, 1.6 ‰ early neonatal deaths, 23 % of
// mothers aged 35 or more, 1.6 % multiple deliveries, 20 % caesareans, 12 % instrumental deliveries.

/** Completed weeks of a live singleton. */
export const singletonWeeks = weighted([
  ...([
    [22, 1],
    [23, 2],
    [24, 3],
    [25, 4],
    [26, 6],
    [27, 7],
    [28, 9],
    [29, 10],
    [30, 14],
    [31, 18],
  ] as const),
  ...([
    [32, 25],
    [33, 40],
    [34, 80],
    [35, 120],
    [36, 240],
    [37, 650],
    [38, 1500],
  ] as const),
  ...([
    [39, 2600],
    [40, 2900],
    [41, 1720],
    [42, 50],
  ] as const),
])

export const twinWeeks = weighted([
  ...([
    [23, 3],
    [24, 4],
    [25, 5],
    [26, 6],
    [27, 7],
    [28, 10],
    [29, 14],
    [30, 18],
    [31, 25],
    [32, 32],
  ] as const),
  ...([
    [33, 45],
    [34, 75],
    [35, 105],
    [36, 190],
    [37, 290],
    [38, 150],
    [39, 21],
  ] as const),
])

export const tripletWeeks = weighted([
  [28, 5],
  [30, 10],
  [31, 10],
  [32, 20],
  [33, 20],
  [34, 20],
  [35, 10],
])

export const stillbirthWeeks = weighted([
  ...([
    [22, 13],
    [23, 10],
    [24, 8],
    [25, 6],
    [26, 5],
    [27, 5],
    [28, 4],
    [29, 4],
    [30, 4],
    [31, 4],
  ] as const),
  ...([
    [32, 4],
    [33, 4],
    [34, 4],
    [35, 4],
    [36, 4],
    [37, 5],
    [38, 6],
    [39, 5],
    [40, 3],
    [41, 1],
  ] as const),
])

export const terminationWeeks = weighted([
  ...([
    [22, 14],
    [23, 13],
    [24, 11],
    [25, 9],
    [26, 7],
    [27, 6],
    [28, 5],
    [29, 4],
    [30, 5],
    [31, 5],
  ] as const),
  ...([
    [32, 6],
    [33, 5],
    [34, 4],
    [35, 3],
    [36, 1],
    [37, 1],
  ] as const),
])

export const caesareanKind = weighted([
  ['planned', 32],
  ['emergency', 23],
  ['in-labour', 45],
] as const)

export const pretermCaesareanKind = weighted([
  ['planned', 12],
  ['emergency', 53],
  ['in-labour', 35],
] as const)

/** Age of a mother in completed years. */
export function maternalAge(random: Random, multiple: boolean): number {
  const [youngest, oldest] = ageGroup(random)
  const age = integer(random, youngest, oldest)
  return multiple ? Math.min(age + 1, 49) : age
}

/** Weight in grams for a term, rounded to 5 g as scales show it. */
export function weightFor(random: Random, weeks: number, fetuses: number, alive: boolean): number {
  const mean = MEAN_WEIGHTS[weeks - 22] ?? 3600
  const growth = (fetuses > 1 && weeks > 30 ? 0.91 : 1) * (alive ? 1 : 0.9)
  return Math.max(310, Math.round(aboutNormal(random, mean * growth, mean * 0.13) / 5) * 5)
}

/** Type of unit a live newborn needs first: '71' is the mother's own. */
export function unitNeeded(random: Random, weeks: number, weightG: number): NeonatalUnit | '71' {
  if (weeks < 29 || weightG < 1000) return '06'
  if (weeks < 32) return random() < 0.6 ? '06' : '05'
  if (weeks < 34 || weightG < 1500) return '05'
  if (weeks < 36) return random() < 0.8 ? '04' : '71'
  if (weeks < 37) return random() < 0.35 ? '04' : '71'
  const severity = random()
  if (severity < 0.003) return '06'
  if (severity < 0.009) return '05'
  return severity < 0.04 ? '04' : '71'
}

export type NeonatalUnit = '04' | '05' | '06'

/** Age in days at which a live newborn dies in hospital within 27 days, or null. */
export function ageAtDeath(random: Random, weeks: number): number | null {
  const [early, late] = lethality(weeks)
  const fate = random()
  if (fate < early) return random() < 0.4 ? 0 : integer(random, 1, 6)
  return fate < early + late ? integer(random, 7, 27) : null
}

const ageGroup = weighted<[number, number]>([
  [[15, 17], 0.35],
  [[18, 19], 1.2],
  [[20, 24], 11],
  [[25, 29], 29],
  [[30, 34], 35],
  [[35, 39], 18.5],
  [[40, 44], 4.6],
  [[45, 48], 0.3],
])

const MEAN_WEIGHTS = [
  500, 580, 660, 760, 870, 980, 1100, 1250, 1430, 1610, 1810, 2020, 2250, 2480, 2720, 2950, 3150, 3320, 3450,
  3570, 3620,
]

/** Probabilities of an early (0–6 days) and of a late (7–27 days) death. */
function lethality(weeks: number): [early: number, late: number] {
  if (weeks < 24) return [0.75, 0.1]
  if (weeks < 26) return [0.25, 0.12]
  if (weeks < 28) return [0.1, 0.06]
  if (weeks < 32) return [0.03, 0.02]
  if (weeks < 37) return [0.004, 0.002]
  return [0.0004, 0.0003]
}
