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

/** A document that is gone: who may make another is told so, the others where to find what it said. */
const madeAgain = (by: string | number) =>
  by === 'maker'
    ? 'Faites-en une nouvelle édition, dans la liste des livrets et exports.'
    : 'Cherchez dans l’annuaire en ligne, qui est à jour, ou demandez une nouvelle édition à la coordination du réseau.'

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
  'person.not-found': entry(
    404,
    'Cette personne n’a pas de compte dans ce réseau.',
    'Choisissez-la dans la liste « Comptes et droits ».',
  ),
  'right.not-found': entry(404, 'Ce droit n’existe pas.', 'Rouvrez la page de la personne.'),
  'right.to-oneself': entry(
    403,
    'Personne ne se donne un droit à soi-même.',
    'Demandez-le à une autre personne de l’administration ou de la coordination du réseau.',
  ),
  'right.already-held': entry(
    409,
    'Cette personne a déjà ce droit.',
    'Rien n’a changé. Vous pouvez lui en donner un autre.',
  ),
  'right.not-yours': entry(
    403,
    'Votre rôle ne permet ni de donner ni de retirer ce droit.',
    'Demandez-le à l’administration du réseau.',
  ),
  'right.own-administration': entry(
    409,
    'Vous ne pouvez pas retirer votre propre droit d’administration.',
    'Demandez-le à une autre personne de l’administration du réseau.',
  ),
  'right.last-administrator': entry(
    409,
    'C’est la dernière personne qui administre ce réseau.',
    'Donnez d’abord ce droit à quelqu’un d’autre, puis recommencez.',
  ),
  'account.own-closing': entry(
    409,
    'Vous ne pouvez pas faire cela sur votre propre compte.',
    'Demandez-le à une autre personne de l’administration du réseau.',
  ),
  'account.not-yours': entry(
    409,
    'Ce compte a des droits qui ne dépendent pas de vous.',
    'Vous pouvez retirer un à un ceux que vous avez le droit de donner, ou demander à l’administration.',
  ),
  'account.closed': entry(409, 'Ce compte est désactivé.', 'Réactivez-le d’abord, puis donnez-lui ce droit.'),
  'territory.not-found': entry(
    404,
    'Ce territoire n’existe pas dans ce réseau.',
    'Choisissez-le dans la liste des territoires.',
  ),
  'territory.closed': entry(
    409,
    'Ce territoire est fermé.',
    'Choisissez-en un autre, ou rouvrez-le dans « Territoires et antennes ».',
  ),
  'territory.name-taken': entry(
    409,
    'Un territoire du réseau porte déjà ce nom.',
    'Donnez-lui un autre nom ; s’il est fermé, rouvrez-le plutôt.',
  ),
  'territory.too-many': entry(
    409,
    'Le réseau a déjà 200 territoires.',
    'Renommez l’un de ceux qui sont fermés au lieu d’en ajouter un.',
  ),
  'antenna.not-found': entry(
    404,
    'Cette antenne n’existe pas parmi celles que vous tenez.',
    'Choisissez-la dans « Territoires et antennes ».',
  ),
  'antenna.edited-meanwhile': entry(
    409,
    'Cette antenne a été modifiée entre-temps par quelqu’un d’autre.',
    'Ce qui est enregistré est montré sous votre saisie : reprenez ce qui manque, puis enregistrez de nouveau.',
  ),
  'antenna.name-taken': entry(
    409,
    'Une antenne que vous tenez porte déjà ce nom.',
    'Donnez-lui un autre nom, ou corrigez celle qui existe.',
  ),
  'antenna.too-many': entry(
    409,
    'Le réseau a déjà 500 antennes.',
    'Corrigez l’une de celles qui sont fermées au lieu d’en ajouter une.',
  ),
  'invitation.not-found': entry(
    404,
    'Cette invitation n’est plus en attente.',
    'Elle a été acceptée, annulée ou remplacée. Rouvrez la liste.',
  ),
  'invitation.too-many': entry(
    429,
    'Vous avez envoyé beaucoup d’invitations aujourd’hui.',
    'Les suivantes pourront partir demain. Celles déjà envoyées restent valables.',
  ),
  'invitation.address-busy': entry(
    429,
    'Cette adresse a déjà reçu trois courriels dans l’heure.',
    'Demandez à la personne de regarder ses courriels indésirables, et recommencez dans une heure.',
  ),
  'invitation.dead': entry(
    410,
    'Ce lien d’invitation ne peut plus servir.',
    'Il a déjà été utilisé, il a expiré, ou une invitation plus récente l’a remplacé. Cherchez la dernière dans vos courriels, ou demandez à la personne qui vous a invitée ou invité de la renvoyer. Si vous avez déjà un compte, connectez-vous.',
  ),
  'invitation.account-exists': entry(
    409,
    'Un compte avec mot de passe existe déjà pour cette adresse.',
    'Connectez-vous avec ce compte, puis ouvrez de nouveau le lien de l’invitation.',
  ),
  'access.second-factor-required': entry(
    401,
    'Un code de votre second facteur est demandé.',
    'Envoyez de nouveau l’adresse et le mot de passe, avec le code à six chiffres ou un code de secours.',
  ),
  'access.second-factor-not-set': entry(
    403,
    'Ce rôle demande un second facteur, et votre compte n’en a pas encore.',
    'Configurez-le dans « Mon compte », ou déconnectez-vous puis reconnectez-vous : il vous sera proposé.',
  ),
  'access.bad-code': entry(
    401,
    'Ce code n’est pas le bon, ou il a déjà servi.',
    'Attendez que votre téléphone en affiche un nouveau, puis saisissez-le. Vérifiez que son horloge est à l’heure.',
  ),
  'access.factor-unreadable': entry(
    409,
    'Votre second facteur a été réglé avant un changement de clé de la plateforme, et ne peut plus être lu.',
    'Demandez à l’administrateur de votre réseau de le réinitialiser : vous en réglerez un autre à la connexion.',
  ),
  'access.step-ended': entry(
    401,
    'Cette étape de connexion a expiré ou a déjà servi.',
    'Saisissez de nouveau votre adresse et votre mot de passe.',
  ),
  'access.too-many-tries': entry(
    429,
    'Trop d’essais en peu de temps.',
    (values) =>
      `Réessayez dans ${values.minutes ?? 1} min. Si vous avez perdu votre mot de passe, choisissez-en un nouveau avec « Mot de passe oublié ».`,
  ),
  'account.wrong-password': entry(
    403,
    'Le mot de passe actuel ne correspond pas.',
    'Saisissez celui avec lequel vous vous connectez aujourd’hui.',
  ),
  'account.password-refused': entry(
    400,
    'Ce nouveau mot de passe ne convient pas.',
    'Corrigez le champ signalé, puis envoyez de nouveau.',
  ),
  'account.link-ended': entry(
    410,
    'Ce lien a déjà servi, il a expiré, ou il est incomplet.',
    'Demandez-en un nouveau avec « Mot de passe oublié » : il vaut une heure.',
  ),
  'session.not-found': entry(
    404,
    'Cette session n’existe pas ou n’est plus ouverte.',
    'Rouvrez la liste de vos sessions.',
  ),
  'identity.not-found': entry(
    404,
    'Cette identité n’est pas, ou n’est plus, reliée à votre compte.',
    'Rouvrez « Mon compte » pour voir celles qui le sont.',
  ),
  'identity.only-way-in': entry(
    409,
    'Cette identité est votre seul moyen de vous connecter.',
    'Reliez d’abord une autre identité dans « Mon compte », puis revenez délier celle-ci. Rien n’a changé.',
  ),
  'token.not-found': entry(404, 'Ce jeton n’existe pas ou ne vaut plus.', 'Rouvrez la liste de vos jetons.'),
  'token.too-many': entry(
    409,
    'Vous avez déjà vingt jetons en cours.',
    'Révoquez ceux qui ne servent plus, puis recommencez.',
  ),
  'token.foreign-permission': entry(
    400,
    'Un jeton ne peut faire que ce que permet le rôle en cours.',
    'Choisissez parmi les actions proposées.',
  ),
  'account.no-network-in-region': entry(
    409,
    'Aucun réseau n’est ouvert dans cette région.',
    'Ouvrez d’abord le réseau de la région, puis recommencez.',
  ),
  'account.sign-in-again': entry(
    403,
    'Pour cela, vous devez vous être connectée ou connecté à l’instant.',
    (values) =>
      `Déconnectez-vous, reconnectez-vous, puis recommencez dans les ${values.minutes ?? 10} minutes. Rien n’a changé.`,
  ),
  'provider.away': entry(
    503,
    (values) => `${values.provider ?? 'Le fournisseur d’identité'} ne répond pas, ou répond mal.`,
    'Réessayez dans quelques minutes. Si vous avez un mot de passe Trame, vous pouvez aussi vous connecter avec lui.',
  ),
  'provider.refused': entry(
    403,
    (values) =>
      `La connexion avec ${values.provider ?? 'le fournisseur d’identité'} n’a pas pu être vérifiée.`,
    'Rien n’a été ouvert. Recommencez depuis la page de connexion, dans un seul onglet, sans attendre plus de dix minutes. Si cela se répète, prévenez la coordination de votre réseau.',
  ),
  'provider.no-practice': entry(
    403,
    (values) =>
      `${values.provider ?? 'Le fournisseur d’identité'} n’indique aucun exercice en cours à votre nom.`,
    'Un droit de professionnel demande un exercice en cours à l’Annuaire Santé. S’il manque, faites corriger votre inscription auprès de votre ordre, puis recommencez.',
  ),
  'provider.already-linked': entry(
    409,
    (values) => `Cette identité ${values.provider ?? ''} est déjà reliée à un compte.`,
    'Une identité n’ouvre qu’un seul compte. Si ce n’est pas le vôtre, prévenez la coordination de votre réseau. Rien n’a changé.',
  ),
  'provider.choice-expired': entry(
    410,
    'Cette connexion a expiré avant le choix de la structure.',
    'Recommencez depuis la page de connexion.',
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
  'fhir.unknown-type': entry(
    404,
    'Rien ne répond à cette adresse.',
    ({ types = '' }) =>
      `Chaque réseau a la sienne : /api/fhir/<réseau>. On y lit ${types} ; metadata dit ce qui se cherche.`,
  ),
  'request.invalid': entry(
    400,
    'Certaines informations manquent ou ne conviennent pas.',
    'Corrigez les champs signalés, puis envoyez de nouveau.',
  ),
  'request.key-reused': entry(
    422,
    'Ce formulaire a déjà été envoyé, avec d’autres réponses.',
    'Le premier envoi reste enregistré ; celui-ci ne l’est pas. Rouvrez la page avant de recommencer.',
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
    'La plateforme ne peut pas répondre pour l’instant.',
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
  'mail.not-found': entry(404, 'Ce courriel n’existe pas.', 'Choisissez-le dans la liste des courriels.'),
  'mail.not-failed': entry(
    409,
    'Ce courriel n’est pas en échec : il est parti, il va partir, ou il part en ce moment.',
    'Rechargez la liste : elle dit où il en est.',
  ),
  'directory.not-found': entry(
    404,
    'Cette fiche n’existe pas dans l’annuaire.',
    'Elle a peut-être été retirée, ou réunie à une autre. Cherchez-la dans l’annuaire.',
  ),
  'directory.edited-meanwhile': entry(
    409,
    'Cette fiche a été modifiée entre-temps par quelqu’un d’autre.',
    'Relisez ce qui est enregistré maintenant, reprenez ce qui manque, puis enregistrez de nouveau.',
  ),
  'directory.no-bulk-act': entry(
    404,
    'Cet acte sur plusieurs fiches n’existe pas.',
    'Retrouvez-le dans la liste des actes, ouverte depuis les fiches.',
  ),
  'directory.bulk-act-undone': entry(
    409,
    'Cet acte a déjà été annulé.',
    'Sa page dit par qui et quand. Rien d’autre n’a changé.',
  ),
  'directory.unknown-commune': entry(
    400,
    'La commune autour de laquelle chercher n’est pas reconnue.',
    'Donnez son nom complet, son code postal ou son code Insee : plusieurs communes peuvent avoir le même nom.',
  ),
  'directory.looks-alike': entry(
    409,
    'Une fiche de l’annuaire lui ressemble beaucoup.',
    'Rien n’est enregistré. Ouvrez-la et complétez-la si c’est la même ; sinon, cochez que c’en est une autre, puis envoyez de nouveau.',
  ),
  'directory.number-taken': entry(
    409,
    'Ce numéro est déjà celui d’une fiche de l’annuaire.',
    'Rien n’est enregistré. Cherchez cette fiche et complétez-la, ou vérifiez le numéro.',
  ),
  'directory.account-taken': entry(
    409,
    'Ce compte tient déjà une autre fiche.',
    'Rien n’a changé. Déliez d’abord l’autre fiche, puis recommencez.',
  ),
  'directory.has-record': entry(
    409,
    'Une fiche de l’annuaire est déjà reliée à votre compte.',
    'Rien n’est envoyé : votre fiche se lit ci-dessous. Si ce n’est pas la vôtre, dites-le à l’équipe du réseau.',
  ),
  'directory.no-request': entry(
    404,
    'Cette demande de fiche n’attend plus de réponse.',
    'Elle a été retirée, ou quelqu’un d’autre y a déjà répondu. Rien n’a changé de votre côté.',
  ),
  'directory.kept-by-another': entry(
    409,
    'Cette fiche est déjà reliée à un autre compte.',
    'Rien n’a changé. Si ce compte n’est pas le bon, ouvrez la fiche, déliez-le, puis recommencez.',
  ),
  'echographer.not-found': entry(
    404,
    'Cet identifiant n’existe pas.',
    'Choisissez-le dans la liste des échographistes.',
  ),
  'echographer.identifier-taken': entry(
    409,
    'Cet identifiant a déjà été donné.',
    'Un identifiant n’est jamais donné deux fois, même après sa fin, même à une espace ou un tiret près. Choisissez-en un autre.',
  ),
  'echographer.person-has-one': entry(
    409,
    'Cette personne a déjà un identifiant en cours.',
    'Renouvelez-le, ou mettez-y fin avant d’en donner un autre.',
  ),
  'echographer.wrong-state': entry(
    409,
    'L’état de cet identifiant ne le permet pas, ou plus.',
    'Quelqu’un l’a peut-être changé entre-temps. Rouvrez sa page : elle dit où il en est.',
  ),
  'echographer.document-not-found': entry(
    404,
    'Cette pièce n’existe pas, ou a été retirée.',
    'Rouvrez la page de l’identifiant : elle dit quelles pièces il a.',
  ),
  'echographer.dead-link': entry(
    410,
    'Ce lien ne peut plus servir.',
    'Il a expiré, n’est pas complet, ou l’identifiant a été renouvelé ou cessé depuis. Répondez au courriel pour joindre le réseau.',
  ),
  'directory-duplicate.not-found': entry(
    404,
    'Cette paire de fiches n’existe pas.',
    'Choisissez-la dans la liste des doublons.',
  ),
  'directory-duplicate.decided': entry(
    409,
    'Cette paire a déjà été tranchée.',
    'Quelqu’un d’autre l’a fait. Rien n’a changé de votre côté : rouvrez la liste.',
  ),
  'directory-duplicate.two-numbers': entry(
    409,
    'Ces deux fiches portent deux numéros nationaux différents.',
    'Ce sont donc deux personnes, ou deux sites. Si l’un des numéros est faux, effacez-le d’abord dans sa fiche, puis recommencez.',
  ),
  'directory-duplicate.two-accounts': entry(
    409,
    'Chacune de ces fiches est tenue par un compte.',
    'Déliez d’abord l’un des deux comptes depuis sa fiche, puis recommencez.',
  ),
  'directory-duplicate.two-identifiers': entry(
    409,
    'Chacune de ces fiches a un identifiant d’échographiste en cours.',
    'Une personne n’en a qu’un : mettez fin à l’autre depuis la page « Échographistes », puis recommencez.',
  ),
  'directory-duplicate.not-merged': entry(
    409,
    'Ces fiches ne sont pas réunies.',
    'Quelqu’un a peut-être déjà défait la réunion. Rouvrez la liste.',
  ),
  'directory-duplicate.not-distinct': entry(
    409,
    'Ces fiches ne sont pas déclarées distinctes.',
    'Quelqu’un a peut-être déjà remis la paire à trancher. Rouvrez la liste.',
  ),
  'directory-duplicate.kept-changed': entry(
    409,
    'La fiche gardée a elle-même été réunie à une autre depuis.',
    'Défaites d’abord cette autre réunion, puis recommencez.',
  ),
  'directory-report.not-found': entry(
    404,
    'Ce signalement n’existe pas.',
    'Choisissez-le dans la liste des signalements.',
  ),
  'directory-report.decided': entry(
    409,
    'Ce signalement a déjà reçu sa réponse.',
    'Quelqu’un d’autre l’a traité. Rien n’a changé de votre côté : rouvrez la liste.',
  ),
  'directory-review.unknown-link': entry(
    410,
    'Ce lien n’est pas complet, ou n’a pas été envoyé par Trame.',
    'Ouvrez-le de nouveau depuis le courriel, sans en couper la fin, ou demandez-en un autre ci-dessous.',
  ),
  'directory-review.dead-link': entry(
    410,
    'Ce lien ne peut plus servir.',
    'Il a déjà servi, il a expiré, ou un autre l’a remplacé. Rien n’a changé. Demandez-en un nouveau.',
  ),
  'directory.no-address': entry(
    409,
    'Cette fiche n’a pas d’adresse électronique.',
    'Ajoutez-en une à la fiche, ou appelez la personne.',
  ),
  'directory.several-networks': entry(
    404,
    'Plusieurs réseaux ont leur annuaire ici.',
    'Choisissez d’abord le vôtre dans la liste.',
  ),
  'birth-report.not-found': entry(
    404,
    'Ce rapport n’existe pas.',
    'Choisissez-le dans la liste des rapports de la maison de naissance.',
  ),
  'birth-report.bad-year': entry(
    404,
    'Aucun rapport n’est attendu pour cette année.',
    'Choisissez l’année en cours ou une année passée.',
  ),
  'birth-report.edited-meanwhile': entry(
    409,
    'Ce rapport a été enregistré entre-temps par quelqu’un d’autre.',
    'Rouvrez-le, reprenez ce qui manque, puis enregistrez de nouveau.',
  ),
  'birth-report.not-over': entry(
    409,
    'L’année de ce rapport n’est pas finie.',
    'Il pourra être transmis à partir du 1er janvier. Le brouillon est gardé.',
  ),
  'birth-report.incomplete': entry(
    409,
    'Ce rapport n’est pas complet.',
    'Rouvrez-le : ce qui manque y est dit, avec ce qu’il faut expliquer. Le brouillon est gardé.',
  ),
  'birth-report.reason-missing': entry(
    400,
    'Une correction demande son motif.',
    'Dites ce qui change depuis la version précédente, puis transmettez de nouveau.',
  ),
  'counters.unknown-year': entry(
    404,
    'Cette année n’est pas suivie.',
    'Le réseau n’était pas encore sur la plateforme, ou l’année n’a pas commencé. Choisissez-en une dans la liste.',
  ),
  'publication.not-found': entry(
    404,
    'Ce document n’existe pas.',
    'Choisissez-le dans la liste « Livrets et exports » de l’annuaire.',
  ),
  'publication.too-wide': entry(
    403,
    'Ce document montrerait plus que ce que vous pouvez lire.',
    'Choisissez un public plus large, dont les fiches disent moins.',
  ),
  'publication.empty': entry(
    400,
    'Aucune fiche ne correspond à ce choix.',
    'Rien n’a été produit. Élargissez le choix, ou changez de public.',
  ),
  'publication.too-long': entry(
    400,
    ({ entries = '', most = '' }) =>
      `Ce choix compte ${entries} fiches, plus que les ${most} qu’un document peut contenir.`,
    'Rien n’a été produit. Choisissez un territoire, une catégorie ou une profession.',
  ),
  'publication.not-ready': entry(
    409,
    'Ce document n’est pas encore prêt.',
    'Il se prépare. Rechargez la liste dans quelques secondes.',
  ),
  'publication.withdrawn': entry(
    410,
    'Ce document montre une fiche, un numéro ou une adresse qui ont été retirés depuis.',
    ({ by = '' }) => `Il n’est donc plus donné. ${madeAgain(by)}`,
  ),
  'publication.removed': entry(
    410,
    'Le fichier de ce document a été effacé.',
    ({ by = '' }) => `Les fichiers sont gardés trente jours. ${madeAgain(by)}`,
  ),
  'birth-house.not-found': entry(
    404,
    'Cette maison de naissance n’existe pas dans ce réseau.',
    'Choisissez-la dans la liste des maisons, ou demandez à la coordination du réseau de l’ouvrir.',
  ),
  'birth-house.site-taken': entry(
    409,
    'Une maison ou un site du réseau a déjà cet emplacement.',
    'Rouvrez la liste des maisons, ou choisissez un autre site. Rien n’a changé.',
  ),
  'birth-house.closed': entry(
    409,
    ({ day = '' }) => `La maison est fermée depuis le ${day}.`,
    'Ce qui s’est passé avant peut encore être noté, à sa date. Si la date de fermeture est fausse, dites-le à la coordination du réseau.',
  ),
  'birth-house.closed-before-opening': entry(
    400,
    'La fermeture vient avant l’ouverture.',
    'Corrigez la date de fermeture, ou la date d’ouverture dans l’identité de la maison.',
  ),
  'birth-house.part-not-found': entry(
    404,
    'Cet élément n’est pas dans le dossier de la maison.',
    'Rouvrez la page de la maison : il a peut-être été retiré.',
  ),
  'birth-house.not-a-midwife': entry(
    400,
    'Cette personne n’est pas sage-femme dans l’annuaire.',
    'Choisissez une sage-femme, ou faites corriger sa profession par la coordination du réseau.',
  ),
  'birth-house.charter-incomplete': entry(
    409,
    'La charte n’est pas complète.',
    'Complétez d’abord les éléments qui manquent : leur liste est sur la page de la charte.',
  ),
  'birth-house.adopted-to-come': entry(
    400,
    'La date d’adoption est à venir.',
    'Indiquez le jour où la maison a adopté sa charte.',
  ),
  'birth-house.edited-meanwhile': entry(
    409,
    'Quelqu’un d’autre a modifié cette page entre-temps.',
    'Ce qui est enregistré est montré à côté de votre saisie : reprenez ce qui manque, puis enregistrez de nouveau.',
  ),
  'birth-house.meeting-to-come': entry(
    400,
    'Cette réunion n’a pas encore eu lieu.',
    'Notez-la une fois tenue : le rapport annuel compte les réunions passées.',
  ),
  'birth-house.midwife-there': entry(
    409,
    'Cette sage-femme est déjà dans la maison à ces dates.',
    'Donnez d’abord une fin à sa première période, ou corrigez les dates. Rien n’a changé.',
  ),
  'birth-file.none-open': entry(
    404,
    'Aucun dossier d’autorisation n’est en préparation dans cette maison.',
    'Ouvrez-en un depuis la page de l’autorisation.',
  ),
  'birth-file.house-closed': entry(
    409,
    ({ day = '' }) => `La maison est fermée depuis le ${day}.`,
    'Son dossier d’autorisation est gardé tel qu’il est : il ne se complète ni ne se transmet plus. Si la date de fermeture est fausse, dites-le à la coordination du réseau.',
  ),
  'birth-file.already-open': entry(
    409,
    'Un dossier est déjà ouvert dans cette maison.',
    'Continuez-le : il n’y en a qu’un à la fois, jusqu’à la décision de l’agence.',
  ),
  'birth-file.not-hers': entry(
    400,
    'Ce message n’est pas de ceux que vous écrivez.',
    'La maison répond ; l’agence demande un complément, observe, ou note pour elle-même.',
  ),
  'birth-file.incomplete': entry(
    409,
    'Le dossier n’est pas complet.',
    'Complétez d’abord les éléments qui manquent : leur liste est sur la page de l’autorisation.',
  ),
  'birth-file.reason-missing': entry(
    400,
    'Une nouvelle version dit ce qui change.',
    'Écrivez-le en une phrase, puis transmettez de nouveau.',
  ),
  'birth-file.nothing-sent': entry(
    409,
    'Aucun dossier n’est encore transmis à l’agence.',
    'Les échanges et la décision portent sur un dossier transmis.',
  ),
  'birth-file.newer-version': entry(
    409,
    (values) => `La maison a transmis la version ${values.version ?? '?'} entre-temps.`,
    'Lisez-la d’abord, puis enregistrez de nouveau votre décision. Rien n’est enregistré.',
  ),
  'birth-file.decided-to-come': entry(
    400,
    'La date de la décision est à venir.',
    'Indiquez le jour où l’agence a décidé.',
  ),
  'document.refused': entry(
    400,
    'Un fichier ne peut pas être pris.',
    'Voyez ce qui est dit à côté de son champ, puis envoyez de nouveau. Rien n’est enregistré.',
  ),
  'document.too-many': entry(
    409,
    (values) => `Il y a déjà ${values.most ?? '?'} documents ici.`,
    'Retirez d’abord ceux qui ne servent plus. Rien n’est enregistré.',
  ),
  'document.content-lost': entry(
    410,
    'Le contenu de ce document n’est plus sur le serveur.',
    'Déposez-le de nouveau, et prévenez la coordination du réseau.',
  ),
  'birth-house.short-name-taken': entry(
    409,
    'Ce nom court est déjà pris.',
    'Choisissez-en un autre. Rien n’a changé.',
  ),
  'register.impossible': entry(
    400,
    'Certaines réponses ne vont pas ensemble.',
    'Corrigez les champs signalés, puis enregistrez de nouveau. Rien n’est perdu.',
  ),
  'register.to-confirm': entry(
    409,
    'Une réponse est à confirmer avant d’enregistrer.',
    'Corrigez-la, ou cochez qu’elle est exacte, puis enregistrez de nouveau. Rien n’est perdu.',
  ),
  'register.edited-meanwhile': entry(
    409,
    'Quelqu’un d’autre a modifié cette page entre-temps.',
    'Ce qui est enregistré est montré à côté de votre saisie : reprenez ce qui manque, puis enregistrez de nouveau.',
  ),
  'woman.not-found': entry(
    404,
    'Cette femme n’est pas dans le registre de la maison.',
    'Cherchez son numéro dans le registre.',
  ),
  'criterion.not-found': entry(
    404,
    'Ce critère n’existe pas, ou il a déjà pris fin.',
    'Rouvrez la liste des critères de la maison.',
  ),
  'newborn.not-found': entry(
    404,
    'Cet enfant n’est pas dans le registre de la maison.',
    'Rouvrez la page de sa mère.',
  ),
  'monthly-return.link-dead': entry(
    410,
    'Ce lien ne peut plus servir.',
    'Il a expiré ou il est incomplet. Connectez-vous : la page « Mois » de la maison permet la même chose.',
  ),
  'monthly-return.has-transfers': entry(
    409,
    'Des transferts sont déclarés ce mois-là.',
    'Il n’y a donc rien à confirmer. S’ils sont déclarés par erreur, annulez-les d’abord.',
  ),
  'monthly-return.not-over': entry(
    409,
    'Ce mois n’est pas encore fini.',
    'Revenez le mois suivant : un courriel vous le rappellera.',
  ),
  'transfer.not-found': entry(
    404,
    'Cette déclaration de transfert n’existe pas.',
    'Choisissez-la dans la liste des transferts.',
  ),
  'transfer.cancelled': entry(
    409,
    (values) => `La déclaration ${values.number ?? ''} est annulée.`,
    'Elle ne change plus. Si le transfert a bien eu lieu, déclarez-le de nouveau.',
  ),
  'directory-import.not-found': entry(
    404,
    'Cet import de l’annuaire n’existe pas.',
    'Choisissez-le dans la liste des imports.',
  ),
  'directory-import.no-file': entry(
    400,
    'Aucun fichier n’a été reçu.',
    'Choisissez le fichier du RPPS, de FINESS ou votre tableau, puis envoyez.',
  ),
  'directory-import.one-file': entry(
    400,
    'Un seul fichier à la fois.',
    'Envoyez-les l’un après l’autre : chacun est comparé, puis appliqué ou non.',
  ),
  'directory-import.unreadable': entry(400, 'Ce fichier ne peut pas être lu.', ({ words = '' }) =>
    `${words} Rien n’a été écrit dans l’annuaire.`.trim(),
  ),
  'directory-import.unusable': entry(400, 'Ce fichier ne peut pas être utilisé.', ({ words = '' }) =>
    `${words} Rien n’a été écrit dans l’annuaire.`.trim(),
  ),
  'directory-import.nothing-kept': entry(
    400,
    'Rien dans ce fichier ne concerne ce qui a été choisi.',
    'Vérifiez les départements, les professions ou les colonnes, puis envoyez de nouveau le fichier. Rien n’a été écrit dans l’annuaire.',
  ),
  'directory-import.too-much': entry(
    400,
    'Ce choix garderait beaucoup trop de lignes pour un annuaire régional.',
    'Choisissez moins de départements ou de professions, puis envoyez de nouveau le fichier.',
  ),
  'directory-import.choose': entry(
    400,
    'Il manque un choix pour comparer ce fichier.',
    'Corrigez le champ signalé, puis lancez la comparaison.',
  ),
  'directory-import.confirm': entry(
    409,
    'Cet import demande une vérification de votre part.',
    'Lisez ce qui est signalé, cochez la case, puis appliquez.',
  ),
  'directory-import.not-now': entry(
    409,
    'Cet import n’en est plus à cette étape.',
    'Rechargez la page : elle dit où il en est et ce qui est possible.',
  ),
  'directory-import.interrupted': entry(
    500,
    'Le travail s’est arrêté sur une erreur inattendue, et les essais suivants aussi.',
    'L’annuaire n’a pas changé. Vous pouvez recommencer ; si cela se répète, transmettez l’adresse de cette page à l’administrateur.',
  ),
  'directory-import.outdated': entry(
    409,
    'L’annuaire a changé depuis la comparaison.',
    'Elle vient d’être refaite : relisez-la, puis appliquez. Rien n’a encore été écrit.',
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
