import { readdirSync, statSync } from 'node:fs'

// `npm run indicators`: the built command when it is newer than what it was built from, else the sources through
// tsx, so that a stale build never gives figures.
const BUILT = new URL('../../dist/indicators.mjs', import.meta.url)
const SOURCES = ['./', '../domains/pmsi/', '../domains/tracers/engine/'].map(
  (folder) => new URL(folder, import.meta.url),
)

if (isFresh()) await import(BUILT.href)
else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./indicators.ts')
}

function isFresh() {
  const built = statSync(BUILT, { throwIfNoEntry: false })
  return built !== undefined && SOURCES.every((folder) => isOlder(folder, built.mtimeMs))
}

/** A folder changes with the names in it, so that a removed file counts too. */
function isOlder(folder, time) {
  if (statSync(folder).mtimeMs > time) return false
  return readdirSync(folder, { withFileTypes: true }).every((entry) =>
    entry.isDirectory()
      ? isOlder(new URL(`${entry.name}/`, folder), time)
      : statSync(new URL(entry.name, folder)).mtimeMs <= time,
  )
}
