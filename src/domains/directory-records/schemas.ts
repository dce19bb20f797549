import { z } from 'zod'
import { neededLine } from './fields.js'

export const RecordParams = z.strictObject({ id: z.uuid() })

/** What a page says was just done. */
export const DONE = {
  creee: 'La fiche est créée.',
  modifiee: 'La fiche est modifiée.',
  lieu: 'Le lieu est ajouté.',
  'lieu-modifie': 'Le lieu est modifié.',
  'lieu-retire':
    'Le lieu est retiré, avec ce qui y était proposé. L’équipe du réseau peut l’y remettre depuis l’historique de la fiche.',
  'lieu-remis': 'Le lieu est de nouveau sur la fiche, avec ce qui y est proposé.',
  offre: 'L’offre est ajoutée.',
  'offre-modifiee': 'L’offre est modifiée.',
  'offre-retiree': 'L’offre est retirée.',
  visibilite: 'Vos choix valent aussitôt, partout.',
  accord: 'L’accord est noté.',
  'accord-retire': 'Le retrait est noté : il vaut aussitôt, partout.',
  opposition: 'L’opposition vaut aussitôt : plus personne ne voit la fiche, sauf l’équipe.',
  'opposition-levee': 'L’opposition est levée : la fiche est de nouveau montrée, comme avant.',
  adhesion: 'L’adhésion est enregistrée.',
  colleges: 'Les collèges sont enregistrés.',
  compte: 'La fiche est reliée au compte.',
  'compte-delie': 'La fiche n’est plus reliée à un compte.',
  'creee-reliee': 'La fiche est créée et reliée au compte. La personne en est prévenue par courriel.',
  demande: 'Votre demande est envoyée à l’équipe du réseau.',
  'demande-retiree': 'Votre demande est retirée.',
  'demande-acceptee': 'La fiche est reliée au compte. La personne en est prévenue par courriel.',
  'demande-refusee': 'La demande est refusée. La personne en est prévenue par courriel.',
  confirmee: 'Merci : votre fiche est notée comme exacte aujourd’hui.',
  reprise: 'La valeur du répertoire national est reprise.',
  gardee: 'Votre valeur est gardée. L’autre n’est plus montrée tant qu’elle ne change pas.',
  retiree: 'La fiche est retirée de l’annuaire. Vous pouvez l’y remettre.',
  signalement: 'Le signalement est accepté. Corrigez la fiche ici si elle doit l’être encore.',
  remise: 'La fiche est de nouveau dans l’annuaire.',
} as const
export type Done = keyof typeof DONE

export const DoneQuery = z.strictObject({ fait: z.enum(Object.keys(DONE) as [Done, ...Done[]]).optional() })

/** A field of a record, or of one of the places of a person. */
export const FieldName = z.strictObject({
  field: z.string().regex(/^[a-zA-Z0-9]{1,40}$/),
  situationId: z.uuid().optional(),
})
export type FieldName = z.output<typeof FieldName>

export const ArchiveReason = z.strictObject({
  reason: neededLine(200, 'Dites pourquoi, en quelques mots.'),
})
