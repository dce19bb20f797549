import type { Actor } from '../../access/actor.js'
import type { ContactChannel } from './vocabulary.js'

/** Who reads, from the widest to the narrowest. Each one sees what the ones before it see. */
export const AUDIENCES = ['public', 'members', 'emergency', 'team'] as const
export type Audience = (typeof AUDIENCES)[number]

export const AUDIENCE_LABELS: Record<Audience, string> = {
  public: 'tout le monde',
  members: 'les membres du réseau',
  emergency: 'les services d’urgence et les maternités',
  team: 'l’équipe du réseau seule',
}

/** Field → the narrowest audience somebody chose for it. */
export type VisibilityChoices = { [field: string]: Audience }

/** True when what is for `needed` may be read by `reader`. */
export function reaches(reader: Audience, needed: Audience): boolean {
  return AUDIENCES.indexOf(reader) >= AUDIENCES.indexOf(needed)
}

/** Of two audiences, the one that fewer people belong to. */
export function stricter(one: Audience, other: Audience): Audience {
  return reaches(one, other) ? one : other
}

/**
 * How an actor reads the directory. An account of a professional reads as members do while her membership, or that of a
 * structure where she works, is in force; before and after, as anybody. The referents of maternities read as emergency departments do; the platform’s
 * administrator reads no content, so she reads as anybody.
 */
export function audienceOf(actor: Actor): Audience {
  switch (actor.role) {
    case 'public':
    case 'platform_admin':
      return 'public'
    case 'professional':
      return actor.isMember ? 'members' : 'public'
    case 'birth_house':
    case 'ars':
      return 'members'
    case 'establishment':
      return 'emergency'
    case 'antenna_coordinator':
    case 'coordinator':
    case 'admin':
    case 'system':
      return 'team'
  }
}

type FieldRule = {
  label: string
  /** Who sees it unless somebody chose otherwise. */
  usual: Audience
  /** The widest audience without the person’s own consent for this very field; null when no consent is needed. */
  withoutConsent: Audience | null
}

/**
 * Fields of a person somebody may open or close. `listing` is the record itself: name, profession, skills and places.
 * Nothing of a person is public without her consent, even what the RPPS gives out (RGPD, art. 6 and 21).
 */
export const PERSON_FIELDS = {
  listing: { label: 'Nom, profession, compétences et lieux', usual: 'members', withoutConsent: 'members' },
  phone: { label: 'Téléphone professionnel', usual: 'members', withoutConsent: 'members' },
  mobile: { label: 'Téléphone portable', usual: 'team', withoutConsent: 'members' },
  email: { label: 'Adresse électronique', usual: 'members', withoutConsent: 'members' },
  website: { label: 'Site internet', usual: 'members', withoutConsent: 'members' },
  languages: { label: 'Langues parlées', usual: 'members', withoutConsent: 'members' },
  ivg: { label: 'Offre d’IVG', usual: 'team', withoutConsent: 'team' },
} as const satisfies Record<string, FieldRule>
export type PersonField = keyof typeof PERSON_FIELDS

/** Fields of a structure somebody may open or close: an institution is public unless said otherwise. */
export const STRUCTURE_FIELDS = {
  listing: { label: 'Nom, catégorie et commune', usual: 'public', withoutConsent: null },
  address: { label: 'Adresse', usual: 'public', withoutConsent: null },
  phone: { label: 'Téléphone', usual: 'public', withoutConsent: null },
  emergencyPhone: { label: 'Ligne directe pour les urgences', usual: 'emergency', withoutConsent: null },
  fax: { label: 'Télécopie', usual: 'members', withoutConsent: null },
  email: { label: 'Adresse électronique', usual: 'members', withoutConsent: null },
  website: { label: 'Site internet', usual: 'public', withoutConsent: null },
  hours: { label: 'Horaires', usual: 'public', withoutConsent: null },
  accessibility: { label: 'Accessibilité', usual: 'public', withoutConsent: null },
} as const satisfies Record<string, FieldRule>
export type StructureField = keyof typeof STRUCTURE_FIELDS

/** What the visibility of a person depends on: what was chosen, whether she objected, the scopes of her consents in force. */
export type PersonSecrecy = {
  visibility: VisibilityChoices
  objectedAt: Date | null
  consents: readonly string[]
}

/**
 * Who may see a field of a person: what was chosen, else the usual; without her consent in force for it, members at
 * most, and the team alone for an offer of IVG; the team alone for all once she has objected.
 */
export function personFieldAudience(field: PersonField, person: PersonSecrecy): Audience {
  if (person.objectedAt !== null) return 'team'
  const rule: FieldRule = PERSON_FIELDS[field]
  const chosen = person.visibility[field] ?? rule.usual
  if (rule.withoutConsent === null || person.consents.includes(field)) return chosen
  return reaches(chosen, rule.withoutConsent) ? chosen : rule.withoutConsent
}

/** Who may see an offer of a person: nobody who may not see her, nor that she offers IVG. */
export function personOfferAudience(
  { kind, visibleTo }: { kind: string; visibleTo: Audience },
  person: PersonSecrecy,
): Audience {
  const listed = stricter(visibleTo, personFieldAudience('listing', person))
  return kind === 'ivg' ? stricter(listed, personFieldAudience('ivg', person)) : listed
}

/**
 * The field of a person or of a structure that decides who may see each way an offer of hers is asked for: a number as
 * the telephone, an address as the address, a link as the website. An offer shown more widely goes without it.
 */
export const CONTACT_FIELDS = {
  phone: 'phone',
  email: 'email',
  link: 'website',
  message: 'email',
} as const satisfies Record<ContactChannel, PersonField & StructureField>

/** Who may see how a person is reached at one of her places: as her own phone and address, never wider than she agreed to. */
export function placeContactAudience(
  field: 'phone' | 'email',
  { visibility }: { visibility: VisibilityChoices },
  consents: readonly string[],
): Audience {
  const chosen = visibility[field] ?? PERSON_FIELDS[field].usual
  const widest = consents.includes(field) ? 'public' : PERSON_FIELDS[field].withoutConsent
  return reaches(chosen, widest) ? chosen : widest
}

/** What the visibility of a structure depends on. */
export type StructureSecrecy = {
  visibility: VisibilityChoices
  isPrivateAddress: boolean
  isPractice: boolean
  /** Somebody who offers IVG works there, or the structure says that it offers it. */
  hostsIvgPractitioner: boolean
  /** Everybody who works there has objected to being shown. */
  isObjectedTo: boolean
}

/** The practice of one or several people rather than an institution: the RPPS names it, FINESS does not. */
export function isPractice({
  finessNumber,
  category,
}: {
  finessNumber: string | null
  category: string
}): boolean {
  return finessNumber === null && category === 'professionals'
}

/**
 * Who may see a field of a structure. An institution is public; a practice is somebody’s, so it is for members unless
 * opened, and for the team alone once all who work there have objected; the street of a home, or of the practice of somebody who offers IVG, is for the team alone whatever was chosen.
 */
export function structureFieldAudience(field: StructureField, structure: StructureSecrecy): Audience {
  if (structure.isPractice && structure.isObjectedTo) return 'team'
  const isHidden = structure.isPrivateAddress || (structure.isPractice && structure.hostsIvgPractitioner)
  if (field === 'address' && isHidden) return 'team'
  const usual: Audience = STRUCTURE_FIELDS[field].usual
  return structure.visibility[field] ?? (structure.isPractice && usual === 'public' ? 'members' : usual)
}

/**
 * Who may see an offer of a structure. A hospital, a clinic or a centre de santé sexuelle says openly that it offers IVG,
 * for women to find it; of a practice it says so of whoever works there, and is for the team alone: what is to be shown
 * is the offer of the person, with her consent.
 */
export function structureOfferAudience(
  { kind, visibleTo }: { kind: string; visibleTo: Audience },
  structure: Pick<StructureSecrecy, 'isPractice'>,
): Audience {
  return kind === 'ivg' && structure.isPractice ? 'team' : visibleTo
}
