import { z } from 'zod'

/** Whether the level a provider reached is one of those asked for. No level said is no level. */
export function levelAccepted(acr: unknown, accepted: readonly string[]): boolean {
  return typeof acr === 'string' && accepted.includes(acr)
}

/** Where a professional practises, in the words of the national directory. */
export type Practice = { words: string; finess: string | null; siret: string | null }

/** What the claims of Pro Santé Connect say of somebody. They never give a right: people do. */
export type Standing = {
  rppsNumber: string | null
  /** Whether she practises today: without a practice no right of a professional may be used. */
  practises: boolean
  practices: Practice[]
}

const MOST_PRACTICES = 30
const LONGEST_WORDS = 300

const text = z.string().trim().catch('')
const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([])

/** The directory sends empty strings for what it does not know, and leaves out whole branches. */
const Claims = z.object({
  SubjectNameID: text,
  SubjectRefPro: z
    .object({
      exercices: list(
        z.object({
          codeProfession: text,
          codeCategorieProfessionnelle: text,
          activities: list(
            z.object({
              raisonSocialeSite: text,
              enseigneCommercialeSite: text,
              numeroFinessSite: text,
              numeroSiretSite: text,
            }),
          ),
        }),
      ),
    })
    .nullable()
    .catch(null),
})

type Exercise = NonNullable<z.infer<typeof Claims>['SubjectRefPro']>['exercices'][number]

/** Reads the standing of a professional out of the claims of Pro Santé Connect. */
export function standingOf(claims: unknown): Standing {
  const { data } = Claims.safeParse(claims)
  const exercises = data?.SubjectRefPro?.exercices ?? []
  const practices = exercises.filter(isQualified).flatMap((one) => practicesOf(one))
  const distinct = new Map(practices.map((practice) => [practice.words, practice]))
  return {
    rppsNumber: rppsNumberOf(data?.SubjectNameID ?? ''),
    practises: distinct.size > 0,
    practices: [...distinct.values()].slice(0, MOST_PRACTICES),
  }
}

/** Eleven digits; the national identifier says by an 8 before them that they are an RPPS number. */
export function rppsNumberOf(nationalId: string): string | null {
  return /^8(\d{11})$/.exec(nationalId)?.[1] ?? null
}

/** « E » is a student: known to the directory, not yet a professional. */
function isQualified(exercise: Exercise): boolean {
  return exercise.codeProfession !== '' && exercise.codeCategorieProfessionnelle !== 'E'
}

function practicesOf({ codeProfession, activities }: Exercise): Practice[] {
  const profession = PROFESSIONS[codeProfession] ?? 'Professionnel de santé'
  return activities.map((activity) => {
    const place = activity.enseigneCommercialeSite || activity.raisonSocialeSite || 'structure sans nom'
    const finess = /^[0-9][0-9AB]\d{7}$/.test(activity.numeroFinessSite) ? activity.numeroFinessSite : null
    const siret = /^\d{14}$/.test(activity.numeroSiretSite) ? activity.numeroSiretSite : null
    const number = finess ? `FINESS ${finess}` : siret && `SIRET ${siret}`
    const words = [profession, place, number].filter(Boolean).join(', ')
    return { words: words.slice(0, LONGEST_WORDS), finess, siret }
  })
}

/** The codes of the professions met in perinatal care (national nomenclature of health professions). */
const PROFESSIONS: Record<string, string> = {
  10: 'Médecin',
  21: 'Pharmacien',
  50: 'Sage-femme',
  60: 'Infirmier',
  70: 'Masseur-kinésithérapeute',
  93: 'Psychologue',
  95: 'Diététicien',
  96: 'Psychomotricien',
}

/** The roles that only somebody who practises may use when the provider says what she does. */
const OF_PROFESSIONALS: readonly string[] = ['professional']

/** The rights usable after a sign-in: those she holds, less those her standing no longer supports. */
export function usableRights<Right extends { role: string }>(
  held: readonly Right[],
  standing: Standing | null,
): Right[] {
  return held.filter(
    ({ role }) => standing === null || standing.practises || !OF_PROFESSIONALS.includes(role),
  )
}
