import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { directoryPeople, directorySituations, directoryStructures } from '../directory/tables.js'

/** Name of a field, and where the table keeps it. */
export type Columns = Record<string, PgColumn | SQL>

/** Instants as files write them, so that two of them compare as text. */
function instant(column: PgColumn): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** Columns of a person that a file may fill. */
export const PERSON_FIELDS: Columns = {
  rppsNumber: directoryPeople.rppsNumber,
  formerIdentifier: directoryPeople.formerIdentifier,
  title: directoryPeople.title,
  lastName: directoryPeople.lastName,
  firstName: directoryPeople.firstName,
  professionCode: directoryPeople.professionCode,
  professionWords: directoryPeople.professionWords,
  skillCodes: directoryPeople.skillCodes,
  phone: directoryPeople.phone,
  mobile: directoryPeople.mobile,
  email: directoryPeople.email,
  website: directoryPeople.website,
  languages: directoryPeople.languages,
  notes: directoryPeople.notes,
  territoryId: directoryPeople.territoryId,
  verifiedAt: instant(directoryPeople.verifiedAt),
  verifiedBy: directoryPeople.verifiedBy,
}

/** Columns of a structure that a file may fill. */
export const STRUCTURE_FIELDS: Columns = {
  finessNumber: directoryStructures.finessNumber,
  legalFinessNumber: directoryStructures.legalFinessNumber,
  siret: directoryStructures.siret,
  technicalId: directoryStructures.technicalId,
  name: directoryStructures.name,
  longName: directoryStructures.longName,
  categoryCode: directoryStructures.categoryCode,
  category: directoryStructures.category,
  street: directoryStructures.street,
  addressMore: directoryStructures.addressMore,
  postcode: directoryStructures.postcode,
  communeCode: directoryStructures.communeCode,
  communeName: directoryStructures.communeName,
  departmentCode: directoryStructures.departmentCode,
  latitude: directoryStructures.latitude,
  longitude: directoryStructures.longitude,
  positionSource: directoryStructures.positionSource,
  phone: directoryStructures.phone,
  phone2: directoryStructures.phone2,
  fax: directoryStructures.fax,
  email: directoryStructures.email,
  website: directoryStructures.website,
  hours: directoryStructures.hours,
  languages: directoryStructures.languages,
  accessibility: directoryStructures.accessibility,
  openedOn: directoryStructures.openedOn,
  closedOn: directoryStructures.closedOn,
  notes: directoryStructures.notes,
  territoryId: directoryStructures.territoryId,
  establishmentId: directoryStructures.establishmentId,
  verifiedAt: instant(directoryStructures.verifiedAt),
  verifiedBy: directoryStructures.verifiedBy,
}

/** Columns of a situation that a file may fill. */
export const SITUATION_FIELDS: Columns = {
  functionWords: directorySituations.functionWords,
  modeCode: directorySituations.modeCode,
  sectorCode: directorySituations.sectorCode,
}
