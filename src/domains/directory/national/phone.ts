import { shown } from './plain-text.js'
import { isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

type Plan = { callingCode: string /** National numbers, without the leading 0. */; numbers: RegExp }

/** The numbering plans reached with a French « 0 ». Source: plan national de numérotation (Arcep). Most precise first. */
const PLANS: readonly Plan[] = [
  { callingCode: '590', numbers: /^(?:590|690|691)\d{6}$/ },
  { callingCode: '594', numbers: /^(?:594|694)\d{6}$/ },
  { callingCode: '596', numbers: /^(?:596|696|697)\d{6}$/ },
  // 06 39 98 is kept for films everywhere in France; the rest of 06 39 is Mayotte.
  { callingCode: '262', numbers: /^(?:262|263|269|639(?!98)|692|693)\d{6}$/ },
  { callingCode: '33', numbers: /^[1-9]\d{8}$/ },
]
/** Saint-Pierre-et-Miquelon: « 0508 » is the way in from the rest of France, and no part of the number. */
const MIQUELON = /^508(\d{6})$/
/** Emergency and information numbers, which have no international form: 15, 112, 119, 1006, 3919, 116117, 116006. */
const SHORT_NUMBER = /^(?:1[578]|11[2459]|10\d\d|3\d{3}|11[68]\d{3})$/
/** A number inside the house, after the one to dial. */
const EXTENSION = /(?:poste|ext\.?|p\.)\s*(\d{1,6})\s*$/i
const PACIFIC = /^(?:681\d{6}|687\d{6}|689\d{8})$/

/** A telephone number in international form (E.164), or a short number as it is dialled. */
export function readPhone(text: string): Verdict<string> {
  if (isRoundedNumber(text)) return refuse(roundedNumberRefusal(text, 'le numéro de téléphone'))
  const found = EXTENSION.exec(text)
  const digits = dialled(found ? text.slice(0, found.index) : text)
  if (digits === null) return refuse(unreadable(text))
  const verdict = digits.startsWith('+') ? international(text, digits.slice(1)) : national(text, digits)
  if (found === null || 'refusal' in verdict) return verdict
  const note = `Le poste ${found[1]} n’est pas gardé avec le numéro : notez-le dans les précisions.`
  return readWithDoubt(verdict.value, verdict.warning === null ? note : `${verdict.warning} ${note}`)
}

/** « 01 45 67 89 01 », « 0590 27 60 27 », « 39 19 », « +32 … »: what a person in France reads and dials. */
export function displayPhone(number: string): string {
  if (!number.startsWith('+')) return number.length === 4 ? pairs(number) : number
  const digits = number.slice(1)
  if (digits.startsWith('33') && digits.length === 11) return pairs(`0${digits.slice(2)}`)
  if (/^508\d{6}$/.test(digits)) return pairs(`0${digits}`, 4)
  const plan = PLANS.find(
    ({ callingCode, numbers }) =>
      digits.startsWith(callingCode) && numbers.test(digits.slice(callingCode.length)),
  )
  if (plan !== undefined) return pairs(`0${digits.slice(plan.callingCode.length)}`, 4)
  return PACIFIC.test(digits) ? `+${digits.slice(0, 3)} ${pairs(digits.slice(3))}` : number
}

function pairs(digits: string, first = 2): string {
  const rest = digits.slice(first).match(/\d{1,2}/g) ?? []
  return [digits.slice(0, first), ...rest].join(' ')
}

/** What is left to dial: digits, with « + » in front when a country is given; null when there is anything else. */
function dialled(text: string): string | null {
  const bare = text
    .replace(/^\s*(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mobile|fixe|fax)?\s*[.:]*\s*/i, '')
    .replace(/^'/, '')
    .replace(/^(\d+)[.,]0$/, '$1')
    .replace(/\(0\)/g, '')
    .replace(/[\s\u200b-\u200f\u2060\ufeff.\-_()/]+/g, '')
  const digits = bare.replace(/^00(?=[1-9])/, '+')
  return /^\+?\d+$/.test(digits) ? digits : null
}

function national(text: string, digits: string): Verdict<string> {
  if (SHORT_NUMBER.test(digits)) return read(digits)
  if (/^[1-9]\d{8}$/.test(digits)) {
    const verdict = national(text, `0${digits}`)
    if ('refusal' in verdict) return verdict
    const seen = displayPhone(verdict.value)
    return readWithDoubt(
      verdict.value,
      `${shown(text)} a 9 chiffres : un tableur a sans doute ôté le zéro du début, lu « ${seen} ».`,
    )
  }
  if (/^33[1-9]\d{8}$/.test(digits)) return international(text, digits)
  const number = digits.slice(1)
  if (!digits.startsWith('0') || digits.length !== 10) return refuse(wrongLength(text, digits))
  const miquelon = MIQUELON.exec(number)
  if (miquelon) return read(`+508${miquelon[1]}`)
  const plan = PLANS.find(({ numbers }) => numbers.test(number))
  return plan === undefined ? refuse(unreadable(text)) : read(`+${plan.callingCode}${number}`)
}

function international(text: string, digits: string): Verdict<string> {
  // « +33 01 45… »: the 0 is only dialled inside France.
  const number = digits.replace(/^(33|262|590|594|596)0/, '$1')
  if (number.startsWith('33')) {
    if (!/^33[1-9]\d{8}$/.test(number)) return refuse(wrongLength(text, digits))
    return national(text, `0${number.slice(2)}`)
  }
  const plan = PLANS.find(({ callingCode }) => number.startsWith(callingCode))
  if (plan !== undefined)
    return plan.numbers.test(number.slice(plan.callingCode.length))
      ? read(`+${number}`)
      : refuse(wrongLength(text, digits))
  if (/^508\d{6}$/.test(number) || PACIFIC.test(number)) return read(`+${number}`)
  if (!/^[1-9]\d{6,14}$/.test(number)) return refuse(wrongLength(text, digits))
  return readWithDoubt(`+${number}`, `${shown(text)} est un numéro étranger : vérifiez qu’il est juste.`)
}

function wrongLength(text: string, digits: string): string {
  if (digits.length >= 20 && digits.length % 10 === 0)
    return `${shown(text)} contient plusieurs numéros : n’en laissez qu’un par case.`
  return (
    `${shown(text)} n’a pas le bon nombre de chiffres : un numéro de France en a 10 ` +
    '(01 45 67 89 01), ou 9 après l’indicatif (+33 1 45 67 89 01).'
  )
}

function unreadable(text: string): string {
  if ((text.match(/\d/g) ?? []).length >= 18)
    return `${shown(text)} contient plusieurs numéros : n’en laissez qu’un par case.`
  return `${shown(text)} n’est pas un numéro de téléphone : n’écrivez que des chiffres, des espaces et « + ».`
}
