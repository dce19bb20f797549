import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'

t.test('what runs is what the sources say: new, changed, put back from an archive, gone', async (t) => {
  const project = smallProject(t)
  project.write('workers/one.ts', "import { two } from './two.js'\nconsole.log(two as string)\n")
  project.write('workers/two.ts', "export const two = 'first'\n")
  t.equal(project.run('workers/one.ts'), 'first')
  project.write('workers/two.ts', "export const two = 'second'\n")
  t.equal(project.run('workers/one.ts'), 'second')
  project.write('workers/two.ts', "export const two = 'archived'\n", new Date('2020-01-01'))
  t.equal(project.run('workers/one.ts'), 'archived', 'older than what was compiled, and yet compiled')
  project.remove('workers/two.ts')
  t.throws(() => project.run('workers/one.ts'), 'nothing is left of a source that is gone')
})

t.test('what has not changed is not compiled again', async (t) => {
  const project = smallProject(t)
  project.write('workers/one.ts', "console.log('compiled')\n")
  t.equal(project.run('workers/one.ts'), 'compiled')
  writeFileSync(path.join(project.folder, 'dist/workers/one.js'), "console.log('kept')\n")
  t.equal(project.run('workers/one.ts'), 'kept')
  project.write('tsconfig.json', `${readFileSync('tsconfig.json', 'utf8')}\n`)
  t.equal(project.run('workers/one.ts'), 'compiled', 'other settings compile everything')
})

/** The builder with the command line it must bundle, and nothing else. */
function smallProject(t: { teardown: (work: () => void) => void }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-build-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(name, path.join(folder, name))
  }
  for (const name of ['src/cli', 'src/domains/pmsi', 'src/domains/tracers']) {
    cpSync(name, path.join(folder, name), { recursive: true })
  }
  for (const name of ['workers', 'test', 'bench']) mkdirSync(path.join(folder, name))
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  return {
    folder,
    write: (name: string, text: string, at = new Date()) => {
      writeFileSync(path.join(folder, name), text)
      utimesSync(path.join(folder, name), at, at)
    },
    remove: (name: string) => rmSync(path.join(folder, name)),
    run: (name: string) =>
      execFileSync('node', ['src/cli/run.mjs', name], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
  }
}
