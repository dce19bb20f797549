import { open } from 'node:fs/promises'
import { readCsv } from './csv.js'
import { SHEET_LIMITS, type Sheet, UnreadableSheetError } from './sheet.js'
import { readXlsx } from './xlsx.js'

/** Old Excel (.xls), and any workbook protected by a password. */
const OLE = 'd0cf11e0'
const ZIP = '504b0304'

/** Reads a table somebody sent, told by its content and never by its name. Throws `UnreadableSheetError`. */
export async function readSheet(file: { name: string; path: string }): Promise<Sheet> {
  const handle = await open(file.path)
  try {
    const { size } = await handle.stat()
    if (size > SHEET_LIMITS.bytes)
      throw new UnreadableSheetError(
        `Le fichier dépasse ${SHEET_LIMITS.bytes / 1024 ** 2} Mo : envoyez-le en plusieurs parties.`,
      )
    const start = Buffer.alloc(4)
    await handle.read(start, 0, 4, 0)
    const signature = start.toString('hex')
    if (signature === OLE)
      throw new UnreadableSheetError(
        'Ce classeur est à l’ancien format Excel (.xls) ou protégé par un mot de passe : ' +
          'ouvrez-le, puis « Enregistrer sous » au format .xlsx, sans mot de passe.',
      )
    return signature === ZIP ? await readXlsx(file) : readCsv(await handle.readFile())
  } finally {
    await handle.close()
  }
}
