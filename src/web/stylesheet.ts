import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const OWN_FILES = [
  'tokens',
  'shell',
  'forms',
  'telephone',
  'tables',
  'figures',
  'charts',
  'records',
  'directory',
  'publications',
  'print',
] as const

export type Stylesheet = { css: string; hash: string }

/**
 * The one stylesheet of the platform: Pico as a base, then our own files. Read once at start.
 * Pico goes in a cascade layer, so that any rule of ours wins whatever its specificity.
 */
export function readStylesheet(): Stylesheet {
  const pico = readFileSync(
    new URL(import.meta.resolve('@picocss/pico/css/pico.fluid.classless.min.css')),
    'utf8',
  )
  const own = OWN_FILES.map((name) => readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8'))
  const css = `@layer pico{${pico.replace(/^\uFEFF?@charset "[^"]*";/i, '')}}\n${own.join('\n')}`
  return { css, hash: createHash('sha256').update(css).digest('hex').slice(0, 16) }
}
