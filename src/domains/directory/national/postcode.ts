import { shown } from './plain-text.js'
import { compactCode } from './spreadsheet-damage.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

/** A French postcode of five digits; « F-75012 » and « 75 012 » are read. */
export function readPostcode(text: string): Verdict<string> {
  const code = compactCode(text).replace(/^F(?=\d{5}$)/, '')
  if (/^[1-9]\d{3}$/.test(code))
    return readWithDoubt(
      `0${code}`,
      `${shown(text)} a 4 chiffres : un tableur a sans doute ôté le zéro du début, lu « 0${code} ». ` +
        'Mettez la colonne au format Texte.',
    )
  if (/^2[AB]\d{3}$/.test(code))
    return refuse(`${shown(text)} est un code commune de l’Insee : le code postal en Corse commence par 20.`)
  if (!/^\d{5}$/.test(code)) return refuse(`${shown(text)} n’est pas un code postal : il a 5 chiffres.`)
  if (departmentOfPostcode(code) === null)
    return readWithDoubt(code, `Aucun département ne correspond au code postal ${shown(code)}.`)
  return read(code)
}

/** Department a postcode most often belongs to (a few communes near a border differ), or null. */
export function departmentOfPostcode(postcode: string): string | null {
  if (!/^\d{5}$/.test(postcode)) return null
  if (postcode === '97133') return '977'
  if (postcode === '97150') return '978'
  const three = postcode.slice(0, 3)
  if (/^9[78]\d/.test(three)) return OVERSEAS.has(three) ? three : null
  if (/^20[01]/.test(three)) return '2A'
  if (/^20[2-6]/.test(three)) return '2B'
  const two = postcode.slice(0, 2)
  return two === '00' || two === '20' || two > '95' ? null : two
}

const OVERSEAS = new Set(['971', '972', '973', '974', '975', '976', '980', '986', '987', '988'])
