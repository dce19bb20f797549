import { passesLuhn } from './luhn.js'
import { shown } from './plain-text.js'
import { compactCode, isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

/** An RPPS number, as eleven digits, from what people type: spaces, or the national form of twelve beginning with 8. */
export function readRppsNumber(text: string): Verdict<string> {
  if (isRoundedNumber(text)) return refuse(roundedNumberRefusal(text, 'le numéro RPPS'))
  const code = compactCode(text)
  if (!/^\d+$/.test(code))
    return refuse(`${shown(text)} n’est pas un numéro RPPS : il s’écrit avec 11 chiffres, sans lettre.`)
  const number = code.length === 12 && code.startsWith('8') ? code.slice(1) : code
  if (number.length === 9)
    return refuse(
      `${shown(text)} a 9 chiffres : c’est sans doute un ancien numéro ADELI, ou un FINESS. ` +
        'Le répertoire ADELI est fermé : demandez le numéro RPPS (11 chiffres).',
    )
  if (number.length !== 11)
    return refuse(
      `${shown(text)} a ${code.length} chiffre${code.length > 1 ? 's' : ''} : un numéro RPPS en a 11 ` +
        '(ou 12 en commençant par 8).',
    )
  // Published sources disagree on whether the key is computed with the leading 8: either one is good.
  if (passesLuhn(number) || passesLuhn(`8${number}`)) return read(number)
  return readWithDoubt(
    number,
    `La clé de contrôle du numéro RPPS ${shown(number)} ne tombe pas juste : vérifiez qu’aucun chiffre n’est faux ou inversé.`,
  )
}
