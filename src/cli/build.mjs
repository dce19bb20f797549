import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** `npm run build`: the command that must start at once, without a loader. What only archives need is a file apart. */
const root = new URL('../../', import.meta.url)
await rm(new URL('dist/', root), { recursive: true, force: true })
await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ['src/cli/indicators.ts'],
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  splitting: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
