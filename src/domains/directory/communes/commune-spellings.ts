/** Words that people leave out of a name, or write « s/ ». All names are folded. */
const JOINING = new Set('a au aux d de des du en et l la le les lez sous sur s ss'.split(' '))
/** Fewer letters mean nothing alone. */
const FEWEST_LETTERS = 3

/**
 * True when a name typed short can be this one: « bourg en b », « clermont fd », « chalon s saone », « lyon 3 » for
 * « lyon 3e arrondissement ». It is for choosing among the few communes of a postcode, not among all.
 */
export function shortens(typed: string, name: string): boolean {
  const [short, whole] = [wordsOf(typed), wordsOf(name)]
  if (short.length === 0 || short.length > whole.length || (short[0] ?? '').length < FEWEST_LETTERS)
    return false
  return short.every((word, index) => abbreviates(word, whole[index] ?? ''))
}

function wordsOf(name: string): string[] {
  const words = name.split(' ').filter((word) => word !== '')
  const telling = words.filter((word) => !JOINING.has(word))
  return (telling.length > 0 ? telling : words).map(plainRank)
}

/** « 3e », « 3eme » and « 03 » are the third. */
function plainRank(word: string): string {
  return /^0*([1-9]\d*)(?:er|e|eme|ieme|nd)?$/.exec(word)?.[1] ?? word
}

/** Its first letters, or its first, its last and some between them: « fd » for « ferrand ». */
function abbreviates(short: string, word: string): boolean {
  if (/\d/.test(short + word)) return short === word
  if (word.startsWith(short)) return true
  if (short[0] !== word[0] || short.at(-1) !== word.at(-1) || short.length > 5) return false
  let at = 0
  for (const letter of word) if (letter === short[at]) at += 1
  return at === short.length
}
