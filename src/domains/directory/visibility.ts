import type { Actor } from '../../access/actor.js'

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

/**
 * How an actor reads the directory. The referents of maternities read as emergency departments do; the platform’s
 * administrator reads no content, so she reads as anybody.
 */
export function audienceOf(actor: Actor): Audience {
  switch (actor.role) {
    case 'public':
    case 'platform_admin':
      return 'public'
    case 'professional':
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
  /** Shown to everybody only with the person’s own consent for this very field. */
  consent: boolean
}

/**
 * Fields of a person somebody may open or close. `listing` is the record itself: name, profession, skills and places.
 * Nothing of a person is public without her consent, even what the RPPS gives out (RGPD, art. 6 and 21).
 */
export const PERSON_FIELDS = {
  listing: { label: 'Nom, profession, compétences et lieux', usual: 'members', consent: true },
  phone: { label: 'Téléphone professionnel', usual: 'members', consent: true },
  mobile: { label: 'Téléphone portable', usual: 'team', consent: true },
  email: { label: 'Adresse électronique', usual: 'members', consent: true },
  website: { label: 'Site internet', usual: 'members', consent: true },
  languages: { label: 'Langues parlées', usual: 'members', consent: true },
  ivg: { label: 'Offre d’IVG', usual: 'team', consent: true },
} as const satisfies Record<string, FieldRule>
export type PersonField = keyof typeof PERSON_FIELDS

/** Fields of a structure somebody may open or close: an institution is public unless said otherwise. */
export const STRUCTURE_FIELDS = {
  listing: { label: 'Nom, catégorie et commune', usual: 'public', consent: false },
  address: { label: 'Adresse', usual: 'public', consent: false },
  phone: { label: 'Téléphone', usual: 'public', consent: false },
  emergencyPhone: { label: 'Ligne directe pour les urgences', usual: 'emergency', consent: false },
  fax: { label: 'Télécopie', usual: 'members', consent: false },
  email: { label: 'Adresse électronique', usual: 'members', consent: false },
  website: { label: 'Site internet', usual: 'public', consent: false },
  hours: { label: 'Horaires', usual: 'public', consent: false },
  accessibility: { label: 'Accessibilité', usual: 'public', consent: false },
} as const satisfies Record<string, FieldRule>
export type StructureField = keyof typeof STRUCTURE_FIELDS

/**
 * Who may see a field of a person: what was chosen, else the usual; never everybody without her consent in force for
 * it; the team alone once she has objected.
 */
export function personFieldAudience(
  field: PersonField,
  person: { visibility: VisibilityChoices; objectedAt: Date | null; consents: readonly string[] },
): Audience {
  if (person.objectedAt !== null) return 'team'
  const rule: FieldRule = PERSON_FIELDS[field]
  const chosen = person.visibility[field] ?? rule.usual
  return chosen === 'public' && !person.consents.includes(field) ? 'members' : chosen
}

/** What the visibility of a structure depends on. */
export type StructureSecrecy = {
  visibility: VisibilityChoices
  isPrivateAddress: boolean
  /** The practice of one or several people rather than an institution: no FINESS number of its own. */
  isPractice: boolean
  /** Somebody who offers IVG works there. */
  hostsIvgPractitioner: boolean
}

/**
 * Who may see a field of a structure. An institution is public; a practice is somebody’s, so it is for members unless
 * opened; the street of a home, or of the practice of somebody who offers IVG, is for the team alone whatever was chosen.
 */
export function structureFieldAudience(field: StructureField, structure: StructureSecrecy): Audience {
  const isHidden = structure.isPrivateAddress || (structure.isPractice && structure.hostsIvgPractitioner)
  if (field === 'address' && isHidden) return 'team'
  const usual: Audience = STRUCTURE_FIELDS[field].usual
  return structure.visibility[field] ?? (structure.isPractice && usual === 'public' ? 'members' : usual)
}
