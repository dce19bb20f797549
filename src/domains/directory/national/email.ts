import { cleanText, shown } from './plain-text.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

const FORM =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/i
const MAX_LENGTH = 254
/** Domains nobody means: one letter off a very common one. */
const SLIPS = new Map([
  ['gmail.fr', 'gmail.com'],
  ['gmial.com', 'gmail.com'],
  ['gmai.com', 'gmail.com'],
  ['gmail.con', 'gmail.com'],
  ['hotmial.com', 'hotmail.com'],
  ['hotmail.con', 'hotmail.com'],
  ['orange.com', 'orange.fr'],
  ['wanado.fr', 'wanadoo.fr'],
  ['wanadoo.com', 'wanadoo.fr'],
  ['yaho.fr', 'yahoo.fr'],
  ['laposte.com', 'laposte.net'],
])

/** One e-mail address, its domain in lower case. « Nom <adresse> », « mailto: » and a final « ; » are read through. */
export function readEmail(text: string): Verdict<string> {
  const clean = cleanText(text)
  const inBrackets = /<([^<>]+)>\s*;?$/.exec(clean)?.[1]
  const address = (inBrackets ?? clean)
    .replace(/^mailto:/i, '')
    .replace(/(?<![;,])[;,]+$/, '')
    .trim()
  const ats = address.split('@').length - 1
  if (ats > 1) return refuse(`${shown(text)} contient plusieurs adresses : n’en laissez qu’une par case.`)
  if (ats === 0) return refuse(`${shown(text)} n’est pas une adresse mail : il manque « @ ».`)
  if (address.length > MAX_LENGTH || !FORM.test(address)) return refuse(formRefusal(text, address))
  const [local, domain] = address.split('@') as [string, string]
  const kept = `${local}@${domain.toLowerCase()}`
  const meant = SLIPS.get(domain.toLowerCase())
  return meant === undefined
    ? read(kept)
    : readWithDoubt(kept, `${shown(kept)} : n’est-ce pas plutôt « ${local}@${meant} » ?`)
}

function formRefusal(text: string, address: string): string {
  if (/\s/.test(address)) return `${shown(text)} n’est pas une adresse mail : elle contient une espace.`
  if (address.slice(address.indexOf('@')).includes(','))
    return `${shown(text)} contient une virgule à la place d’un point après « @ ».`
  if (/[^\u0020-\u007e]/.test(address))
    return `${shown(text)} n’est pas une adresse mail : elle ne doit pas contenir d’accent.`
  return `${shown(text)} n’est pas une adresse mail : vérifiez-la (exemple : prenom.nom@exemple.fr).`
}
