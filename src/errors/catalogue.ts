type Values = Record<string, string | number>

type Entry = {
  status: number
  /** What happened. */
  title: (values: Values) => string
  /** What to do now. */
  advice: (values: Values) => string
}

const entry = (
  status: number,
  title: string | ((values: Values) => string),
  advice: string | ((values: Values) => string),
): Entry => ({
  status,
  title: typeof title === 'string' ? () => title : title,
  advice: typeof advice === 'string' ? () => advice : advice,
})

/**
 * Every refusal a person or a program may meet: stable code → status and French words. No identity and no
 * health datum ever enters a message.
 */
export const CATALOGUE = {
  'access.sign-in-required': entry(
    401,
    'Vous n’êtes pas connectée ou connecté.',
    'Connectez-vous, puis recommencez.',
  ),
  'access.forbidden': entry(
    403,
    'Votre rôle ne permet pas cette action.',
    'Si vous pensez en avoir besoin, demandez-le à l’administrateur de votre réseau.',
  ),
  'access.bad-credentials': entry(
    401,
    'L’adresse électronique ou le mot de passe ne correspond pas.',
    'Vérifiez les deux, puis recommencez. Votre saisie n’a pas été enregistrée.',
  ),
  'access.no-role': entry(
    403,
    'Votre compte n’a aucun rôle en cours.',
    'Demandez à l’administrateur de votre réseau de vous en attribuer un.',
  ),
  'account.no-network-in-region': entry(
    409,
    'Aucun réseau n’est ouvert dans cette région.',
    'Ouvrez d’abord le réseau de la région, puis recommencez.',
  ),
  'access.forged-form': entry(
    403,
    'Ce formulaire ne vient pas d’une page que vous avez ouverte, ou elle a expiré.',
    'Rechargez la page, puis envoyez de nouveau.',
  ),
  'request.not-found': entry(
    404,
    'Cette page n’existe pas.',
    'L’adresse est peut-être ancienne ou incomplète. Repartez de l’accueil.',
  ),
  'request.invalid': entry(
    400,
    'Certaines informations manquent ou ne conviennent pas.',
    'Corrigez les champs signalés, puis envoyez de nouveau.',
  ),
  'request.too-large': entry(
    413,
    (values) => `L’envoi dépasse la taille permise (${values.megabytes ?? '?'} Mo).`,
    'Envoyez une archive .zip, ou les années en plusieurs fois.',
  ),
  'request.unsupported-type': entry(
    415,
    'Ce type de contenu n’est pas accepté à cette adresse.',
    'Envoyez du JSON à l’API, ou passez par le formulaire de la page.',
  ),
  'request.too-many': entry(
    429,
    'Trop de demandes en peu de temps.',
    (values) => `Réessayez dans ${values.seconds ?? 60} secondes.`,
  ),
  'server.unavailable': entry(
    503,
    'La base de données ne répond pas.',
    'Vos données enregistrées ne sont pas touchées. Réessayez dans une minute.',
  ),
  'server.bug': entry(
    500,
    'Une erreur inattendue s’est produite de notre côté.',
    'Réessayez. Si elle revient, transmettez la référence ci-dessous à l’administrateur.',
  ),
  'network.not-found': entry(404, 'Ce réseau n’existe pas.', 'Repartez de l’accueil.'),
  'establishment.not-found': entry(
    404,
    'Cet établissement n’existe pas dans ce réseau.',
    'Choisissez-le dans la liste des maternités.',
  ),
  'indicator.not-found': entry(
    404,
    'Cet indicateur n’existe pas.',
    'Choisissez-le dans la liste des treize indicateurs traceurs.',
  ),
  'authorisation.missing': entry(
    409,
    'Aucun fondement juridique en cours n’est enregistré pour traiter des données du PMSI dans ce réseau.',
    'L’administrateur du réseau doit d’abord l’enregistrer : référence, dates, délégué à la protection des données, hébergeur de données de santé. Aucun fichier n’a été conservé.',
  ),
  'import.not-found': entry(404, 'Cet import n’existe pas.', 'Choisissez-le dans la liste des imports.'),
  'import.no-file': entry(
    400,
    'Aucun fichier n’a été reçu.',
    'Choisissez au moins un fichier .rsa ou une archive .zip, puis envoyez.',
  ),
  'import.too-many-files': entry(
    400,
    'L’envoi compte plus de 200 fichiers.',
    'Groupez-les dans une archive .zip, ou envoyez-les en plusieurs fois.',
  ),
  'import.unusable': entry(
    400,
    'Aucun des fichiers envoyés n’a pu être lu comme un extrait du PMSI.',
    'Le détail par fichier dit pourquoi. Les chiffres déjà publiés n’ont pas changé.',
  ),
  'import.foreign-establishment': entry(
    409,
    'Les fichiers portent le n° FINESS d’un autre établissement que le vôtre.',
    'Envoyez les fichiers de votre établissement, ou demandez à la coordination du réseau de les envoyer.',
  ),
  'import.finished': entry(
    409,
    'Cet import est déjà terminé : il ne peut plus être annulé.',
    'Pour revenir en arrière, envoyez de nouveau les fichiers précédents.',
  ),
  'import.interrupted': entry(
    500,
    'L’import s’est arrêté sur une erreur inattendue, et les essais suivants aussi.',
    'Les chiffres publiés n’ont pas changé. Transmettez la référence de l’import à l’administrateur.',
  ),
  'published-figure.not-a-rate': entry(
    400,
    'La valeur n’est pas un nombre possible pour cet indicateur.',
    'Saisissez le nombre comme ATIH le publie, dans l’unité affichée, par exemple 7,1.',
  ),
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof CATALOGUE

/** Status and French words of a code. */
export function describeError(
  code: ErrorCode,
  values: Values = {},
): { status: number; title: string; advice: string } {
  const { status, title, advice } = CATALOGUE[code]
  return { status, title: title(values), advice: advice(values) }
}
