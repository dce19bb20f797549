import { cleanText, shown } from './plain-text.js'
import { read, refuse, type Verdict } from './verdict.js'

/** An address of the web, and nothing a browser would run. */
export function readWebsite(text: string): Verdict<string> {
  const typed = cleanText(text)
  const address = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.'))
    return refuse(`${shown(text)} n’est pas une adresse de site : écrivez-la https://www.exemple.fr.`)
  return url.username !== ''
    ? refuse(`${shown(text)} : l’adresse d’un site ne contient pas « @ ».`)
    : read(url.href)
}
