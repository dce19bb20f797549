import { AppError } from '../../errors/app-error.js'
import type { ErrorCode } from '../../errors/catalogue.js'

/** What each constraint refuses, the field it is about and how to go on. */
const REFUSALS: Readonly<Record<string, { code: ErrorCode; field: string; words: string }>> = {
  directory_people_network_id_rpps_number_key: {
    code: 'directory.number-taken',
    field: 'rppsNumber',
    words: 'Ce numéro RPPS est déjà celui d’une fiche : cherchez-la et complétez-la, ou vérifiez le numéro.',
  },
  directory_structures_network_id_finess_number_key: {
    code: 'directory.number-taken',
    field: 'finessNumber',
    words:
      'Ce numéro FINESS est déjà celui d’une fiche : cherchez-la et complétez-la, ou vérifiez le numéro.',
  },
  directory_people_network_id_user_id_key: {
    code: 'directory.account-taken',
    field: 'userId',
    words: 'Ce compte tient déjà une autre fiche : déliez-la d’abord.',
  },
}

/** Does the work; what a constraint of the database refuses becomes a refusal in words. */
export async function refusingTwins<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const refusal = REFUSALS[constraintOf(error) ?? '']
    if (refusal === undefined) throw error
    throw new AppError(refusal.code, {}, { cause: error, fields: { [refusal.field]: refusal.words } })
  }
}

/** The name of the unique constraint an error is about. */
function constraintOf(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === '23505' && 'constraint' in cause) return String(cause.constraint)
  }
  return null
}
