import t from 'tap'
import { createEtalabReader } from '../../src/domains/directory/national/finess-etalab.js'
import { createFinessPlusReader } from '../../src/domains/directory/national/finess-plus.js'
import type { FinessSink } from '../../src/domains/directory/national/finess-record.js'
import {
  LEGAL_STATUSES,
  type LegalStatus,
  legalStatusOf,
  widerStatuses,
} from '../../src/domains/directory/national/legal-status.js'
import { readLegalStatus } from '../../src/domains/directory/spreadsheet/legal-status-words.js'
import {
  etalabFile,
  finessPlusStructureFile,
  inventedStructures,
} from '../../src/domains/directory/synthesis/finess-files.js'

const STRUCTURES = inventedStructures(20_261_122, 80)
const HOSPITAL = '355'

t.test('FINESS+ tells the status of an establishment by its own codes, else by its entity', async (t) => {
  const file = Buffer.concat([...finessPlusStructureFile(STRUCTURES, '2026-11-21T03:00:00Z')])
  const found = statusesIn(createFinessPlusReader, file)
  for (const { finessNumber, legalStatus } of STRUCTURES) t.equal(found.get(finessNumber), legalStatus)
  t.same(
    new Set(STRUCTURES.map(({ legalStatus }) => legalStatus)),
    new Set(['public', 'for-profit', 'espic', 'non-profit', null]),
    'the control: each of them is there',
  )
})

t.test('the old file tells it of hospitals alone, and of a clinic that it is private', async (t) => {
  const found = statusesIn(createEtalabReader, Buffer.concat([...etalabFile(STRUCTURES, '2026-05-12')]))
  for (const { finessNumber, categoryCode, legalStatus } of STRUCTURES) {
    const told = legalStatus === 'for-profit' ? 'private' : legalStatus
    t.equal(found.get(finessNumber), categoryCode === HOSPITAL ? told : null)
  }
})

t.test('of the codes of an establishment, the surest tells', async (t) => {
  const status = (participation: string[], legalForm: string | null, tariffs: string | null) =>
    legalStatusOf({ participation, legalForm, tariffs })
  t.equal(status(['1'], null, '03'), 'public')
  t.equal(status(['0'], '73', '07'), 'for-profit', 'a company: the clinic of the published sample')
  t.equal(status(['0'], null, '07'), 'private', 'without its entity, a clinic or an association')
  t.equal(status(['6'], '60', '07'), 'espic')
  t.equal(status(['7'], '60', '07'), 'non-profit')
  t.equal(status(['0'], '60', '01'), 'non-profit')
  t.equal(status([], '02', '08'), 'public', 'a département')
  t.equal(status([], '28', null), 'public', 'a GIP')
  t.equal(status([], '89', null), 'non-profit', 'a private GCS')
  t.equal(status(['9', '6'], null, null), 'espic', 'FINESS+ may give several')
  t.equal(status(['3'], null, null), null, 'by concession, which any private establishment could')
  t.equal(status([], '90', '99'), null, 'under foreign law')
  t.equal(status([], '000', null), null)
})

t.test('a status is found with those it is one of', async (t) => {
  t.same(widerStatuses('espic'), ['espic', 'non-profit', 'private'])
  t.same(widerStatuses('for-profit'), ['for-profit', 'private'])
  t.same(widerStatuses('public'), ['public'])
})

t.test('the words of a coordinator are read as they are said, and what says neither is told', async (t) => {
  const said: [string, LegalStatus][] = [
    ['Public', 'public'],
    ['hôpital public', 'public'],
    ['Établissement public de santé', 'public'],
    ['EPS', 'public'],
    ['privé', 'private'],
    ['Clinique privée', 'private'],
    ['ESPIC', 'espic'],
    ['Privé à but non lucratif (ESPIC)', 'espic'],
    ['privé d’intérêt collectif', 'espic'],
    ['Privé non lucratif', 'non-profit'],
    ['PSPH', 'non-profit'],
    ['associatif', 'non-profit'],
    ['privé lucratif', 'for-profit'],
    ['privé à but lucratif', 'for-profit'],
    ['Commercial', 'for-profit'],
    ['Association reconnue d’utilité publique', 'non-profit'],
    ['ESPIC (service public hospitalier)', 'espic'],
  ]
  for (const [text, status] of said) t.match(readLegalStatus(text), { value: status, warning: null }, text)
  for (const label of Object.values(LEGAL_STATUSES)) t.not(valueIn(label), null, `${label}: our own words`)
  for (const text of ['libéral', 'public/privé', 'actif', '?'])
    t.match(readLegalStatus(text), { value: null, warning: /publique ou privée.*écrivez/ }, text)
})

function valueIn(text: string) {
  const verdict = readLegalStatus(text)
  return 'value' in verdict ? verdict.value : null
}

function statusesIn(
  create: (sink: FinessSink) => ReturnType<typeof createEtalabReader>,
  file: Buffer,
): Map<string, LegalStatus | null> {
  const found = new Map<string, LegalStatus | null>()
  const reader = create({
    structure: ({ kind, finessNumber, legalStatus }) => {
      if (kind === 'establishment') found.set(finessNumber, legalStatus)
    },
    position: () => undefined,
    activity: () => undefined,
    reject: () => undefined,
  })
  reader.push(file)
  reader.end()
  return found
}
