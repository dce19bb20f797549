import { AppError } from '../../errors/app-error.js'
import { UnreadableFileError } from '../directory/national/unpacked.js'
import { UnreadableSheetError } from '../directory/spreadsheet/sheet.js'
import { RefusedSourceError } from '../pmsi/reading/sources.js'

/** Why a file cannot be used, in the words of whoever read it; null when the fault is not the file’s. */
export function fileRefusal(error: unknown): string | null {
  if (
    error instanceof UnreadableFileError ||
    error instanceof UnreadableSheetError ||
    error instanceof RefusedSourceError
  )
    return error.message
  return error instanceof AppError && error.code === 'directory-import.unreadable'
    ? String(error.values.words ?? '')
    : null
}
