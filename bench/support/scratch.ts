import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

export const ROOT = process.cwd()

/** Runs `work` in a folder of its own, removed at the end: success, failure, Ctrl-C. */
export async function inScratch(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-bench-'))
  chmodSync(folder, 0o755) // as root, PostgreSQL runs as another account
  const clean = () => rmSync(folder, { recursive: true, force: true })
  const stop = () => {
    clean()
    process.exit(130)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    await work(folder)
  } finally {
    clean()
    process.removeListener('SIGINT', stop)
    process.removeListener('SIGTERM', stop)
  }
}

/** Synthetic extracts as `npm run synth` writes them, and their table of maternities. */
export async function synthesise(
  folder: string,
  options: { stays: number; years?: string; zip?: boolean; hospitals?: number },
): Promise<{ maternities: string }> {
  const { stays, years = '2023-2025', zip = false, hospitals = 12 } = options
  const maternities = path.join(path.dirname(folder), 'maternites.csv')
  await run('node', [
    'src/cli/run.mjs',
    'src/cli/synth.ts',
    ...['--stays', String(stays), '--years', years, '--seed', '2015', '--out', folder],
    ...['--maternities', maternities, '--hospitals', String(hospitals), ...(zip ? ['--zip'] : [])],
  ])
  return { maternities }
}

/** Files of a folder with this ending, by name. */
export async function filesOf(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name))
}

/** Runs a command to its end, its output thrown away. Throws when it fails. */
export async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'ignore' })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')}… ended with ${status}`)
}
