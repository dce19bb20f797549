import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'

/** A folder of this test's own, removed after. */
export async function scratch(t: Test): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trame-job-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
