import { read, readWithDoubt, refuse, type Verdict } from '../national/verdict.js'

export type PersonName = { lastName: string; firstName: string | null }

const TITLE = /^(?:(?:dr|pr|mme|mlle|mr|m|docteur|professeur|madame|monsieur)\b\.?\s*)+(?=\p{L})/iu

/** A last name and a first name typed in one cell: « DUPONT Anne », « Dr Anne DUPONT », « Dupont, Anne ». */
export function readFullName(text: string): Verdict<PersonName> {
  const bare = text.replace(TITLE, '').trim()
  if (!/\p{L}/u.test(bare)) return refuse(`« ${text} » n’est pas un nom de personne.`)
  const [before, after] = bare.split(',', 2).map((part) => part.trim())
  if (before && after) return read({ lastName: before, firstName: after })
  const words = bare.split(/\s+/)
  const capitals = words.filter(isCapitals)
  if (capitals.length > 0 && capitals.length < words.length)
    return read({
      lastName: capitals.join(' '),
      firstName: words.filter((word) => !isCapitals(word)).join(' '),
    })
  if (words.length === 1) return read({ lastName: bare, firstName: null })
  return readWithDoubt(
    { lastName: words.slice(1).join(' '), firstName: words[0] ?? null },
    `« ${text} » : lu comme prénom « ${words[0]} » et nom « ${words.slice(1).join(' ')} ». Écrivez le nom en capitales, ou sur deux colonnes.`,
  )
}

/** « D’ALMEIDA », « LE », « SAINT-ANGE », not « J. ». */
function isCapitals(word: string): boolean {
  return /^[\p{Lu}'’.-]{2,}$/u.test(word) && !/^\p{Lu}\.$/u.test(word)
}
