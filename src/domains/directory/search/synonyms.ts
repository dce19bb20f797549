import { PROFESSIONS, SKILL_GROUPS, SKILLS } from '../national/professions.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from '../national/structure-categories.js'
import { ACCESSIBILITY_KINDS, IVG_METHODS, LANGUAGE_LABELS, OFFER_KINDS } from '../vocabulary.js'
import {
  facetLexeme,
  MATERNITY_LEXEME,
  skillCodeLexeme,
  structureCategoryLexeme,
  wordsOf,
} from './lexemes.js'

/** What somebody means by some words: any of these lexemes. The noun names what is found, one and many. */
export type Concept = { means: readonly string[]; noun?: readonly [one: string, many: string] }

type Row = { says: string; means: readonly string[]; noun?: readonly [string, string] }

const profession = (code: string) => facetLexeme('profession', code)
const skill = (name: string) => facetLexeme('skill', name)
const offer = (kind: string) => facetLexeme('offer', kind)
const category = (name: string) => facetLexeme('category', name)
const status = (name: string) => facetLexeme('status', name)
const access = (kind: string) => facetLexeme('accessibility', kind)
const SIGN_LANGUAGE = facetLexeme('language', 'fsl')
const EVERY_ACCESS = Object.keys(ACCESSIBILITY_KINDS).map(access)

/** What people type that no label says. Several ways of saying, separated by commas; the longest one found wins. */
const ROWS: readonly Row[] = [
  {
    says: 'sage femme, sages femmes, sagefemme, sagefemmes, maïeuticien, maïeuticienne, maïeutique, sf',
    means: [profession('50')],
    noun: ['sage-femme', 'sages-femmes'],
  },
  {
    says: 'gynéco, gynécos, gynécologue, gynécologues, gynécologie, gynécologique',
    means: [skill('obstetrics'), skill('gynaecology')],
    noun: ['gynécologue', 'gynécologues'],
  },
  {
    says: 'obstétricien, obstétricienne, obstétriciens, obstétrique, accoucheur, gynécologue obstétricien, gynécologie obstétrique, gynéco obstétricien',
    means: [skill('obstetrics')],
    noun: ['gynécologue-obstétricien', 'gynécologues-obstétriciens'],
  },
  {
    says: 'pédiatre, pédiatres, pédiatrie',
    means: [skill('paediatrics'), skill('neonatology')],
    noun: ['pédiatre', 'pédiatres'],
  },
  {
    says: 'néonat, néonatologue, néonatalogue, néonatologie, néonatalogie',
    means: [skill('neonatology')],
    noun: ['néonatologiste', 'néonatologistes'],
  },
  {
    says: 'généraliste, généralistes, médecin généraliste, médecin traitant, médecine générale, mg',
    means: [skill('general-medicine')],
    noun: ['médecin généraliste', 'médecins généralistes'],
  },
  {
    says: 'anesthésiste, anesthésistes, anesthésie, anesthésie réanimation, mar, péridurale',
    means: [skill('anaesthesia')],
    noun: ['anesthésiste', 'anesthésistes'],
  },
  { says: 'radiologue, radiologues, radiologie', means: [skill('radiology')] },
  { says: 'généticien, généticienne, génétique', means: [skill('genetics')] },
  { says: 'pédopsy, pédopsychiatre, pédopsychiatrie', means: [skill('child-psychiatry')] },
  { says: 'psychiatre, psychiatres, psychiatrie', means: [skill('psychiatry'), skill('child-psychiatry')] },
  {
    says: 'psychologue, psychologues',
    means: [profession('93')],
    noun: ['psychologue', 'psychologues'],
  },
  {
    says: 'psy, psys',
    means: [profession('93'), skill('psychiatry'), skill('child-psychiatry'), offer('perinatal-psychology')],
  },
  {
    says: 'kiné, kinés, kinésithérapeute, kinésithérapeutes, masseur kinésithérapeute',
    means: [profession('70')],
    noun: ['kinésithérapeute', 'kinésithérapeutes'],
  },
  {
    says: 'infirmier, infirmière, infirmiers, infirmières, ide, idel',
    means: [profession('60')],
    noun: ['infirmière ou infirmier', 'infirmières et infirmiers'],
  },
  {
    says: 'puériculteur, puéricultrice, puéricultrices, ipde, infirmière puéricultrice',
    means: [skill('nursery-nurse')],
    noun: ['puéricultrice', 'puéricultrices'],
  },
  {
    says: 'auxiliaire de puériculture, auxiliaire puériculture',
    means: [profession('37')],
  },
  { says: 'pharmacie, pharmacies, pharmacienne', means: [profession('21')] },
  { says: 'dentiste, dentistes', means: [profession('40')] },
  { says: 'ergo, ergothérapeute', means: [profession('94')] },
  { says: 'diététicienne, nutritionniste', means: [profession('95')] },
  { says: 'psychomot, psychomotricienne', means: [profession('96')] },
  { says: 'public, publique, publics, publiques', means: [status('public')] },
  { says: 'privé, privée, privés, privées', means: [status('private')] },
  { says: 'espic, intérêt collectif', means: [status('espic')] },
  { says: 'non lucratif, but non lucratif', means: [status('non-profit')] },
  {
    says: 'pmi, protection maternelle, protection maternelle et infantile',
    means: [category('pmi')],
    noun: ['service de PMI', 'services de PMI'],
  },
  {
    says: 'cpef, planning, planning familial, planification, centre de planification, centre de santé sexuelle, css, mfpf',
    means: [category('sexual-health-centres')],
    noun: ['centre de santé sexuelle', 'centres de santé sexuelle'],
  },
  { says: 'evars, eicf, eiccf, conseil conjugal, conseillère conjugale', means: [category('evars')] },
  { says: 'camsp, action médico sociale précoce', means: [structureCategoryLexeme('190')] },
  { says: 'ase, aide sociale à l’enfance', means: [category('ase')] },
  { says: 'association, associations', means: [category('associations')] },
  {
    says: 'maternité, maternités, accouchement, accoucher',
    means: [MATERNITY_LEXEME],
    noun: ['maternité', 'maternités'],
  },
  { says: 'maison de naissance, maisons de naissance', means: [structureCategoryLexeme('631')] },
  {
    says: 'ivg, avortement, avorter, interruption volontaire de grossesse, orthogénie',
    means: [offer('ivg')],
  },
  {
    says: 'ivg médicamenteuse, médicamenteuse, ivg médicament',
    means: [facetLexeme('method', 'medical')],
  },
  {
    says: 'ivg instrumentale, instrumentale, ivg chirurgicale, aspiration',
    means: [facetLexeme('method', 'instrumental-local'), facetLexeme('method', 'instrumental-general')],
  },
  { says: 'contraception, contraceptif, stérilet, diu, pilule, implant', means: [offer('contraception')] },
  { says: 'suivi de grossesse, suivi grossesse, grossesse', means: [offer('prenatal-follow-up')] },
  { says: 'epp, entretien prénatal, entretien prénatal précoce', means: [offer('prenatal-interview')] },
  { says: 'epnp, entretien postnatal, entretien postnatal précoce', means: [offer('postnatal-interview')] },
  {
    says: 'pnp, préparation à la naissance, préparation à l’accouchement, préparation naissance',
    means: [offer('birth-preparation')],
  },
  { says: 'domicile, à domicile, visite à domicile', means: [offer('home-visits'), offer('return-home')] },
  { says: 'prado, retour à domicile, sortie précoce', means: [offer('return-home')] },
  { says: 'écho, échographie, échographies, échographiste', means: [offer('screening-ultrasound')] },
  { says: 'dpn, cpdpn, diagnostic prénatal, diagnostic anténatal', means: [offer('prenatal-diagnosis')] },
  {
    says: 'allaitement, lactation, consultante en lactation, ibclc, allaiter',
    means: [offer('breastfeeding')],
  },
  { says: 'périnée, rééducation, rééduc, rééducation périnéale', means: [offer('pelvic-floor')] },
  { says: 'prématuré, prématurés, enfants vulnérables, vulnérables', means: [offer('vulnerable-children')] },
  { says: 'violence, violences, violences conjugales', means: [offer('violence-support')] },
  {
    says: 'addiction, addictions, addicto, addictologie, tabac, tabacologue, alcool',
    means: [offer('addiction')],
  },
  { says: 'précarité, pass', means: [offer('precariousness')] },
  { says: 'accompagnement global', means: [offer('global-support')] },
  { says: 'dépistage néonatal, guthrie', means: [offer('newborn-screening')] },
  {
    // Who looks for it finds who signs, and nobody who has a loop only.
    says: 'lsf, langue des signes, langue des signes française, langage des signes, sourd, sourde, sourds, sourdes, malentendant, malentendante, malentendants, malentendantes',
    means: [SIGN_LANGUAGE],
  },
  { says: 'handicap auditif', means: [access('hearing'), SIGN_LANGUAGE] },
  { says: 'fauteuil, fauteuil roulant, pmr, mobilité réduite, handicap moteur', means: [access('motor')] },
  { says: 'aveugle, malvoyant, malvoyante, non voyant, handicap visuel', means: [access('visual')] },
  { says: 'falc, autisme, autiste, handicap mental, handicap psychique', means: [access('cognitive')] },
  {
    says: 'handicap, handicaps, handicapée, accessible, accessibilité',
    means: [offer('disability'), ...EVERY_ACCESS],
  },
]

/** Words that join others, or address somebody, and name nothing. */
export const JOINING = new Set(
  [
    'de du des la le les en et au aux un une pour par sur dans chez pres proche ou avec mon ma mes',
    'dr docteur pr professeur mr monsieur mme madame je cherche rdv rendez vous',
  ].flatMap((words) => words.split(' ')),
)

/** Words typed around what is looked for, that ask for nothing more. */
export const SURROUNDING = new Set(
  [
    'femme femmes patiente patientes enceinte enceintes consultation consultations besoin prise prendre',
    'semaine semaines sa sg terme jusqu avant apres faites',
  ].flatMap((words) => words.split(' ')),
)

/** Folded phrase → what it means. */
export const PHRASES: ReadonlyMap<string, Concept> = new Map(
  ROWS.flatMap(({ says, means, noun }) =>
    says
      .split(', ')
      .map((phrase) => [phraseKey(wordsOf(phrase)), noun ? { means, noun } : { means }] as const),
  ),
)

/** The most words a phrase has. */
export const LONGEST_PHRASE = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(' ').length))

/** A phrase without its joining words: « planning familial » and « le planning familial » are one. */
export function phraseKey(words: readonly string[]): string {
  return words.filter((word) => !JOINING.has(word)).join(' ')
}

/** Categories whose label is made of words that are about everything. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([category('professionals'), category('others')])

/** Word of an official label, former ones included → lexemes of the codes whose label has it. */
export const LABEL_WORDS: ReadonlyMap<string, readonly string[]> = labelWords()

function labelWords(): Map<string, string[]> {
  const words = new Map<string, string[]>()
  for (const [lexeme, labels] of codedLabels()) {
    for (const word of new Set(labels.flatMap(wordsOf))) {
      if (JOINING.has(word) || word.length < 3) continue
      words.set(word, [...(words.get(word) ?? []), lexeme])
    }
  }
  return words
}

function codedLabels(): [lexeme: string, labels: string[]][] {
  const listed = (facet: Parameters<typeof facetLexeme>[0], list: Readonly<Record<string, string>>) =>
    Object.entries(list).map(([code, label]): [string, string[]] => [facetLexeme(facet, code), [label]])
  const dated = (
    lexeme: (code: string) => string,
    codes: ReadonlyMap<string, { labels: readonly { label: string }[] }>,
  ) =>
    [...codes].map(([code, { labels }]): [string, string[]] => [
      lexeme(code),
      labels.map(({ label }) => label),
    ])
  return [
    ...dated(profession, PROFESSIONS.codes),
    ...dated(skillCodeLexeme, SKILLS.codes),
    ...dated(structureCategoryLexeme, FINESS_CATEGORIES.codes),
    ...SKILL_GROUPS.map(({ name, label }): [string, string[]] => [skill(name), [label]]),
    ...listed('category', CAHIER_CATEGORIES).filter(([lexeme]) => !SAYS_NOTHING.has(lexeme)),
    ...listed('offer', OFFER_KINDS),
    ...listed('method', IVG_METHODS),
    ...listed('language', LANGUAGE_LABELS),
    ...listed('accessibility', ACCESSIBILITY_KINDS),
  ]
}
