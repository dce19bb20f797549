import { passesLuhn } from './luhn.js'
import { shown } from './plain-text.js'
import { compactCode, isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

/** Nine characters: digits, or a Corsican department (2A, 2B) then seven digits. */
export const FINESS_FORM = /^(?:\d{9}|2[AB]\d{7})$/

/** A FINESS number, geographic or legal, from what people type; the prefixes « F » and « 1 » of RPPS and FHIR are dropped. */
export function readFinessNumber(text: string): Verdict<string> {
  if (isRoundedNumber(text)) return refuse(roundedNumberRefusal(text, 'le numéro FINESS'))
  const code = compactCode(text)
  const number = code.length === 10 && /^[F1]/.test(code) ? code.slice(1) : code
  if (/^\d{8}$/.test(number)) return withLostZero(text, number)
  if (!FINESS_FORM.test(number)) return refuse(finessRefusal(text, number))
  // Whether and how the key counts the letter of Corsica is not documented: no doubt is cast on it.
  if (number.includes('A') || number.includes('B') || passesLuhn(number)) return read(number)
  return readWithDoubt(
    number,
    `La clé de contrôle du numéro FINESS ${shown(number)} ne tombe pas juste : vérifiez qu’aucun chiffre n’est faux ou inversé.`,
  )
}

/** The key tells a lost zero from a lost digit. */
function withLostZero(text: string, number: string): Verdict<string> {
  if (!passesLuhn(`0${number}`)) return refuse(finessRefusal(text, number))
  return readWithDoubt(
    `0${number}`,
    `${shown(text)} a 8 chiffres : un tableur a sans doute ôté le zéro du début, lu « 0${number} ». ` +
      'Mettez la colonne au format Texte.',
  )
}

function finessRefusal(text: string, number: string): string {
  if (/^\d{14}$/.test(number))
    return `${shown(text)} a 14 chiffres : c’est un SIRET. Le numéro FINESS a 9 caractères.`
  return `${shown(text)} n’est pas un numéro FINESS : il a 9 chiffres (ou 2A, 2B puis 7 chiffres en Corse).`
}
