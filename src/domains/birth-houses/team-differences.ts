import { type ComponentChildren, h } from 'preact'
import { BothVersions, differencesBetween } from '../../web/both-versions.js'
import { formatDate } from '../../web/dates.js'
import { formatNumber } from '../../web/numbers.js'
import { readForm } from '../../web/read-form.js'
import {
  MIDWIFE_ROLES,
  type Midwife,
  MidwifeChange,
  type MidwifeForm,
  midwifeChangeOf,
  type Staff,
  StaffChange,
  type StaffForm,
  staffChangeOf,
} from './team-schemas.js'
import { endWords, fteWords } from './team-views.js'

/** The line of a midwife as a colleague has just saved it, beside what was typed. */
export function bothMidwives(saved: Midwife, typed: MidwifeForm): ComponentChildren {
  const sent = readForm(MidwifeChange, midwifeChangeOf(typed))
  return h(BothVersions, {
    differences: differencesBetween(midwifeWords(saved), midwifeWords(sent)),
    savedBy: null,
  })
}

/** The same of a line of the staff. */
export function bothStaffs(saved: Staff, typed: StaffForm): ComponentChildren {
  const sent = readForm(StaffChange, staffChangeOf(typed))
  return h(BothVersions, {
    differences: differencesBetween(staffWords(saved), staffWords(sent)),
    savedBy: null,
  })
}

function midwifeWords(one: MidwifeChange) {
  return { 'Rôle dans la maison': MIDWIFE_ROLES[one.role], ...timeWords(one) }
}

function staffWords(line: StaffChange) {
  return {
    Métier: line.occupation,
    Effectif: formatNumber(line.headcount),
    Missions: line.missions ?? 'non renseignées',
    ...timeWords(line),
  }
}

function timeWords({ fte, startsOn, endsOn }: Pick<MidwifeChange, 'fte' | 'startsOn' | 'endsOn'>) {
  return {
    'Équivalent temps plein': fteWords(fte),
    'Depuis le': formatDate(startsOn),
    'Jusqu’au': endWords(endsOn),
  }
}
