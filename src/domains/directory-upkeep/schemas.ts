import { z } from 'zod'
import { lines, neededLine, revisionOf } from '../directory-records/fields.js'
import { date } from '../directory-records/structure-schemas.js'
import { proposedValues } from './proposal-schemas.js'
import { MOTIVES, type Motive } from './report-rules.js'
import { MOST_NOTICE_CHARACTERS } from './return-notices.js'

export const SUBJECT_KINDS = ['person', 'structure'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** A record of the directory, whichever kind it is. */
export type Subject = { kind: SubjectKind; id: string }

/** The kinds as addresses say them. */
export const KIND_PATHS = { person: 'personnes', structure: 'structures' } as const satisfies Record<
  SubjectKind,
  string
>

export const IdParams = z.strictObject({ id: z.uuid() })

/** Parts of the list of what is to be verified: what the mails alone will not settle. */
export const DUE_STATES = ['never', 'no-address', 'unanswered', 'bounced', 'gone-place'] as const
export type DueState = (typeof DUE_STATES)[number]

export type DueFilter = {
  kind?: SubjectKind | undefined
  /** A territory, or `none` for the records that have none. */
  territory?: string | undefined
  state?: DueState | undefined
  page: number
}

export const page = z
  .string()
  .regex(/^[1-9]\d{0,4}$/)
  .transform(Number)
  .default(1)

export const DuePageQuery = z.strictObject({
  nature: z.enum(['', ...Object.values(KIND_PATHS)]).optional(),
  territoire: z.union([z.uuid(), z.literal(['', 'aucun'])]).optional(),
  etat: z.enum(['', 'jamais', 'sans-adresse', 'sans-reponse', 'echec', 'lieu-disparu']).optional(),
  page,
  fait: z.enum(['verifie', 'rythmes']).optional(),
  envoi: z
    .string()
    .regex(/^\d{1,3}(?:\.\d{1,3}){4}$/)
    .optional(),
})

/** What the page of one record says was just done. */
export const VerifyQuery = z.strictObject({
  fait: z.enum(['muette', 'retablie']).optional(),
  envoi: DuePageQuery.shape.envoi,
})

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
const Ticked = z.string().regex(new RegExp(`^(?:person|structure):${UUID}$`))

/** Records ticked in a list. */
export const Selection = z.strictObject({
  fiche: z
    .union([Ticked.transform((one) => [one]), z.array(Ticked).min(1).max(100)], 'Cochez au moins une fiche.')
    .transform((ticked) => ticked.map(subjectOf)),
})

function subjectOf(ticked: string): Subject {
  const [kind, id = ''] = ticked.split(':')
  return { kind: kind === 'person' ? 'person' : 'structure', id }
}

const wholeNumber = (min: number, max: number) => {
  const missing = `Écrivez un nombre entier, de ${min} à ${max}.`
  return z
    .string()
    .trim()
    .regex(/^\d{1,4}$/, missing)
    .transform(Number)
    .pipe(z.int().min(min, missing).max(max, missing))
}

export const Rhythms = z.strictObject({
  reviewMonthsPerson: wholeNumber(1, 60),
  reviewMonthsStructure: wholeNumber(1, 60),
  reviewMonthsIvg: wholeNumber(1, 60),
  remindersADay: wholeNumber(0, 500),
})
export type Rhythms = z.output<typeof Rhythms>

/** Notices of non-delivery, as they are copied from a mailbox. */
export const Notices = z.strictObject({
  avis: z
    .string()
    .trim()
    .min(1, 'Collez le texte d’au moins un avis de non-remise.')
    .max(MOST_NOTICE_CHARACTERS, 'C’est trop long pour une fois : collez la moitié des avis, puis l’autre.'),
})

const FieldName = z.string().regex(/^[a-zA-Z0-9]{1,40}$/)
const MOST_ACCEPTED = 60

/** What a reader says is wrong, and what she would read instead; `website` is a trap that only programs fill in. */
export const ReaderReport = z.strictObject({
  ...proposedValues,
  motive: z.enum(Object.keys(MOTIVES) as [Motive, ...Motive[]], 'Choisissez ce qui est faux.'),
  /** Of a structure: who has left it; blank when the reader does not say. */
  person: z.union([z.uuid(), z.literal('')], 'Choisissez parmi les personnes proposées.').optional(),
  message: lines(1000).optional(),
  email: z
    .string()
    .trim()
    .max(254)
    .refine((typed) => typed === '' || z.email().safeParse(typed).success, {
      message: 'Écrivez une adresse complète, par exemple prenom.nom@exemple.fr, ou laissez vide.',
    })
    .optional(),
  website: z.string().max(300).optional(),
})
export type ReaderReport = z.output<typeof ReaderReport>

/** What a moderator lets in: fields by their names in the form, as she leaves them. */
export const Acceptance = z.strictObject({
  ...proposedValues,
  accepted: z.union([FieldName.transform((one) => [one]), z.array(FieldName).max(MOST_ACCEPTED)]).default([]),
  /** The place a person has left, or the structure that is closed; none when nothing ends. */
  ended: z.union([z.uuid(), z.literal('')], 'Choisissez parmi les réponses proposées.').optional(),
  endsOn: date().optional(),
  closedOn: date().optional(),
  revision: revisionOf.form.optional(),
})
export type Acceptance = z.output<typeof Acceptance>

export const ReaderQuery = z.strictObject({ reseau: z.string().max(60).optional() })
export const ReportQuery = ReaderQuery.extend({ fait: z.literal('merci').optional() })

export const ReportListQuery = z.strictObject({
  etat: z.enum(['a-traiter', 'traites']).optional(),
  page,
  fait: z.literal('refuse').optional(),
})

export const Refusal = z.strictObject({
  note: neededLine(500, 'Dites pourquoi : la personne qui a signalé le lira.'),
})
