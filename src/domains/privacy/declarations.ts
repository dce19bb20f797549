import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { privacy as access } from '../../access/tables.js'
import { privacy as journal } from '../../audit/tables.js'
import { privacy as jobs } from '../../jobs/tables.js'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { privacy as accounts } from '../accounts/tables.js'
import { privacy as birthHouseReports } from '../birth-house-reports/tables.js'
import { privacy as birthHouses } from '../birth-houses/tables.js'
import { privacy as birthRegisters } from '../birth-registers/tables.js'
import { privacy as directory } from '../directory/tables.js'
import { privacy as directoryImports } from '../directory-imports/tables.js'
import { privacy as directoryPublications } from '../directory-publications/tables.js'
import { privacy as directoryRecords } from '../directory-records/tables.js'
import { privacy as directoryUpkeep } from '../directory-upkeep/tables.js'
import { privacy as echographers } from '../echographers/tables.js'
import { privacy as mail } from '../mail/tables.js'
import { privacy as networks } from '../networks/tables.js'
import { privacy as pmsi } from '../pmsi/tables.js'
import { privacy as tracers } from '../tracers/tables.js'

/** What every table of the platform holds; a table that is not here fails the suite. */
export const DECLARATIONS: readonly TablePrivacy[] = [
  ...accounts,
  ...journal,
  ...mail,
  ...pmsi,
  ...tracers,
  ...networks,
  ...directory,
  ...directoryImports,
  ...directoryRecords,
  ...directoryUpkeep,
  ...directoryPublications,
  ...echographers,
  ...birthHouses,
  ...birthRegisters,
  ...birthHouseReports,
  ...jobs,
  ...access,
]

/** The column that says whose network a row is, when the table has one. */
export function networkColumn({ table }: TablePrivacy): PgColumn | undefined {
  const columns: Record<string, PgColumn | undefined> = getTableColumns(table)
  return columns.networkId
}

export function nameOf({ table }: TablePrivacy): string {
  return getTableName(table)
}
