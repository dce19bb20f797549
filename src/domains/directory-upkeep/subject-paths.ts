import { KIND_PATHS, type Subject } from './schemas.js'

/** What is to be confirmed. */
export const TO_VERIFY = { href: '/annuaire/a-verifier', label: 'À vérifier' }

/** Where the team confirms a record. */
export function verifyPath({ kind, id }: Subject): string {
  return `${TO_VERIFY.href}/${KIND_PATHS[kind]}/${id}`
}

/** Where a record is read. */
export function recordPath({ kind, id }: Subject): string {
  return `/annuaire/${KIND_PATHS[kind]}/${id}`
}

/** Where the team changes a record. */
export function editPath({ kind, id }: Subject): string {
  return `/annuaire/fiches/${KIND_PATHS[kind]}/${id}`
}

/** Where a reader says that something is wrong in a record. */
export function reportPath({ kind, id }: Subject): string {
  return `/annuaire/signaler/${KIND_PATHS[kind]}/${id}`
}

/** Where notices of non-delivery are pasted. */
export const RETURNED_MAILS = {
  href: `${TO_VERIFY.href}/courriels-revenus`,
  label: 'Courriels revenus',
}
