import { anoLine } from './ano-line.js'
import { type FaultKind, faultAt, spoilLine, spoilStay } from './faults.js'
import { type FileKind, fileName } from './file-names.js'
import { FICTIVE_HOSPITALS, type SyntheticHospital, sitesOf } from './hospitals.js'
import { addPregnancies, type Run } from './pregnancies.js'
import { apportion } from './quotas.js'
import { hashOf } from './random.js'
import { rsaLine } from './rsa-line.js'
import type { SyntheticStay } from './stay-draft.js'
import { type StaySequence, staySequence } from './stay-sequence.js'
import { type SiteTruth, truthRow } from './truth.js'
import { traLine, unitsOf } from './unit-lines.js'
import { vidHospLine } from './vid-hosp-line.js'

export type SynthesisOptions = {
  /** RSA lines in all, over hospitals and years. */
  stays: number
  years: number[]
  seed: number
  /** Share of RSA lines spoilt. */
  faults: number
  hospitals?: SyntheticHospital[]
  /** Pseudonyms and mother–child numbers also since 2021, where a hospital's own copy has none. */
  chained?: boolean
}

export type SyntheticFile = { name: string; kind: FileKind; lines: Iterable<string> }

/** The delivery of a hospital for a year. `lines` can be read several times, and are made while read. */
export type SyntheticDelivery = {
  finess: string
  year: number
  files: SyntheticFile[]
  /** RSA lines, spoilt ones included. */
  stays: number
  faults: Partial<Record<FaultKind, number>>
  truth: SiteTruth[]
}

/** Deliveries year by year and hospital by hospital; only one of them is ever held. */
export function* syntheticDeliveries(options: SynthesisOptions): Generator<SyntheticDelivery> {
  const sites = sitesOf(options.hospitals ?? FICTIVE_HOSPITALS)
  const years = [...new Set(options.years)].sort((a, b) => a - b)
  const hospitals = [...new Set(sites.map(({ hospital }) => hospital))]
  const run: Run = {
    seed: options.seed,
    sites,
    truth: { years: new Set(years), rows: new Map() },
    waiting: new Map(),
  }
  const sizes = hospitals.map((hospital) =>
    sites.reduce((sum, site) => sum + (site.hospital === hospital ? site.size : 0), 0),
  )
  const quotas = apportion(
    options.stays,
    years.flatMap(() => sizes),
  )
  const births = apportion(
    Math.round(options.stays * SHARE_OF_DELIVERIES),
    years.flatMap(() => sites.map(({ level, size }) => (level > 0 ? size : 0))),
  )
  for (const [rank, year] of years.entries()) {
    const birthsOf = (index: number): number => births[rank * sites.length + index] ?? 0
    // Those that move are drawn first: the hospital they go to may hand in its files before theirs.
    for (const site of sites) addPregnancies(run, site, year, birthsOf(site.index), true)
    for (const [place, hospital] of hospitals.entries()) {
      const own = sites.filter((site) => site.hospital === hospital)
      for (const site of own) addPregnancies(run, site, year, birthsOf(site.index), false)
      yield delivery(run, options, own, year, quotas[rank * hospitals.length + place] ?? 0)
    }
  }
}

function delivery(
  run: Run,
  options: SynthesisOptions,
  sites: Run['sites'],
  year: number,
  quota: number,
): SyntheticDelivery {
  const [first] = sites
  if (first === undefined) throw new Error('a hospital has at least one site')
  const { finess, hospital } = first
  const { seed, chained = false } = options
  const sequence = staySequence(
    sites,
    year,
    hashOf(seed, year, hospital),
    takeWaiting(run, finess, year),
    quota,
  )
  const faults = faultsOf(sequence, hashOf(seed, year, hospital, 3), options.faults)
  const units = unitsOf(finess, year, sites)
  const zeroFilled = hashOf(seed, hospital) % 10 < 3
  const rsa = (stay: SyntheticStay, place: number): string => {
    const fault = faults.get(place)
    if (fault === undefined) return rsaLine(stay, rsaKey(place), finess, zeroFilled, units.unitNumber)
    const key = rsaKey(fault === 'duplicate-key' ? place - 1 : place)
    return spoilLine(rsaLine(spoilStay(stay, fault), key, finess, zeroFilled, units.unitNumber), fault, place)
  }
  const files: [FileKind, Iterable<string>][] = [
    ['rsa', sequence.lines(rsa)],
    ['ano', sequence.lines((stay, place) => anoLine(stay, rsaKey(place), finess, year, chained))],
    ['ium', units.lines],
    ['tra', sequence.lines((stay, place) => traLine(stay, rsaKey(place), year))],
    ['vid-hosp', sequence.lines((stay) => vidHospLine(stay, finess, year))],
  ]
  return {
    finess,
    year,
    files: files.map(([kind, lines]) => ({ name: fileName(finess, year, kind), kind, lines })),
    stays: sequence.length,
    faults: tally(faults),
    truth: sites.flatMap((site) => truthRow(run.truth, site, year) ?? []),
  }
}

/** The perinatal stays a hospital hands in for a year, in order of discharge, and no longer kept. */
function takeWaiting(run: Run, finess: string, year: number): SyntheticStay[] {
  const key = `${finess} ${year}`
  const stays = run.waiting.get(key) ?? []
  run.waiting.delete(key)
  return stays.sort((a, b) => a.exitDay - b.exitDay || (a.id < b.id ? -1 : 1))
}

function faultsOf(sequence: StaySequence, key: number, rate: number): Map<number, FaultKind> {
  const faults = new Map<number, FaultKind>()
  if (rate === 0) return faults
  let place = 0
  for (const stay of sequence.drafts()) {
    const fault = faultAt(key, place, rate, typeof stay === 'number' ? null : stay)
    if (fault !== null) faults.set(place, fault)
    place += 1
  }
  return faults
}

function tally(faults: Map<number, FaultKind>): Partial<Record<FaultKind, number>> {
  const counts: Partial<Record<FaultKind, number>> = {}
  for (const kind of faults.values()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function rsaKey(place: number): string {
  return String(place + 1).padStart(10, '0')
}

/** Of all stays; the mothers, their children and their transfers make up about a fifth. */
const SHARE_OF_DELIVERIES = 0.09
