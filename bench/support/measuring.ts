import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

/** Median of measures, the middle one after sorting. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value under which this share of the measures lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export async function millisecondsOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Measures taken in turn rather than one after the other, so that a busy moment of the machine weighs on all. */
export async function inTurn<Name extends string>(
  runs: number,
  works: Record<Name, () => Promise<unknown> | unknown>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[]
  const measures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let run = 0; run < runs; run += 1) {
    for (const name of names) measures[name].push(await millisecondsOf(works[name]))
  }
  return measures
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** What the figures were taken on: without it they compare with nothing. */
export function sayMachine(): void {
  const load = os
    .loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')
  say(
    `machine: ${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, Node ${process.version}, load average ${load}`,
  )
}

/** Positive integer given as the n-th argument, else by this variable of the environment, else the default. */
export function numberArgument(position: number, byDefault: number, variable?: string): number {
  const value = Number(process.argv[position + 1] ?? (variable && process.env[variable]) ?? byDefault)
  if (!(value > 0)) throw new Error(`argument ${position} must be a positive number`)
  return value
}

const PAGE_BYTES = 4096
const SAMPLE_MILLISECONDS = 100

/** Resident memory of a process of ours, as the system counts it. */
export function residentBytes({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
}

/** Samples the resident memory of a process until it is told to stop; it then gives the highest. */
export function watchMemory(child: ChildProcess): { stop: () => number } {
  let highest = residentBytes(child)
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(child))
  }, SAMPLE_MILLISECONDS)
  return {
    stop: () => {
      clearInterval(timer)
      return highest
    },
  }
}

/** A hundredth of a second: what the system counts processor time in. */
const TICK_MILLISECONDS = 10

/** Processor time taken so far by a process and by all its children, in milliseconds: what waits counts for nothing. */
export function processorOfFamily(parent: number): number {
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = living
    .flatMap((pid) => processorOf(Number(pid)) ?? [])
    .filter((one) => one.parent === parent)
  const own = processorOf(parent)
  return children.reduce((sum, { spent }) => sum + spent, own === null ? 0 : own.spent + own.ofTheDead)
}

/** Null for a process that has ended meanwhile. */
export function processorOf(pid: number): { parent: number; spent: number; ofTheDead: number } | null {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  const numbers = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, userOfTheDead = 0, systemOfTheDead = 0] = numbers.slice(11)
  return {
    parent: numbers[1] ?? 0,
    spent: (user + system) * TICK_MILLISECONDS,
    ofTheDead: (userOfTheDead + systemOfTheDead) * TICK_MILLISECONDS,
  }
}
