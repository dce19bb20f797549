import t from 'tap'
import { createActivityReader } from '../../src/domains/directory/national/rpps.js'
import { ACTIVITY_LAYOUT, type ActivityColumn } from '../../src/domains/directory/national/rpps-layouts.js'
import type { RppsActivity } from '../../src/domains/directory/national/rpps-record.js'
import { SECTORS } from '../../src/domains/directory/national/sectors.js'
import { CAHIER_CATEGORIES } from '../../src/domains/directory/national/structure-categories.js'
import { inventedPerson } from '../../src/domains/directory/synthesis/invented-people.js'
import { activityValues, headerLine, layoutLine } from '../../src/domains/directory/synthesis/rpps-files.js'
import { lineOfActivity } from '../../src/domains/directory-imports/rpps-lines.js'

/* What a line of the RPPS becomes, before anything is known of the directory. */

t.test('a place is what its sector says, and nothing in particular when it does not', async (t) => {
  for (const [sectorCode, category] of [
    ['SA01', 'health-establishments'],
    ['SA04', 'health-establishments'],
    ['SA36', 'health-establishments'],
    ['SA15', 'pmi'],
    ['SA16', 'medico-social'],
    ['SA17', 'medico-social'],
    ['SA20', 'ase'],
    ['SA28', 'associations'],
    ['SA33', 'professionals'],
    ['SA08', 'professionals'],
    ['SA14', 'others'],
    ['SA27', 'others'],
    ['SA43', 'others'],
    ['SA99', 'others'],
    ['', 'others'],
  ] as const)
    t.equal(categoryOf({ sectorCode, finessSite: '990000018' }), category, sectorCode || 'no sector')
})

t.test('a place without a FINESS number is shown as a practice, whatever its sector', async (t) => {
  for (const sectorCode of ['SA01', 'SA15', 'SA07', ''])
    t.equal(categoryOf({ sectorCode, finessSite: '' }), 'professionals', sectorCode || 'no sector')
})

t.test('every sector has a label and a category that screens know', async (t) => {
  for (const { code, labels, cahierCategory } of SECTORS.codes.values()) {
    t.match(code, /^SA\d\d$/)
    t.ok(labels[0]!.label)
    t.ok(Object.hasOwn(CAHIER_CATEGORIES, cahierCategory), code)
  }
})

function categoryOf(more: Partial<Record<ActivityColumn, string>>): unknown {
  const person = inventedPerson(7, 1)
  const values = { ...activityValues(person, person.situations[0]!), ...more }
  return lineOfActivity(read(layoutLine(ACTIVITY_LAYOUT, values))).structure?.fields.category
}

function read(line: string): RppsActivity {
  const found: RppsActivity[] = []
  const filter = { professions: new Set<string>(), departments: new Set<string>(), unplaced: true }
  const person = inventedPerson(7, 1)
  filter.professions.add(person.professionCode)
  filter.departments.add(person.situations[0]!.place.departmentCode)
  const reader = createActivityReader({ accept: (one) => found.push(one), reject: () => undefined }, filter)
  reader.push(Buffer.from(headerLine(ACTIVITY_LAYOUT) + line))
  reader.end()
  return found[0]!
}
