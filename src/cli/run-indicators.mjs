import { readdirSync, statSync } from 'node:fs'

// `npm run indicators`: the built command when it is newer than what it was built from, else built again first, so that
// a stale build never gives figures.
const BUILT = new URL('../../dist/indicators/indicators.mjs', import.meta.url)
const SOURCES = ['./', '../domains/pmsi/', '../domains/tracers/engine/'].map(
  (folder) => new URL(folder, import.meta.url),
)

if (!isFresh()) {
  const { build } = await import('./build.mjs')
  await build()
}
await import(BUILT.href)

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
