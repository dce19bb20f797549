import path from 'node:path'
import { build, compiledName } from './build.mjs'

// `node src/cli/run.mjs FILE.ts …`: what has changed is compiled, then the JavaScript of that source is run, as if it
// had been asked for: a command never works with yesterday's code.
const [node, , entry, ...options] = process.argv
const built = path.resolve(import.meta.dirname, '../../dist', compiledName(entry))
await build()
process.argv = [node, built, ...options]
await import(built)
