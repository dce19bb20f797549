/** A code and the label the file gives it; null when the file leaves the code blank. */
export type Coded = { code: string; label: string | null } | null

export type RppsPerson = {
  line: number
  /** « Identification nationale PP »: the type of identifier, then the identifier. Identifies a person. */
  idnps: string
  /** Eleven digits; null for the few who have another kind of identifier. */
  rppsNumber: string | null
  lastName: string
  firstName: string
  profession: Coded
  category: Coded
}

/** A place of work, as the file describes it. Every field may be blank, and so may the whole. */
export type RppsStructure = {
  siret: string | null
  siren: string | null
  finessSite: string | null
  finessLegal: string | null
  technicalId: string | null
  formerId: string | null
  name: string | null
  tradeName: string | null
  recipient: string | null
  place: string | null
  /** « 12 bis Rue de l’Exemple ». */
  street: string | null
  distribution: string | null
  /** « 01000 BOURG EN BRESSE », as the post office writes it. */
  postOffice: string | null
  postcode: string | null
  communeCode: string | null
  communeName: string | null
  countryCode: string | null
  countryName: string | null
  departmentCode: string | null
  departmentName: string | null
  /** International form. */
  phone: string | null
  phone2: string | null
  fax: string | null
  /** That of the structure, never of the person. */
  email: string | null
}

/** One line of « Personne_activite »: a person, a place of work, a skill. */
export type RppsActivity = RppsPerson & {
  title: Coded
  practiceTitle: Coded
  skillType: Coded
  skill: Coded
  mode: Coded
  structure: RppsStructure | null
  authority: string | null
  sector: Coded
  pharmacistSection: Coded
  role: Coded
  activityKind: Coded
  /** Reservations on values kept or left out, each with the column it is about. */
  warnings: { column: string; sentence: string }[]
}

export type RppsSkill = RppsPerson & { skillType: Coded; skill: Coded }

export type RppsDiploma = Omit<RppsPerson, 'profession' | 'category'> & {
  diplomaType: Coded
  diploma: Coded
  authorisationType: Coded
  discipline: Coded
}
