import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'

const ROOT = process.cwd()

/** Each forbidden way, and the words of the rule that must stop it. */
const FORBIDDEN: Record<string, string> = {
  'export const order = (column: string) => sql.raw(column)': 'sql.raw writes text into a query',
  'export const name = (column: string) => sql.identifier(column)':
    'sql.identifier lets a text name a column',
  'export const show = (element: Element, text: string) => { element.innerHTML = text }':
    'innerHTML makes markup',
  "export const add = (element: Element, text: string) => element.insertAdjacentHTML('beforeend', text)":
    'insertAdjacentHTML makes markup',
  'export const Raw = ({ text }: { text: string }) => <p dangerouslySetInnerHTML={{ __html: text }} />':
    'lint/security/noDangerouslySetInnerHtml',
  'export const run = (text: string): unknown => eval(text)': 'lint/security/noGlobalEval',
  'export const loose = (text: any) => text': 'lint/suspicious/noExplicitAny',
}

t.test('each forbidden way of writing text into a query or a page stops the lint', async (t) => {
  const planted = lint(["import { sql } from 'drizzle-orm'", '', ...Object.keys(FORBIDDEN), ''].join('\n'))
  t.not(planted.status, 0)
  for (const words of Object.values(FORBIDDEN)) t.ok(planted.text.includes(words), words)
  const allowed =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a source.
    "import { sql } from 'drizzle-orm'\n\nexport const older = (date: string) => sql`created_at < ${date}`\n"
  const fine = lint(allowed)
  t.same(
    Object.values(FORBIDDEN).filter((words) => fine.text.includes(words)),
    [],
    'the control: a parameter is fine',
  )
})

/** What biome says of this source, with our settings, in a folder of its own. */
function lint(source: string): { status: number | null; text: string } {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'trame-lint-'))
  try {
    for (const one of ['biome.json', 'lint', '.gitignore']) {
      cpSync(path.join(ROOT, one), path.join(scratch, one), { recursive: true })
    }
    writeFileSync(path.join(scratch, 'planted.tsx'), source)
    const biome = path.join(ROOT, 'node_modules/.bin/biome')
    const run = spawnSync(biome, ['lint', '--max-diagnostics=100', '.'], { cwd: scratch, encoding: 'utf8' })
    return { status: run.status, text: `${run.stdout}${run.stderr}` }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Files that may reach another machine, and why. An address typed by a person is never fetched. */
const OUTWARD: Record<string, RegExp> = {
  'the providers of identity, whose addresses are in the configuration':
    /^src\/domains\/accounts\/providers\//,
  'the SMTP server of the configuration': /^src\/domains\/mail\//,
  'PostgreSQL and Redis of the configuration': /^src\/(db|jobs)\//,
  'command lines, by hand': /^src\/cli\//,
}

const REACHES =
  /\bfetch\(|from 'node:(http|https|tls|dgram|http2|dns)'|\bcreateConnection\(|\bnet\.connect\(|from '(undici|nodemailer|openid-client|axios|got)'|new WebSocket|XMLHttpRequest/

t.test('only the files listed here reach another machine', async (t) => {
  const outward = (file: string) => Object.values(OUTWARD).some((pattern) => pattern.test(file))
  const found = sources().filter(
    (file) => REACHES.test(readFileSync(path.join(ROOT, file), 'utf8')) && !outward(file),
  )
  t.same(found, [])
  t.ok(REACHES.test('await fetch(establishment.website)'), 'the control')
})

t.test('no page is made by joining strings, but by the one writer of documents', async (t) => {
  const markup = /`[^`]*<\/?(?:a|p|div|span|td|tr|table|form|input|script|html|body|h[1-6]|li|ul)\b[^`]*\$\{/
  const joined = sources().filter((file) => markup.test(readFileSync(path.join(ROOT, file), 'utf8')))
  t.same(joined, [])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a faulty source.
  t.ok(markup.test('const page = `<p>${name}</p>`'), 'the control')
})

function sources(): string[] {
  return ['src', 'workers'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.posix.join(folder, file)),
  )
}
