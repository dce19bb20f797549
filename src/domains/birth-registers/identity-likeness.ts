/** What in a free text looks like somebody’s identity. */
export type Likeness = 'name' | 'date' | 'phone' | 'nir' | 'email'

/**
 * What in this text looks like an identity, or null. It only makes a screen ask: a wrong guess costs one tick, a name
 * in the register costs more.
 */
export function identityLikeness(text: string | null): Likeness | null {
  if (text === null) return null
  return LIKENESSES.find(({ pattern }) => pattern.test(text))?.likeness ?? nameLikeness(text)
}

const LIKENESSES: { likeness: Likeness; pattern: RegExp }[] = [
  { likeness: 'email', pattern: /[\w.+-]@[\w-]+\.[a-z]{2,}/i },
  // Thirteen figures and their key, the first being 1 or 2, spaces allowed.
  {
    likeness: 'nir',
    pattern:
      /(?<!\d)[12][\s.]?\d{2}[\s.]?(?:\d{2})[\s.]?\d[\dAB][\s.]?\d{3}[\s.]?\d{3}(?:[\s.]?\d{2})?(?!\d)/i,
  },
  {
    likeness: 'phone',
    pattern: /(?<![\d,])(?:(?:\+|00)\d{2,3}[\s.-]?[1-9]|0[1-9])(?:[\s.-]?\d{2}){4}(?!\d)/,
  },
  // A day of a year long past: the birth of an adult. Days of the pregnancy are of these years.
  {
    likeness: 'date',
    pattern: /(?<!\d)[0-3]?\d[/.-][01]?\d[/.-](?:19[4-9]\d|200\d|201[0-2])(?!\d)/,
  },
  {
    likeness: 'date',
    pattern:
      /\d{1,2}(?:er)?\s+(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\s+(?:19[4-9]\d|200\d|201[0-2])/i,
  },
  {
    likeness: 'name',
    pattern: /(?<![\p{L}\p{N}])(?:Mme|Mlle|Mr|Madame|Mademoiselle|Monsieur|M\.)\s+\p{L}/iu,
  },
]

/** Two words in a row that begin with a capital, none of them a usual word of care: « Lise Martin », « MARTIN Lise ». */
function nameLikeness(text: string): Likeness | null {
  for (const [, first = '', second = ''] of text.matchAll(CAPITALISED_PAIRS)) {
    const isUsual = USUAL.has(plain(first)) || USUAL.has(plain(second))
    // Two acronyms side by side are no name: « PPH SAMU ».
    const areAcronyms = [first, second].every((word) => /^\p{Lu}{2,5}$/u.test(word))
    if (!isUsual && !areAcronyms) return 'name'
  }
  return null
}

// The second word is only looked at, for it may be the first of the next pair.
const CAPITALISED_PAIRS = /(?<![\p{L}\p{N}’'-])(\p{Lu}[\p{L}’'-]+)(?=\s+(\p{Lu}[\p{L}’'-]+))/gu

function plain(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Words that often begin with a capital in these texts and name nobody. */
const USUAL = new Set(
  'arcf bishop centre chir chr chru chu clinique couveuse dr drs equipe gynecologue hopital hopitaux hemorragie hta ictere interne le la les maison maternite medecin mobile notre-dame obstetricien obstetrique pavillon pediatre pediatrie poste protocole rcf reanimation samu sage-femme saint sainte sdf service smur ste st transfert transport unite urgences urgence apgar apres avant pendant attente ascenseur brancard rupture stagnation meconium liquide appel'.split(
    ' ',
  ),
)
