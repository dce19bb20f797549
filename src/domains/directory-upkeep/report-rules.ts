/** What a reader may say is wrong with a record. */
export const MOTIVES = {
  'wrong-contact': 'Le téléphone ou l’adresse électronique ne répond pas',
  left: 'La personne n’exerce plus ici',
  closed: 'Le lieu a fermé ou a déménagé',
  'wrong-name': 'Le nom ou la profession est faux',
  'wrong-offer': 'Ce qui est proposé ne l’est pas, ou plus',
  'wrong-access': 'L’accessibilité n’est pas celle annoncée',
  other: 'Autre chose',
} as const
export type Motive = keyof typeof MOTIVES

/** What the person or the structure itself asks for, from her link. */
export const OWNER_MOTIVES = {
  'owner-correction': 'Correction proposée depuis le lien de vérification',
  'owner-removal': 'La structure demande à ne plus apparaître',
} as const
export type OwnerMotive = keyof typeof OWNER_MOTIVES

/** The words of a motive, whoever gave it. */
export function motiveWords(motive: string | null): string {
  const words: Readonly<Record<string, string>> = { ...MOTIVES, ...OWNER_MOTIVES }
  return (motive !== null && words[motive]) || 'Sans motif'
}
