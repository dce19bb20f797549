/** What a finding says to the hospital's medical information department, and what to do about it. French. */
export type QualityText = { label: string; advice: string }

export const QUALITY_CODES = {
  ACT_WITHOUT_Z37: {
    label: 'Acte d’accouchement, ou Z39.00, sans code Z37',
    advice:
      'Ajoutez en diagnostic associé le Z37 du résultat de l’accouchement : sans lui, le séjour n’est pas compté.',
  },
  Z37_WITHOUT_ACT: {
    label: 'Code Z37 sans acte d’accouchement ni Z39.00',
    advice:
      'Codez l’acte d’accouchement (JQGA ou JQGD), ou Z39.00 si la naissance a eu lieu hors de l’établissement. O80 à O84 ne le remplacent pas.',
  },
  LB_NE_Z37: {
    label: 'Naissances vivantes différentes selon les enfants et selon les mères',
    advice:
      'Rapprochez les séjours de naissance et les Z37 de l’année : l’écart vient d’un code ou d’un séjour manquant, ou d’une sortie l’année suivante.',
  },
  DUPLICATE_FINESS: {
    label: 'Séjour déjà présent sous un autre FINESS',
    advice:
      'Le séjour est compté une fois. Vérifiez que l’établissement juridique et le site n’envoient pas tous deux le même fichier.',
  },
  UNLINKED_DEATH: {
    label: 'Décès avant 28 jours sans séjour de naissance retrouvé',
    advice:
      'Le décès compte pour la région seule. Vérifiez le chaînage du séjour et l’envoi du fichier de la maternité de naissance.',
  },
  UNMATCHED_TRANSFER: {
    label: 'Transfert dont l’autre moitié manque',
    advice:
      'Vérifiez mode, provenance et destination, les dates et le chaînage ; l’autre hôpital n’a peut-être pas transmis son fichier.',
  },
  TWO_CESAREAN_CODES: {
    label: 'Deux codes de césarienne différents sur un séjour',
    advice:
      'Gardez l’acte réalisé. Trame retient, dans l’ordre : au cours du travail, en urgence, programmée, par voie vaginale.',
  },
  P95_NOT_PRINCIPAL: {
    label: 'P95 en diagnostic associé seulement',
    advice:
      'Pour un enfant né sans vie, P95 est le diagnostic principal, à l’exclusion de tout autre. Le séjour n’est compté ni vivant ni mort-né.',
  },
  MISSING_GESTATIONAL_AGE: {
    label: 'Âge gestationnel absent du séjour de naissance',
    advice: 'Renseignez-le sur le premier RUM de l’enfant et sur le RUM d’accouchement de la mère.',
  },
  MISSING_WEIGHT: {
    label: 'Poids absent du séjour de naissance',
    advice: 'Renseignez le poids d’entrée sur le premier RUM de l’enfant.',
  },
  IMPLAUSIBLE_WEIGHT: {
    label: 'Poids de naissance sous 300 g ou au-delà de 6 500 g',
    advice: 'Vérifiez la saisie, en grammes : le séjour est exclu des classes de poids.',
  },
  IMPLAUSIBLE_GESTATIONAL_AGE: {
    label: 'Âge gestationnel sous 22 SA ou au-delà de 43 SA',
    advice: 'Vérifiez la saisie, en semaines d’aménorrhée révolues.',
  },
  GA_MOTHER_CHILD_MISMATCH: {
    label: 'Âges gestationnels de la mère et de l’enfant distants de plus d’une semaine',
    advice: 'Les deux séjours doivent porter la même valeur. Trame retient celle de l’enfant.',
  },
  BELOW_THRESHOLD_UNVERIFIED: {
    label: 'Accouchement avant 22 SA dont l’enfant n’est pas retrouvé ou pas pesé',
    advice:
      'Vérifiez que l’enfant pesait 500 g ou plus : sinon, ce n’est pas un accouchement. Le séjour est compté en attendant.',
  },
  MULTIPLE_NOT_COHERENT: {
    label: 'Nombre d’enfants incohérent',
    advice:
      'Le Z37 ne s’accorde pas avec l’acte, avec O30, avec un second Z37 ou avec les séjours d’enfants liés. Le Z37 est retenu.',
  },
  MULTIPLE_COUNT_UNKNOWN: {
    label: 'Trois enfants ou plus, sans nombre exact',
    advice: 'Codez O30.1 ou O30.2, ou liez les séjours des enfants. Trame en compte trois.',
  },
  STILLBIRTH_KIND_PRESUMED: {
    label: 'Naissances multiples après interruption, sans détail par enfant',
    advice:
      'Codez P95+0 ou P95+1 sur le séjour de chaque enfant né sans vie. Tous sont comptés comme suites de l’interruption.',
  },
  Z37_FIFTH_CHARACTER_MISSING: {
    label: 'Z37 d’un enfant né sans vie, sans cinquième caractère',
    advice: 'Ajoutez 0 (hors interruption médicale) ou 1 (à la suite d’une interruption).',
  },
  Z37_UNSPECIFIED: {
    label: 'Z37 sans précision',
    advice: 'Z37.9 n’est pas admis : codez le résultat. Trame compte un enfant vivant.',
  },
  UNKNOWN_ESTABLISHMENT: {
    label: 'Site absent de la liste des maternités',
    advice: 'Ajoutez le site et son type à l’annuaire, ou corrigez le FINESS géographique des RUM.',
  },
  ACT_ELSEWHERE_UNCHAINED: {
    label: 'Acte d’hémorragie du post-partum hors d’un accouchement, non chaîné',
    advice: 'Sans pseudonyme, l’acte ne peut être rattaché à l’accouchement : il n’est pas compté.',
  },
  ACT_ELSEWHERE_UNMATCHED: {
    label: 'Acte d’hémorragie du post-partum sans accouchement récent retrouvé',
    advice:
      'Le séjour commence plus d’un jour après un accouchement connu, ou celui-ci manque : l’acte n’est pas compté.',
  },
  GROUPING_ERROR: {
    label: 'Séjour périnatal en erreur de groupage (CMD 90)',
    advice: 'Corrigez le séjour et regroupez-le : il n’est compté nulle part.',
  },
} as const satisfies Record<string, QualityText>

export type QualityCode = keyof typeof QUALITY_CODES
