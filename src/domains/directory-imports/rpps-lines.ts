import { createHash } from 'node:crypto'
import { foldText } from '../directory/national/plain-text.js'
import { departmentOfPostcode } from '../directory/national/postcode.js'
import { SKILLS } from '../directory/national/professions.js'
import type {
  Coded,
  RppsActivity,
  RppsPerson,
  RppsSkill,
  RppsStructure,
} from '../directory/national/rpps-record.js'
import { SECTORS } from '../directory/national/sectors.js'
import type { CahierCategory } from '../directory/national/structure-categories.js'
import { departmentOfCommune } from '../directory/national/territories.js'
import type { Fields } from './records.js'
import type { StagedLine } from './staged-line.js'

/** Professions whose skill tells whether they have to do with perinatal care: too many have not. */
const TOLD_BY_SKILL = new Set(['10', '60'])

/** Whether a line is of interest to a network that wants perinatal skills only. */
export function isPerinatal({ profession, skill }: RppsActivity): boolean {
  if (!TOLD_BY_SKILL.has(profession?.code ?? '')) return true
  return skill !== null && SKILLS.codes.has(skill.code)
}

/** What a line of « Personne_activite » says. */
export function lineOfActivity(activity: RppsActivity): StagedLine {
  const { mode, sector, skill, structure, warnings } = activity
  const place = structure && placeOf(structure, sector)
  return {
    line: activity.line,
    person: {
      key: personKey(activity),
      fields: {
        ...identityOf(activity),
        title: titleOf(activity.practiceTitle ?? activity.title),
        skillCodes: skill === null ? [] : [skill.code],
      },
      warnings: warnings.map(({ column, sentence }) => `${column} : ${sentence}`),
    },
    structure: place,
    situation: place && { modeCode: short(mode, 4), sectorCode: short(sector, 6) },
  }
}

/** What a line of « SavoirFaire » says: of a person the network knows. */
export function lineOfSkill(line: RppsSkill): StagedLine {
  return {
    line: line.line,
    person: {
      key: personKey(line),
      fields: { ...identityOf(line), skillCodes: line.skill ? [line.skill.code] : [] },
    },
    structure: null,
    situation: null,
  }
}

function personKey({ rppsNumber, idnps }: RppsPerson): string {
  return rppsNumber === null ? `id:${idnps}` : `rpps:${rppsNumber}`
}

function identityOf({ rppsNumber, idnps, lastName, firstName, profession }: RppsPerson): Fields {
  return {
    ...(rppsNumber === null ? { formerIdentifier: idnps.slice(0, 20) } : { rppsNumber }),
    lastName: lastName.slice(0, 100),
    firstName: firstName.slice(0, 100) || null,
    professionCode: short(profession, 4),
  }
}

const TITLES: Record<string, string> = { DR: 'Dr', PR: 'Pr', MME: 'Mme', MLLE: 'Mme', M: 'M.' }

function titleOf(title: Coded): string | null {
  if (title === null) return null
  return TITLES[title.code] ?? title.label?.slice(0, 20) ?? null
}

/** Places without a number of any kind are known by what they are called and where they are. */
function placeOf(structure: RppsStructure, sector: Coded): StagedLine['structure'] {
  const { finessSite, technicalId } = structure
  const name = structure.name ?? structure.tradeName
  const fields = {
    finessNumber: finessSite,
    legalFinessNumber: structure.finessLegal,
    siret: structure.siret,
    name: (name ?? practiceName(structure.communeName)).slice(0, 200),
    category: categoryOf(finessSite, sector),
    street: structure.street?.slice(0, 300) ?? null,
    addressMore: joined(structure.recipient, structure.place, structure.distribution),
    postcode: structure.postcode?.slice(0, 10) ?? null,
    communeCode: structure.communeCode,
    communeName: structure.communeName?.slice(0, 100) ?? null,
    departmentCode: departmentOf(structure),
    phone: structure.phone,
    phone2: structure.phone2,
    fax: structure.fax,
    email: structure.email,
  }
  if (finessSite !== null) return { key: `finess:${finessSite}`, fields }
  const id = technicalId ?? placeId(structure)
  return id === null ? null : { key: `tech:${id}`, fields: { ...fields, technicalId: id.slice(0, 60) } }
}

/** Nothing of the street: the name of a practice is seen by more people than its address. */
export function practiceName(communeName: string | null): string {
  return communeName === null ? 'Cabinet' : `Cabinet à ${communeName}`
}

/** The same words at the same address are the same place in the next file too. */
function placeId({ name, tradeName, street, postcode, communeName }: RppsStructure): string | null {
  const words = foldText(
    [name, tradeName, street, postcode, communeName].filter((one) => one !== null).join(' '),
  )
  return words === '' ? null : `lieu:${createHash('sha256').update(words).digest('hex').slice(0, 32)}`
}

/** Until FINESS says better. A place without a number is shown as a practice is, whatever its sector: to fewer people. */
function categoryOf(finess: string | null, sector: Coded): CahierCategory {
  if (finess === null) return 'professionals'
  return SECTORS.codes.get(sector?.code ?? '')?.cahierCategory ?? 'others'
}

function departmentOf({ communeCode, departmentCode, postcode }: RppsStructure): string | null {
  if (communeCode !== null && /^(?:\d{5}|2[AB]\d{3})$/.test(communeCode))
    return departmentOfCommune(communeCode)
  if (departmentCode !== null && departmentCode.length <= 3) return departmentCode
  return postcode === null ? null : departmentOfPostcode(postcode)
}

function short(coded: Coded, most: number): string | null {
  return coded === null ? null : coded.code.slice(0, most)
}

function joined(...parts: (string | null)[]): string | null {
  return (
    parts
      .filter((part) => part !== null)
      .join(', ')
      .slice(0, 300) || null
  )
}
