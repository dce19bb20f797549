import { passesLuhn } from './luhn.js'
import { shown } from './plain-text.js'
import { compactCode, isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

/** A SIRET number, as fourteen digits, from what people type. */
export function readSiret(text: string): Verdict<string> {
  if (isRoundedNumber(text)) return refuse(roundedNumberRefusal(text, 'le numéro SIRET'))
  const number = compactCode(text)
  if (!/^\d{14}$/.test(number)) return refuse(`${shown(text)} n’est pas un numéro SIRET : il a 14 chiffres.`)
  if (passesLuhn(number)) return read(number)
  return readWithDoubt(
    number,
    `La clé de contrôle du numéro SIRET ${shown(number)} ne tombe pas juste : vérifiez qu’aucun chiffre n’est faux ou inversé.`,
  )
}
