/** Findings of the readers of PMSI files: what it is, and what to do about it. */
export const QUALITY_CODES = {
  DUPLICATE_KEY:
    'Un même n° d’index de RSA figure deux fois dans le fichier : la dernière ligne a été retenue. Vérifiez que le fichier n’a pas été assemblé à la main.',
  UNGROUPED_STAY:
    'Le séjour périnatal est groupé en erreur (CMD 90) et n’a pas été compté. Corrigez le codage puis renvoyez la transmission.',
  MIXED_FINESS:
    'Le fichier contient des lignes d’un autre établissement : elles sont comptées pour leur propre n° FINESS. Vérifiez que ce regroupement est voulu.',
  EXIT_YEAR_MISMATCH:
    'Des séjours sont sortis une autre année que celle de la transmission : ils sont comptés dans l’année de leur sortie. Vérifiez le nom et le contenu du fichier.',
  TRIAL_TRANSMISSION:
    'Seule une transmission d’essai (mois 0) a été trouvée pour cette année : les chiffres sont provisoires. Envoyez la transmission validée.',
  LAMDA_WITHOUT_BASE:
    'Seules des corrections tardives (LAMDA) ont été trouvées pour cette année : les chiffres sont incomplets. Ajoutez la transmission de décembre.',
  COMPANION_MISMATCH:
    'Des lignes du fichier de chaînage (.ano ou .tra) ne correspondent pas aux séjours portant le même index : elles n’ont pas été utilisées. Envoyez les fichiers d’une même transmission.',
  MOTHER_NOT_FOUND:
    'Le numéro de séjour de la mère est renseigné pour l’enfant, mais il ne mène à aucun séjour de femme dans l’établissement. Vérifiez sa saisie.',
} as const

export type ReaderQualityCode = keyof typeof QUALITY_CODES
