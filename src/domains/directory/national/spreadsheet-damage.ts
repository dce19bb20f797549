import { shown } from './plain-text.js'

/** « 1,05E+10 » and the like: a spreadsheet has rounded a long number, its last digits are gone for good. */
export function isRoundedNumber(text: string): boolean {
  return /^-?\d+(?:[.,]\d+)?e\+?\d+$/i.test(text.trim())
}

/** Why a rounded number cannot be used, and how to get the true one. */
export function roundedNumberRefusal(text: string, what: string): string {
  return (
    `${shown(text)} : un tableur a arrondi ${what}, ses derniers chiffres sont perdus. ` +
    'Reprenez le fichier d’origine, ou mettez la colonne au format Texte et ressaisissez la valeur.'
  )
}

/** What remains of a code once its spaces, dots and dashes are out, and the « .0 » some tools add to numbers. */
export function compactCode(text: string): string {
  return text
    .replace(/^(\d+)[.,]0+$/, '$1')
    .replace(/^'/, '')
    .replace(/[\s\u200b-\u200f\u2060\ufeff.\-_/]+/g, '')
    .toUpperCase()
}
