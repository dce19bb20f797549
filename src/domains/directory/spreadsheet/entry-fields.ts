/** What a column of a coordinator’s table may hold, with the headers people give it. The first is what a screen shows. */
export type EntryField =
  | 'lastName'
  | 'firstName'
  | 'fullName'
  | 'title'
  | 'profession'
  | 'role'
  | 'startsOn'
  | 'endsOn'
  | 'rppsNumber'
  | 'structureName'
  | 'structureKind'
  | 'legalStatus'
  | 'finessNumber'
  | 'address'
  | 'addressMore'
  | 'postcode'
  | 'commune'
  | 'territory'
  | 'latitude'
  | 'longitude'
  | 'phone'
  | 'phone2'
  | 'fax'
  | 'email'
  | 'website'
  | 'languages'
  | 'accessibility'
  | 'hours'
  | 'fees'
  | 'publicConsent'
  | 'verifiedOn'
  | 'notes'

type Row = [field: EntryField, label: string, ...synonyms: string[]]

const ROWS: Row[] = [
  ['lastName', 'Nom', 'nom de famille', 'nom usuel', 'nom exercice', 'nom professionnel', 'patronyme'],
  ['firstName', 'Prénom', 'prenoms', 'prenom exercice', 'prenom usuel'],
  [
    'fullName',
    'Nom et prénom',
    'nom prenom',
    'prenom nom',
    'prenom et nom',
    'identite',
    'professionnel',
    'contact',
    'praticien',
    'interlocuteur',
    'referent',
  ],
  ['title', 'Civilité', 'civ', 'titre', 'genre'],
  [
    'profession',
    'Profession',
    'metier',
    'specialite',
    'qualification',
    'discipline',
    'profession specialite',
  ],
  ['role', 'Fonction', 'poste', 'role', 'fonction exercee', 'responsabilite'],
  [
    'startsOn',
    'Depuis le',
    'depuis',
    'date de debut',
    'date debut',
    'debut',
    'date arrivee',
    'arrivee',
    'arrive le',
    'date entree',
    'prise de poste',
    'date de prise de poste',
    'debut d activite',
    'en poste depuis',
    'a partir du',
  ],
  [
    'endsOn',
    'Jusqu’au',
    'jusqu a',
    'jusque',
    'date de fin',
    'date fin',
    'fin',
    'date de depart',
    'date depart',
    'depart le',
    'parti le',
    'date de sortie',
    'fin de poste',
    'fin de contrat',
    'fin d activite',
  ],
  ['rppsNumber', 'N° RPPS', 'rpps', 'numero rpps', 'identifiant rpps', 'code rpps', 'rpps adeli', 'idpp'],
  [
    'structureName',
    'Structure',
    'etablissement',
    'lieu',
    'lieu exercice',
    'lieu de travail',
    'nom de la structure',
    'nom structure',
    'nom etablissement',
    'nom de etablissement',
    'cabinet',
    'organisme',
    'employeur',
    'raison sociale',
    'maternite',
    'denomination',
  ],
  [
    'structureKind',
    'Type de structure',
    'categorie',
    'type',
    'type etablissement',
    'categorie structure',
    'nature de la structure',
  ],
  [
    'legalStatus',
    'Statut',
    'public prive',
    'public ou prive',
    'prive public',
    'statut public prive',
    'secteur public prive',
    'statut juridique',
    'statut etablissement',
    'statut de la structure',
  ],
  ['finessNumber', 'N° FINESS', 'finess', 'numero finess', 'finess geographique', 'finess et', 'code finess'],
  [
    'address',
    'Adresse',
    'rue',
    'voie',
    'adresse 1',
    'adresse postale',
    'adresse professionnelle',
    'adresse cabinet',
    'numero et voie',
  ],
  ['addressMore', 'Complément d’adresse', 'complement', 'adresse 2', 'batiment', 'lieu dit', 'etage'],
  ['postcode', 'Code postal', 'cp', 'c p', 'code post', 'codepostal', 'zip'],
  ['commune', 'Commune', 'ville', 'localite', 'nom commune', 'municipalite'],
  ['territory', 'Territoire', 'secteur', 'antenne', 'bassin', 'departement', 'zone', 'secteur geographique'],
  ['latitude', 'Latitude', 'lat', 'coordonnees latitude', 'latitude gps', 'coord y'],
  ['longitude', 'Longitude', 'lon', 'long', 'lng', 'coordonnees longitude', 'longitude gps', 'coord x'],
  [
    'phone',
    'Téléphone',
    'tel',
    'telephone fixe',
    'tel fixe',
    'tel pro',
    'telephone professionnel',
    'numero de telephone',
    'numero telephone',
    'fixe',
    'standard',
    'secretariat',
    'tel secretariat',
    'telephone 1',
    'tel 1',
  ],
  [
    'phone2',
    'Autre téléphone',
    'mobile',
    'portable',
    'tel portable',
    'telephone portable',
    'telephone mobile',
    'gsm',
    'telephone 2',
    'tel 2',
    'tel mobile',
  ],
  ['fax', 'Télécopie', 'fax', 'telecopieur', 'numero de fax'],
  [
    'email',
    'Adresse mail',
    'mail',
    'email',
    'e mail',
    'courriel',
    'adresse email',
    'adresse e mail',
    'adresse electronique',
    'adresse courriel',
    'messagerie',
    'mel',
    'mail pro',
    'email pro',
    'mail professionnel',
    'contact mail',
  ],
  ['website', 'Site internet', 'site web', 'site', 'url', 'lien', 'web', 'page web'],
  ['languages', 'Langues', 'langue', 'langues parlees', 'langue parlee', 'langues etrangeres'],
  [
    'accessibility',
    'Accessibilité',
    'acces handicap',
    'accessibilite pmr',
    'pmr',
    'acces pmr',
    'accessible',
    'handicap',
    'accueil handicap',
  ],
  ['hours', 'Horaires', 'heures ouverture', 'horaires ouverture', 'jours et horaires', 'ouverture'],
  ['fees', 'Tarifs', 'conventionnement', 'secteur conventionnel', 'honoraires', 'convention', 'tarif'],
  [
    'publicConsent',
    'Accord de diffusion',
    'accord diffusion',
    'accord publication',
    'consentement',
    'autorisation diffusion',
    'diffusion publique',
    'accord',
  ],
  [
    'verifiedOn',
    'Vérifié le',
    'date de mise a jour',
    'date mise a jour',
    'mise a jour',
    'maj',
    'date maj',
    'verifie',
    'verifiee le',
  ],
  [
    'notes',
    'Remarques',
    'commentaire',
    'commentaires',
    'observation',
    'observations',
    'remarque',
    'note',
    'notes',
    'divers',
    'infos',
    'precisions',
  ],
]

/** What a screen calls each field. */
export const FIELD_LABELS = Object.fromEntries(ROWS.map(([field, label]) => [field, label])) as Record<
  EntryField,
  string
>

/** Headers people give to each field, the field’s own name first. */
export const FIELD_SYNONYMS: readonly { field: EntryField; synonyms: readonly string[] }[] = ROWS.map(
  ([field, label, ...synonyms]) => ({ field, synonyms: [label, ...synonyms] }),
)
