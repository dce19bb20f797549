import { foldText } from '../directory/national/plain-text.js'

/** What many practices of one town are called: « Cabinet médical », « Mon cabinet », « Libérale ». */
export function isCommonName(name: string): boolean {
  return saysNoMoreThan(name, [])
}

/** Whether a name says no more than what it is, these words put aside: « Cabinet du Dr Roux » is one that Roux has. */
export function saysNoMoreThan(name: string, beside: readonly (string | null)[]): boolean {
  const known = new Set(beside.flatMap((words) => foldText(words ?? '').split(' ')))
  return foldText(name)
    .split(' ')
    .every((word) => COMMON.has(word) || known.has(word))
}

/** What a practice is, whose it may be, and its legal form; never which one it is. */
const COMMON = new Set(
  (
    'cabinet medical medicale liberal liberale prive privee paramedical individuel groupe infirmier infirmiere ' +
    'sage sages femme femmes domicile mon son dr docteur docteurs mme madame m monsieur ' +
    'ei eirl scm scp sel selarl selas ' +
    'le la les l de du des d a au aux en et'
  ).split(' '),
)
