import { CATALOGUE, type ErrorCode } from '../../errors/catalogue.js'

/** The code kept in an import; one this version does not know is told as an interruption. */
export function failureOf(code: string): ErrorCode {
  return isKnown(code) ? code : 'directory-import.interrupted'
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(CATALOGUE, code)
}
