/** One thing a card must have: a lexeme, or the beginning of one. */
export type Atom = { lexeme: string; isPrefix: boolean }

/** Any of these ways will do; each way is things to be had together. */
export type Clause = readonly (readonly Atom[])[]

export const exactly = (lexeme: string): Atom => ({ lexeme, isPrefix: false })
export const beginning = (lexeme: string): Atom => ({ lexeme, isPrefix: true })

/** Any of these lexemes. */
export function anyOf(lexemes: readonly string[]): Clause {
  return lexemes.map((lexeme) => [exactly(lexeme)])
}

/** The text of a `tsquery` that asks for every clause. A clause without a way can be met by nothing. */
export function tsqueryOf(clauses: readonly Clause[]): string {
  return clauses.map(clauseText).join(' & ')
}

function clauseText(clause: Clause): string {
  if (clause.length === 0) return quoted('!')
  return `( ${clause.map((atoms) => atoms.map(atomText).join(' & ')).join(' | ')} )`
}

function atomText({ lexeme, isPrefix }: Atom): string {
  return isPrefix ? `${quoted(lexeme)}:*` : quoted(lexeme)
}

/** The text of a `tsvector` of these lexemes. */
export function tsvectorOf(lexemes: readonly string[]): string {
  return lexemes.map(quoted).join(' ')
}

function quoted(lexeme: string): string {
  if (!/['\\]/.test(lexeme)) return `'${lexeme}'`
  return `'${lexeme.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`
}
