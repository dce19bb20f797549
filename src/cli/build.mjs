import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BUILT = path.join(ROOT, 'dist')
const MANIFEST = path.join(BUILT, 'manifest.json')
const FOLDERS = ['src', 'workers', 'test', 'bench']
/** What changes every file when it changes. */
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'src/cli/build.mjs']
const COMMON = {
  absWorkingDir: ROOT,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  logLevel: 'warning',
}

/** The command that must start at once, in one file. What only archives need is a file apart. */
const INDICATORS = {
  entryPoints: ['src/cli/indicators.ts'],
  outdir: 'dist/indicators',
  outExtension: { '.js': '.mjs' },
  splitting: true,
  bundle: true,
  packages: 'external',
  sourcemap: false,
}

if (process.argv[1] === import.meta.filename) await build()

/**
 * `npm run build`: under `dist/`, each source as JavaScript at its own place, each other file copied beside it. Nothing
 * is done to what has not changed since; without a loader, the application then starts four times as fast.
 */
export async function build() {
  const now = stamps()
  const before = readManifest()
  const settled = SETTINGS.every((file) => before[file] === now[file])
  const changed = Object.keys(now).filter((file) => !(settled && before[file] === now[file]))
  const gone = Object.keys(before).filter((file) => !(file in now))
  if (changed.length + gone.length === 0) return
  if (!settled) rmSync(BUILT, { recursive: true, force: true })
  for (const file of gone) rmSync(path.join(BUILT, compiledName(file)), { force: true })
  await compile(changed.filter(isTypeScript))
  for (const file of changed.filter((file) => !isTypeScript(file) && !SETTINGS.includes(file))) copy(file)
  if (!settled) symlinkSync('../migrations', path.join(BUILT, 'migrations'))
  writeFileSync(MANIFEST, JSON.stringify(now))
}

/** Where the JavaScript of a source is, from the project's root. */
export function compiledName(file) {
  return file.replace(/\.tsx?$/, '.js')
}

/** Each file with when it was written and its size: what says that it has changed. */
function stamps() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
  )
  return Object.fromEntries(
    [...files, ...SETTINGS].map((file) => {
      const { mtimeMs, size } = statSync(path.join(ROOT, file))
      return [file, `${mtimeMs} ${size}`]
    }),
  )
}

function readManifest() {
  try {
    return JSON.parse(readFileSync(MANIFEST, 'utf8'))
  } catch {
    return {}
  }
}

async function compile(files) {
  if (files.length === 0) return
  const esbuild = await import('esbuild')
  await esbuild.build({ ...COMMON, entryPoints: files, outbase: '.', outdir: 'dist' })
  rmSync(path.join(ROOT, INDICATORS.outdir), { recursive: true, force: true })
  await esbuild.build({ ...COMMON, ...INDICATORS })
  await esbuild.stop()
}

function copy(file) {
  mkdirSync(path.dirname(path.join(BUILT, file)), { recursive: true })
  copyFileSync(path.join(ROOT, file), path.join(BUILT, file))
}

function isTypeScript(file) {
  return /\.tsx?$/.test(file)
}
