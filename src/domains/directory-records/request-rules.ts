/**
 * The last and the first name in the name of an account, to be corrected by whoever reads them: what is written in
 * capitals is the last name, else everything after the first word.
 */
export function splitName(name: string): { lastName: string; firstName: string } {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const capitals = words.filter(isInCapitals)
  if (capitals.length > 0 && capitals.length < words.length) {
    const others = words.filter((word) => !isInCapitals(word))
    return { lastName: capitals.join(' '), firstName: others.join(' ') }
  }
  const [first = '', ...rest] = words
  return rest.length === 0
    ? { lastName: first, firstName: '' }
    : { lastName: rest.join(' '), firstName: first }
}

/** Two letters at least: an initial is no last name. */
function isInCapitals(word: string): boolean {
  return /\p{L}.*\p{L}/u.test(word) && word === word.toUpperCase()
}
