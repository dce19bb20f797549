import { cleanText, foldText } from './plain-text.js'
import type { Layout } from './rpps-layouts.js'

/** Where each column of a layout is in one file. */
export type Header<Name extends string> = {
  /** Position of each column found, from 0. */
  at: ReadonlyMap<Name, number>
  /** How the file itself writes each of its columns. */
  labels: readonly string[]
  /** Optional columns this file does not have. */
  absent: readonly string[]
  /** Columns of the file that are not read. */
  unknown: readonly string[]
}

/** What two spellings of a header have in common: no accent, case, punctuation, nor the article « d’ ». */
export function foldHeader(label: string): string {
  return foldText(label)
    .split(' ')
    .filter((word) => word !== 'd' && word !== 'l')
    .join(' ')
}

/** Finds the columns of a layout by name, or says in a sentence why this is not that file. */
export function matchHeader<Name extends string>(
  { title, columns }: Layout<Name>,
  labels: readonly string[],
): Header<Name> | { refusal: string } {
  const places = new Map<string, number>()
  for (const [index, label] of labels.entries()) {
    const folded = foldHeader(label)
    if (folded === '') continue
    if (places.has(folded))
      return {
        refusal: `La colonne « ${cleanText(label)} » est deux fois dans l’en-tête : le fichier a été modifié.`,
      }
    places.set(folded, index)
  }
  const at = new Map<Name, number>()
  const missing: string[] = []
  const absent: string[] = []
  for (const { name, label, required } of columns) {
    const folded = foldHeader(label)
    const index = places.get(folded)
    places.delete(folded)
    if (index !== undefined) at.set(name, index)
    else if (required) missing.push(label)
    else absent.push(label)
  }
  if (missing.length > 0) return { refusal: unknownShape(title, labels, missing) }
  const unknown = [...places.values()].map((index) => cleanText(labels[index] ?? ''))
  return { at, labels: labels.map(cleanText), absent, unknown }
}

function unknownShape(title: string, labels: readonly string[], missing: readonly string[]): string {
  if (labels.length < 2 && /[;,\t]/.test(labels[0] ?? '') && /identifi/i.test(labels[0] ?? ''))
    return (
      'Les colonnes ne sont plus séparées par « | » : ce fichier a été réenregistré par un tableur, qui abîme ' +
      'les codes. Téléchargez-le de nouveau et envoyez-le sans l’ouvrir.'
    )
  return (
    `La première ligne n’est pas l’en-tête d’un fichier « ${title} ». ` +
    `Colonnes manquantes : ${missing.join(', ')}.`
  )
}
