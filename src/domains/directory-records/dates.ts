import { AppError } from '../../errors/app-error.js'

/** Refuses an end before its beginning, beside the field of the end. Throws `request.invalid`. */
export function refuseDates<Start extends string, End extends string>(
  start: Start,
  end: End,
  values: { [Name in Start | End]?: string | null | undefined },
): void {
  const [from, to] = [values[start], values[end]]
  if (!from || !to || from <= to) return
  throw new AppError(
    'request.invalid',
    {},
    { fields: { [end]: 'La fin vient avant le début : corrigez l’une des deux dates.' } },
  )
}
