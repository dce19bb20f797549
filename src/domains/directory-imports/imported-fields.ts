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
  legalStatus: directoryStructures.legalStatus,
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
  phone: directorySituations.phone,
  email: directorySituations.email,
  startsOn: directorySituations.startsOn,
  endsOn: directorySituations.endsOn,
}

/**
 * How a new record is written from the JSON a file gave: its columns, and the same in the same order as JSON names them.
 * A list nobody said is empty. Written out: making a row by the names of its columns costs twice the writing of it.
 */
export const PERSON_SAID = {
  columns: sql`
    rpps_number, former_identifier, title, last_name, first_name, profession_code, profession_words, skill_codes, phone,
    mobile, email, website, languages, notes, territory_id, verified_at, verified_by`,
  record: sql`(
    "rppsNumber" text, "formerIdentifier" text, title text, "lastName" text, "firstName" text, "professionCode" text,
    "professionWords" text, "skillCodes" text[], phone text, mobile text, email text, website text, languages text[],
    notes text, "territoryId" uuid, "verifiedAt" timestamptz, "verifiedBy" text)`,
  blank: sql`'{"skillCodes": [], "languages": []}'::jsonb`,
}

export const STRUCTURE_SAID = {
  columns: sql`
    finess_number, legal_finess_number, siret, technical_id, name, long_name, category_code, category, legal_status, street,
    address_more, postcode, commune_code, commune_name, department_code, latitude, longitude, position_source, phone,
    phone2, fax, email, website, hours, languages, accessibility, opened_on, closed_on, notes, territory_id,
    establishment_id, verified_at, verified_by`,
  record: sql`(
    "finessNumber" text, "legalFinessNumber" text, siret text, "technicalId" text, name text, "longName" text,
    "categoryCode" text, category text, "legalStatus" text, street text, "addressMore" text, postcode text, "communeCode" text,
    "communeName" text, "departmentCode" text, latitude float8, longitude float8, "positionSource" text, phone text,
    phone2 text, fax text, email text, website text, hours text, languages text[], accessibility text[],
    "openedOn" date, "closedOn" date, notes text, "territoryId" uuid, "establishmentId" uuid,
    "verifiedAt" timestamptz, "verifiedBy" text)`,
  // FINESS has categories that are none of ours: it then says nothing of this one.
  blank: sql`'{"languages": [], "accessibility": [], "category": "others"}'::jsonb`,
}

/** Every column above, taken from the row `made` of a statement that changes some of them. */
export const PERSON_COLUMNS = sql`
    rpps_number = (made).rpps_number, former_identifier = (made).former_identifier, title = (made).title,
    last_name = (made).last_name, first_name = (made).first_name, profession_code = (made).profession_code,
    profession_words = (made).profession_words, skill_codes = (made).skill_codes, phone = (made).phone,
    mobile = (made).mobile, email = (made).email, website = (made).website,
    languages = (made).languages, notes = (made).notes, territory_id = (made).territory_id,
    verified_at = (made).verified_at, verified_by = (made).verified_by`

export const STRUCTURE_COLUMNS = sql`
    finess_number = (made).finess_number, legal_finess_number = (made).legal_finess_number, siret = (made).siret,
    technical_id = (made).technical_id, name = (made).name, long_name = (made).long_name,
    category_code = (made).category_code, category = (made).category, legal_status = (made).legal_status,
    street = (made).street,
    address_more = (made).address_more, postcode = (made).postcode, commune_code = (made).commune_code,
    commune_name = (made).commune_name, department_code = (made).department_code, latitude = (made).latitude,
    longitude = (made).longitude, position_source = (made).position_source, phone = (made).phone,
    phone2 = (made).phone2, fax = (made).fax, email = (made).email,
    website = (made).website, hours = (made).hours, languages = (made).languages,
    accessibility = (made).accessibility, opened_on = (made).opened_on, closed_on = (made).closed_on,
    notes = (made).notes, territory_id = (made).territory_id, establishment_id = (made).establishment_id,
    verified_at = (made).verified_at, verified_by = (made).verified_by`

export const SITUATION_COLUMNS = sql`
    function_words = (made).function_words, mode_code = (made).mode_code, sector_code = (made).sector_code,
    phone = (made).phone, email = (made).email, starts_on = (made).starts_on, ends_on = (made).ends_on`
