import { z } from 'zod'
import { formatMonth } from '../../../web/dates.js'
import { formatCount } from '../../../web/numbers.js'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

/** Asks whether a record of the directory is still right. It says of the record what it holds, never what is written there. */
export const directoryReview = defineTemplate({
  name: 'directory-review',
  params: z.strictObject({
    reviewId: z.uuid(),
    version: z.int().min(1),
    expiresAt: isoInstant,
    /** Whose record: hers, that of her structure, or that of a person she answers for. */
    kind: z.enum(['person', 'structure', 'person-answered-for']),
    /** Of an institution; empty for a practice, whose name is often a person’s. */
    structureName: words(200),
    /** Day of the last confirmation; null when there has been none. */
    verifiedOn: z.iso.date().nullable(),
    places: z.int().min(0),
    contacts: z.int().min(0),
    offers: z.int().min(0),
    /** Fields everybody sees. */
    publicFields: z.int().min(0),
  }),
  render: (review, tools) => ({
    subject: isOwn(review)
      ? 'Votre fiche est-elle toujours exacte ?'
      : 'Une fiche dont vous répondez est-elle toujours exacte ?',
    paragraphs: [
      `${subjectOf(review)} figure dans l’annuaire périnatal de la région. ${sinceWords(review.verifiedOn)}`,
      heldWords(review),
      [
        `Le lien ci-dessous la montre et propose ${
          isOwn(review)
            ? 'trois réponses : « Toujours exact », « Corriger » ou « Je ne veux plus apparaître »'
            : 'deux réponses : « Toujours exact » ou « Corriger »'
        }. Il n’y a pas de compte à ouvrir, et rien n’est enregistré avant votre réponse. Il vaut `,
        { strong: `jusqu’au ${tools.instant(review.expiresAt)}` },
        '.',
      ],
    ],
    action: {
      label: isOwn(review) ? 'Voir ma fiche et répondre' : 'Voir la fiche et répondre',
      url: tools.link(
        {
          purpose: 'directory-review',
          id: review.reviewId,
          version: review.version,
          expiresAt: new Date(review.expiresAt),
        },
        '/annuaire/verification',
      ),
    },
  }),
})

type Held = { places: number; contacts: number; offers: number; publicFields: number }

type About = { kind: 'person' | 'structure' | 'person-answered-for'; structureName: string }

function isOwn({ kind }: Pick<About, 'kind'>): boolean {
  return kind !== 'person-answered-for'
}

function subjectOf({ kind, structureName }: About): string {
  if (kind === 'person-answered-for') return 'La fiche d’une personne dont vous répondez'
  if (kind === 'person') return 'Votre fiche professionnelle'
  return structureName === '' ? 'La fiche de votre structure' : `La fiche « ${structureName} »`
}

function sinceWords(verifiedOn: string | null): string {
  return verifiedOn === null
    ? 'Personne n’a encore confirmé ce qu’elle dit.'
    : `Elle a été confirmée pour la dernière fois en ${formatMonth(verifiedOn)}.`
}

/** « Elle comporte 2 lieux d’exercice et 3 moyens de contact ; 4 informations y sont visibles de tous. » */
function heldWords({ places, contacts, offers, publicFields }: Held): string {
  const held = [
    ...(places > 0 ? [formatCount(places, 'lieu d’exercice', 'lieux d’exercice')] : []),
    formatCount(contacts, 'moyen de contact', 'moyens de contact'),
    ...(offers > 0 ? [formatCount(offers, 'offre de soins', 'offres de soins')] : []),
  ]
  const list = held.length > 1 ? `${held.slice(0, -1).join(', ')} et ${held.at(-1)}` : held.join('')
  const seen =
    publicFields === 0
      ? 'rien n’y est visible du public'
      : formatCount(publicFields, 'information y est visible de tous', 'informations y sont visibles de tous')
  return `Elle comporte ${list} ; ${seen}.`
}
