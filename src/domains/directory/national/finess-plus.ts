import { isCivilDate } from './civil-date.js'
import { readEmail } from './email.js'
import { FINESS_FORM, readFinessNumber } from './finess-number.js'
import {
  emptyFinessSummary,
  type FinessActivity,
  type FinessPosition,
  type FinessSink,
  type FinessStructure,
  type FinessSummary,
} from './finess-record.js'
import { EntitySplitter } from './json-entities.js'
import { listAt, type Members, membersOf, objectAt, textAt, textsAt } from './json-members.js'
import { legalStatusOf } from './legal-status.js'
import { readPhone } from './phone.js'
import type { ByteReader } from './pipe-reader.js'
import { cleanText, shown } from './plain-text.js'
import { readPosition } from './position.js'
import { departmentOfCommune } from './territories.js'
import type { Verdict } from './verdict.js'

/** Uses of an address: of the establishment itself, of a head office. */
const SITE_ADDRESS = '03'
const HEAD_OFFICE_ADDRESS = '02'

/**
 * Reader of FINESS+ (JSON), structures and activities alike: each legal entity tells what it carries. Keys are read in
 * the spelling of the published files as in that of the published schema, which differ.
 */
export function createFinessPlusReader(sink: FinessSink): ByteReader<FinessSummary> {
  return new FinessPlusReader(sink)
}

class FinessPlusReader {
  refusal: string | null = null
  private readonly summary = emptyFinessSummary()
  private readonly splitter = new EntitySplitter('pmej', {
    entity: (bytes, rank) => this.readEntity(bytes, rank),
    unusable: (rank) => {
      this.summary.entries += 1
      this.reject(rank, null, 'trop grande ou trop imbriquée pour être lue.')
    },
    scalar: (name, value) => {
      const day = value.slice(0, 10)
      if (name === 'generatedAt' && isCivilDate(day)) this.summary.fileDate = day
    },
  })

  constructor(private readonly sink: FinessSink) {}

  push(chunk: Buffer): void {
    this.splitter.push(chunk)
  }

  end(): FinessSummary {
    const outcome = this.splitter.end()
    const { entries, rejected } = this.summary
    if (outcome === 'not-json')
      this.refusal = 'Ce n’est pas un fichier FINESS+ : il n’est pas au format JSON attendu.'
    else if (outcome === 'truncated')
      this.refusal = `Le fichier est incomplet : il s’arrête après ${entries} entités juridiques. Téléchargez-le de nouveau.`
    else if (entries === 0)
      this.refusal = 'Ce n’est pas un fichier FINESS+ : il ne contient pas d’entité juridique (« pmej »).'
    else if (rejected >= entries && this.summary.structures + this.summary.activities === 0)
      this.refusal = 'Aucune entité n’a pu être lue : voyez les rejets pour en connaître la cause.'
    if (this.summary.fileDate === null)
      this.summary.notes.push('Le fichier ne dit pas sa date (« generatedAt »).')
    return { ...this.summary, refusal: this.refusal }
  }

  private readEntity(bytes: Buffer, rank: number): void {
    this.summary.entries += 1
    const entity = parsed(bytes)
    if (entity === null) {
      this.reject(rank, null, 'JSON mal formé.')
      return
    }
    const general = objectAt(entity, 'informationsGeneralesPMEJ')
    const legal = textAt(general, 'numFinessPm') ?? textAt(entity, 'numFiness', 'numeroFiness')
    if (legal === null || !FINESS_FORM.test(legal)) {
      this.reject(rank, 'numFinessPm', `${shown(legal ?? '')} n’est pas un numéro FINESS de 9 caractères.`)
      return
    }
    const establishments = listAt(entity, 'ege')
    if (general.size > 0) {
      const legalForm = textAt(general, 'statutJuridique')
      this.structure(rank, 'legal-entity', legal, null, { object: entity, general, legalForm })
      for (const establishment of establishments)
        this.readEstablishment(rank, legal, establishment, legalForm)
    }
    this.readActivities(legal, entity, establishments, rank)
  }

  private readEstablishment(
    rank: number,
    legal: string,
    establishment: Members,
    legalForm: string | null,
  ): void {
    const general = objectAt(establishment, 'informationsGeneralesEGE')
    const finess = textAt(general, 'numFinessEge')
    if (finess === null || !FINESS_FORM.test(finess)) {
      const reason = `${shown(finess ?? '')} n’est pas le numéro FINESS d’un établissement (entité ${legal}).`
      this.reject(rank, 'numFinessEge', reason)
      return
    }
    this.structure(rank, 'establishment', finess, legal, { object: establishment, general, legalForm })
  }

  private structure(
    rank: number,
    kind: FinessStructure['kind'],
    finess: string,
    legal: string | null,
    source: Omit<Source, 'address'>,
  ): void {
    const address = addressOf(source.object, kind)
    const structure = decodeStructure(kind, finess, legal, { ...source, address })
    if (structure === null) {
      this.reject(rank, 'nom', `FINESS ${finess} : le nom est vide.`)
      return
    }
    this.summary.structures += 1
    this.sink.structure(structure)
    const position = decodePosition(structure, address)
    if (position === null) return
    if ('refusal' in position) structure.warnings.push(position.refusal)
    else {
      this.summary.positions += 1
      this.sink.position(position)
    }
  }

  /** What is carried out on a site is said by the site; an authorisation adds what no site has said. */
  private readActivities(legal: string, entity: Members, establishments: Members[], rank: number): void {
    const siteOf = new Map<string, string>()
    const seen = new Set<string>()
    const emit = (activity: Members, finess: string | null) => {
      const found = decodeActivity(activity, legal, finess)
      if (found === null) {
        this.reject(rank, 'activite', `Une activité de ${finess ?? legal} n’a pas de code.`)
        return
      }
      if (found === 'other') {
        this.summary.setAside += 1
        return
      }
      const id = textAt(objectAt(activity, 'caracteristiquesGeneriques'), 'activiteAeId')
      if (id !== null && seen.has(id)) return
      if (id !== null) seen.add(id)
      this.summary.activities += 1
      this.sink.activity(found)
    }
    for (const establishment of establishments) {
      const general = objectAt(establishment, 'informationsGeneralesEGE')
      const finess = textAt(establishment, 'numFinessEge') ?? textAt(general, 'numFinessEge')
      const id = textAt(establishment, 'egeId') ?? textAt(general, 'egeId')
      if (id !== null && finess !== null) siteOf.set(id, finess)
      for (const activity of listAt(establishment, 'activitesExercees')) emit(activity, finess)
    }
    for (const activity of listAt(entity, 'activitesAutorisees')) {
      const id = textAt(objectAt(activity, 'caracteristiquesGeneriques'), 'egeId')
      emit(activity, id === null ? null : (siteOf.get(id) ?? null))
    }
  }

  private reject(rank: number, column: string | null, reason: string): void {
    this.summary.rejected += 1
    this.sink.reject({ line: null, column, reason: `Entité juridique n° ${rank} du fichier : ${reason}` })
  }
}

function parsed(bytes: Buffer): Members | null {
  try {
    return membersOf(JSON.parse(bytes.toString('utf8')))
  } catch {
    // The bytes of one entity are no JSON: it is rejected, the others are read.
    return null
  }
}

function addressOf(object: Members, kind: FinessStructure['kind']): Members {
  const addresses = listAt(object, 'adresse')
  const usage = kind === 'establishment' ? SITE_ADDRESS : HEAD_OFFICE_ADDRESS
  return addresses.find((address) => textAt(address, 'usageAdresse') === usage) ?? addresses[0] ?? new Map()
}

type Source = {
  object: Members
  general: Members
  address: Members
  /** Of the legal entity, which all its establishments share. */
  legalForm: string | null
}

function decodeStructure(
  kind: FinessStructure['kind'],
  finessNumber: string,
  legalFinessNumber: string | null,
  { object, general, address, legalForm }: Source,
): FinessStructure | null {
  const name = label(general, 'nomEgeCourt', 'denominationPm', 'nomEgeLong', 'denominationLonguePmSmsse')
  if (name === null) return null
  const warnings: string[] = []
  const noted = (verdict: Verdict<string>): string | null => {
    const sentence = 'refusal' in verdict ? verdict.refusal : verdict.warning
    if (sentence !== null) warnings.push(sentence)
    return 'refusal' in verdict ? null : verdict.value
  }
  const telecoms = listAt(object, 'contact').map((contact) => objectAt(contact, 'telecom'))
  const contact = (...names: string[]) =>
    telecoms.map((telecom) => textAt(telecom, ...names)).find((text) => text !== null) ?? null
  const [phone, fax, email] = [
    contact('telephone', 'numeroTelephone'),
    contact('telecopie', 'fax'),
    contact('adresseMail', 'mail', 'courriel', 'email'),
  ]
  noted(readFinessNumber(finessNumber))
  const communeCode = textAt(address, 'cogCommune')
  const closedOn = dateAt(general, 'dateFermeture')
  return {
    kind,
    finessNumber,
    legalFinessNumber,
    name,
    longName: label(general, 'nomEgeLong', 'denominationLonguePmSmsse'),
    complement: label(address, 'complementDestinataire', 'complementPointGeographique'),
    street: label(address, 'ligneQuatre') ?? streetOf(address),
    locality: label(address, 'lieuDit'),
    postcode: textAt(address, 'codePostal'),
    city: label(address, 'ligneAcheminement'),
    communeCode,
    departmentCode: communeCode === null ? null : departmentOfCommune(communeCode),
    phone: phone === null ? null : noted(readPhone(phone)),
    fax: fax === null ? null : noted(readPhone(fax)),
    email: email === null ? null : noted(readEmail(email)),
    categoryCode: textAt(object, 'categorieEntiteGeographiqueExercice'),
    categoryLabel: null,
    legalStatus: legalStatusOf({
      participation: textsAt(general, 'espic'),
      legalForm,
      tariffs: textAt(object, 'modeFixationTarifaire'),
    }),
    siret: textAt(general, 'siret'),
    openedOn: dateAt(general, 'dateOuverture', 'dateCreation'),
    authorisedOn: dateAt(general, 'datePremiereAutorisation'),
    closedOn,
    isOpen: textAt(object, 'etatObjet') !== 'I' && closedOn === null,
    updatedOn: dateAt(object, 'dateDerniereMaj'),
    warnings,
  }
}

function decodePosition(
  { finessNumber, departmentCode, updatedOn }: FinessStructure,
  address: Members,
): FinessPosition | { refusal: string } | null {
  const raw = objectAt(address, 'coordonneesGeographique')
  const latitude = textAt(raw, 'directionLatitude')
  const longitude = textAt(raw, 'directionLongitude')
  const [x, y] = [textAt(raw, 'coordonneeX'), textAt(raw, 'coordonneeY')]
  if ([latitude, longitude, x, y].every((text) => text === null)) return null
  const verdict = readPosition({ latitude, longitude, x, y, epsg: null }, departmentCode ?? '')
  if ('refusal' in verdict) return verdict
  return { finessNumber, point: verdict.value, updatedOn, warning: verdict.warning }
}

/** Health activities have a code, a modality and a form; the social ones and equipment are of no use here. */
function decodeActivity(
  activity: Members,
  legalFinessNumber: string,
  finessNumber: string | null,
): FinessActivity | 'other' | null {
  const generic = objectAt(activity, 'caracteristiquesGeneriques')
  const nature = objectAt(activity, 'nature')
  const regime = textAt(nature, 'codeNature')
  if (regime === null) return null
  if (regime !== 'AMF' && regime !== 'AMM') return 'other'
  const specific = objectAt(objectAt(nature, 'caracteristiquesSpecifiques'), `typeActivite${regime}`)
  const activityCode = textAt(specific, `activite${regime}`)
  if (activityCode === null) return null
  const ends = [
    dateAt(generic, 'dateFinActiviteAutorisee'),
    dateAt(generic, 'dateFinEffectiveActivite'),
    dateAt(generic, 'dateCaduciteAutorisation'),
  ].filter((date) => date !== null)
  return {
    finessNumber,
    legalFinessNumber,
    regime,
    activityCode,
    modalityCode: textAt(specific, 'modaliteActivite', 'modaliteAMM'),
    formCode: textAt(specific, 'formeActivite', 'mentionAMM'),
    startsOn: dateAt(generic, 'dateDebutActiviteAutorisee', 'dateDebutActiviteExercee', 'dateDebut'),
    endsOn: ends.sort()[0] ?? null,
    isActive: textAt(generic, 'etatObjet') !== 'I',
    arhgosNumber: textAt(generic, 'numAutorisationArhgos'),
  }
}

function streetOf(address: Members): string | null {
  const parts = ['numeroVoie', 'complementNumeroVoie', 'typeVoie', 'libelleVoie'].map((name) =>
    label(address, name),
  )
  return parts.filter((part) => part !== null).join(' ') || null
}

function label(members: Members, ...names: string[]): string | null {
  const text = textAt(members, ...names)
  return text === null ? null : cleanText(text) || null
}

/** « 2021-10-18 00:00:00 » and « 2021-10-18 » alike; null when it is no date. */
function dateAt(members: Members, ...names: string[]): string | null {
  const day = textAt(members, ...names)?.slice(0, 10) ?? null
  return day !== null && isCivilDate(day) ? day : null
}
