import { readEmail } from '../national/email.js'
import { shown } from '../national/plain-text.js'
import type { Verdict } from '../national/verdict.js'

/**
 * « a@… ; b@… », « a@… / b@… », « a@… (secrétariat) », one address a line: the first that is one is kept, the others are
 * told. What is between them is an address each: « anne roux@… » is a slip, and a cell with one is refused.
 */
export function readEmails(text: string): Verdict<string> {
  const whole = readEmail(text)
  if ('value' in whole && text.indexOf('@') === text.lastIndexOf('@')) return whole
  const words: string[] = []
  const bare = text.replace(IN_BRACKETS, (bracketed) => {
    words.push(bracketed)
    return ' '
  })
  const parts = partsOf(bare)
  if (!parts.every((part) => part.includes('@'))) return whole
  let kept: string | null = null
  const warnings: string[] = []
  const others = new Set<string>()
  for (const part of parts) {
    const verdict = readEmail(part)
    if ('refusal' in verdict) warnings.push(`Non gardé : ${verdict.refusal}`)
    else if (kept === null) {
      kept = verdict.value
      if (verdict.warning !== null) warnings.push(verdict.warning)
    } else if (verdict.value !== kept) others.add(verdict.value)
  }
  if (kept === null) return whole
  if (others.size > 0)
    warnings.push(
      `Non gardé, la fiche n’a qu’une case pour l’adresse mail : ${[...others].join(', ')}. Écrivez-le dans les remarques si vous y tenez.`,
    )
  if (words.length > 0) warnings.push(`Non gardé : ${shown(words.join(', '))}.`)
  return { value: kept, warning: warnings.join(' ') || null }
}

const IN_BRACKETS = /\([^()@]*\)/g
const BETWEEN = /[;,\n|]|\s(?:ou|et)\s/i

/** A slash or a space is between two addresses, or in what a mailbox writes before one: « ROUX, Anne <a@…> ». */
function partsOf(text: string): string[] {
  const fromMailbox = text.match(/<[^<>]+>/g) ?? []
  if (fromMailbox.length > 1) return fromMailbox
  return text
    .split(BETWEEN)
    .flatMap((part) => ('value' in readEmail(part) ? [part] : part.split(/[\s/]+/)))
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
