import { AppError } from '../../errors/app-error.js'
import { formatDate } from '../../web/dates.js'

type Closing = { closedOn: string | null }

/** Whether a house is closed on a day: its last one is still open. Pure. */
export function isClosed({ closedOn }: Closing, day: string): boolean {
  return closedOn !== null && day > closedOn
}

/** A closed house takes nothing new after its last day; what happened before is still said. Throws `birth-house.closed`. */
export function refuseAfterClosing({ closedOn }: Closing, day: string): void {
  if (isClosed({ closedOn }, day)) throw new AppError('birth-house.closed', { day: formatDate(closedOn) })
}

/** The request of a closed house is kept as it is. Throws `birth-file.house-closed`. */
export function refuseRequestOfClosed({ closedOn }: Closing, today: string): void {
  if (isClosed({ closedOn }, today))
    throw new AppError('birth-file.house-closed', { day: formatDate(closedOn) })
}
