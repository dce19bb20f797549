import { FIGURES, type FigureCode } from './figure-list.js'
import type { Figure } from './figures.js'

/** Something that does not add up in the figures of a report. */
export type Check = {
  /** Stable name: what an explanation is kept under. */
  rule: string
  /** A blocking one must be mended in the register; a warning may be explained. */
  severity: 'blocking' | 'warning'
  sentence: string
  figures: FigureCode[]
}

/** Every rule whose warning may be explained. */
export const RULES: readonly string[] = [
  'no-twins-expected',
  'transfers-add-up',
  'labours-end-somewhere',
  'late-deaths-in-the-house',
  ...FIGURES.map(({ code }) => `missing-${code}`),
]

/**
 * The rules of consistency of annex 2. Blocking: what no register can mean (more births than labours, more severe
 * haemorrhages than haemorrhages, fewer children than mothers). Warnings: what the wording allows, and is worth a look.
 */
export function checkFigures(figures: readonly Figure[]): Check[] {
  const of = (code: FigureCode) => figures.find((figure) => figure.code === code)?.value ?? 0
  const checks: Check[] = []
  const add = (isWrong: boolean, check: Check) => {
    if (isWrong) checks.push(check)
  }
  add(of('II.b') < of('II.a'), {
    rule: 'labours-cover-births',
    severity: 'blocking',
    sentence: `${of('II.a')} accouchements en maison de naissance, mais ${of('II.b')} femmes prises en charge pour le travail : une femme qui y accouche y a été prise en charge.`,
    figures: ['II.a', 'II.b'],
  })
  add(of('III.c') > of('III.b'), {
    rule: 'severe-haemorrhages-are-haemorrhages',
    severity: 'blocking',
    sentence: `${of('III.c')} hémorragies sévères pour ${of('III.b')} hémorragies : les sévères en font partie.`,
    figures: ['III.b', 'III.c'],
  })
  add(of('IV.a') < of('II.a'), {
    rule: 'each-mother-has-a-child',
    severity: 'blocking',
    sentence: `${of('II.a')} accouchements en maison de naissance, mais ${of('IV.a')} enfants nés : complétez la fiche des enfants qui manquent.`,
    figures: ['II.a', 'IV.a'],
  })
  add(of('IV.a') > of('II.a'), {
    rule: 'no-twins-expected',
    severity: 'warning',
    sentence: `${of('IV.a')} enfants pour ${of('II.a')} accouchements : une grossesse multiple n’est pas attendue en maison de naissance.`,
    figures: ['II.a', 'IV.a'],
  })
  const phases = of('III.a.i') + of('III.a.ii') + of('III.a.iii')
  add(of('III.a') !== phases, {
    rule: 'transfers-add-up',
    severity: 'warning',
    sentence: `${of('III.a')} femmes transférées au total, ${phases} en additionnant les trois phases : une femme a été transférée plus d’une fois.`,
    figures: ['III.a', 'III.a.i', 'III.a.ii', 'III.a.iii'],
  })
  add(of('II.b') !== of('II.a') + of('III.a.ii'), {
    rule: 'labours-end-somewhere',
    severity: 'warning',
    sentence: `${of('II.b')} femmes prises en charge pour le travail, mais ${of('II.a')} accouchements sur place et ${of('III.a.ii')} transferts en per partum : dites où les autres ont accouché.`,
    figures: ['II.a', 'II.b', 'III.a.ii'],
  })
  add(of('IV.d') > of('IV.e'), {
    rule: 'late-deaths-in-the-house',
    severity: 'warning',
    sentence: `${of('IV.d')} décès néonatals en maison de naissance pour ${of('IV.e')} décès jusqu’à la fin de la première semaine : l’un d’eux est plus tardif.`,
    figures: ['IV.d', 'IV.e'],
  })
  return [...checks, ...figures.flatMap(missingOf)]
}

/** What is not known yet is to be completed, or explained when it never will be. */
function missingOf({ code, missing }: Figure): Check[] {
  if (missing.length === 0) return []
  const numbers = [...new Set(missing.map(({ number }) => number ?? 'femme non inscrite'))]
  const shown = numbers.slice(0, MOST_NUMBERS).join(', ')
  const others = numbers.length > MOST_NUMBERS ? ` et ${numbers.length - MOST_NUMBERS} autres` : ''
  return [
    {
      rule: `missing-${code}`,
      severity: 'warning',
      sentence: `${code} : pas encore renseigné pour ${shown}${others}.`,
      figures: [code],
    },
  ]
}

const MOST_NUMBERS = 8

/** Whether a report may be sent: nothing blocking, and each warning explained. */
export function maySend(checks: readonly Check[], explanations: Readonly<Record<string, string>>): boolean {
  return checks.every(
    ({ rule, severity }) => severity === 'warning' && (explanations[rule] ?? '').trim() !== '',
  )
}
