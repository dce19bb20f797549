import t, { type Test } from 'tap'
import { testApp } from '../support/app.js'
import { storeContents } from '../support/documents.js'
import { doorsWithoutRows } from '../support/doors.js'
import { dumpOf, withoutRowSecurity } from '../support/dump.js'
import {
  furnishStage,
  type Stage,
  type Tried,
  tryActs,
  tryReading,
  tryRefusedWriting,
  tryWritingBeyond,
} from '../support/matrix.js'

t.test('with both locks', async (t) => {
  const stage = await setTheStage(t)
  await readingHolds(t, stage)
  await writingBeyondHolds(t, stage)
  await t.test('who may not change something changes nothing', (t) =>
    changesNothing(t, stage, tryRefusedWriting),
  )
  await t.test('who may change something gets past the door, and leaves a trace', async (t) =>
    holds(t, await tryActs(stage)),
  )
})

t.test('with the policy alone, row-level security off', async (t) => {
  const stage = await setTheStage(t)
  await withoutRowSecurity(stage.url)
  await readingHolds(t, stage)
  await writingBeyondHolds(t, stage)
})

t.test('each parameter of a route names a row of both networks', async (t) => {
  t.same(doorsWithoutRows((await testApp(t)).app.doors), [])
})

async function setTheStage(t: Test): Promise<Stage> {
  const stage = await furnishStage(await testApp(t))
  await storeContents(stage.dataDir, stage.world)
  return stage
}

function readingHolds(t: Test, stage: Stage) {
  return t.test('each door lets each person read as the policy says', async (t) =>
    holds(t, await tryReading(stage)),
  )
}

function writingBeyondHolds(t: Test, stage: Stage) {
  return t.test('a row beyond reach is changed by nobody and told from nothing', (t) =>
    changesNothing(t, stage, tryWritingBeyond),
  )
}

async function changesNothing(t: Test, stage: Stage, attempt: (stage: Stage) => Promise<Tried>) {
  const before = await dumpOf(stage.url)
  holds(t, await attempt(stage))
  t.same(await dumpOf(stage.url), before)
}

function holds(t: Test, { faults, asked }: Tried): void {
  t.ok(asked > 0)
  t.comment(`${asked} requests`)
  t.same(faults, [])
}
