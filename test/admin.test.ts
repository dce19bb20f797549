import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { networkTyped, personTyped, regionTyped, UsageError } from '../src/cli/admin-input.js'

const folder = t.testdir()
const NETWORK = { name: 'Réseau des Lacs', region: '84', 'region-name': 'Auvergne-Rhône-Alpes' }
const HEADER = 'finess_geo;name;type;valid_from;valid_to;finess_pmsi;territory'
const MATERNITIES = `${HEADER}\n010000001;Maternité du Lac;IIA;;;010000009;Bassin du Lac\n010000002;Maternité;I;;\n`

t.test('a network is typed with its maternities, two columns of which may be left out', (t) => {
  const network = networkTyped({ ...NETWORK, maternities: fileOf(MATERNITIES) })
  t.match(network, { name: 'Réseau des Lacs', regionCode: '84', timeZone: 'Europe/Paris' })
  t.match(network.maternities, [
    { finessGeo: '010000001', finessPmsi: '010000009', territory: 'Bassin du Lac' },
    { finessGeo: '010000002', finessPmsi: '010000002', territory: null },
  ])
  t.end()
})

t.test('what cannot be used is said in French, with its option and how to write it', (t) => {
  const good = { ...NETWORK, maternities: fileOf(MATERNITIES) }
  const windows = path.join(folder, 'excel.csv')
  writeFileSync(windows, Buffer.from(`${HEADER}\n010000001;Maternité;IIA;;\n`, 'latin1'))
  const wrong: [typed: Record<string, string>, said: RegExp][] = [
    [{ name: '' }, /^--name est obligatoire\.$/],
    [{ name: 'x'.repeat(201) }, /^--name .*200 caractères/],
    [{ region: 'Auvergne' }, /^--region « Auvergne » : indiquez le code Insee/],
    [{ region: '69' }, /^--region « 69 » : indiquez le code Insee/],
    [{ region: 'toString' }, /^--region/],
    [{ 'time-zone': 'Paris' }, /^--time-zone « Paris » : indiquez un fuseau/],
    [{ maternities: 'absent.csv' }, /^--maternities absent\.csv : ce fichier n’existe pas\.$/],
    [{ maternities: folder }, /c’est un dossier/],
    [{ maternities: windows }, /n’est pas en UTF-8 : dans Excel/],
    [{ maternities: fileOf('nom\n') }, /la première ligne doit être/],
    [{ maternities: fileOf(`${HEADER}\n10000001;Maternité;IIA;;\n`) }, /ligne 2 : le n° FINESS/],
  ]
  for (const [typed, said] of wrong) t.throws(() => networkTyped({ ...good, ...typed }), { message: said })
  t.throws(() => personTyped({ email: 'claire', name: 'Claire' }), {
    message: /^--email « claire » : écrivez/,
  })
  t.throws(() => regionTyped({}), new UsageError('--region est obligatoire.'))
  t.same(personTyped({ email: 'claire@reseau.fr', name: ' Claire ' }), {
    email: 'claire@reseau.fr',
    name: 'Claire',
  })
  t.equal(regionTyped({ region: '975' }), '975', 'a collectivity overseas is in no region')
  t.end()
})

t.test('the command says it before a database is started, and ends with 2', (t) => {
  const data = path.join(folder, 'data')
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, '../src/cli/admin.js'), 'network', '--name', 'Réseau', '--region', '84'],
    { env: { PATH: process.env.PATH, DATA_DIR: data }, encoding: 'utf8' },
  )
  t.same([status, stdout], [2, ''])
  t.match(stderr, /^--region-name est obligatoire\.\n\nOuvre un réseau ou un compte\./)
  t.notOk(existsSync(data))
  t.end()
})

function fileOf(text: string): string {
  const file = path.join(folder, randomUUID())
  writeFileSync(file, text)
  return file
}
