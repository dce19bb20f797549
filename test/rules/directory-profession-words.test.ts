import t from 'tap'
import { readProfession } from '../../src/domains/directory/spreadsheet/profession-words.js'

/** What each spelling means: a code, and a group of skills for physicians. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '50': [
    'Sage-femme',
    'sage-femmes',
    'Sages-femmes',
    'Sage femme lib.',
    'Sages-femmes libérales',
    'SF lib',
    'S.F.',
    'Sage-femme de PMI',
    'Sage-femme hospitalière',
    'Sage-Femme / échographiste',
    'Maïeuticienne',
  ],
  '10 obstetrics': [
    'Gynéco-obst.',
    'Gynéco-obstétricien',
    'Gynéco obstétricienne',
    'gynécologues',
    'Gynécologue-obst.',
    'Gyn. obs.',
    'obst.',
    'GO',
    'Gynécologue obstétricien libéral',
  ],
  '10 gynaecology': ['Gynécologue médical', 'Gynécologues médicales'],
  '10 paediatrics': ['Pédiatres', 'Pédiatre hospitalier'],
  '10 general-medicine': ['Méd. généraliste', 'Médecins généralistes', 'MG'],
  '10': ['Médecin de PMI', 'médecins'],
  '60': ['Infirmières libérales', 'IDE', 'Inf. DE', 'Infirmière diplômée d’État'],
  '60 nursery-nurse': ['Puer.', 'Puéricultrices', 'Puéricultrice de PMI'],
  '70': ['Kinés', 'kiné libérale', 'Masseurs-kinésithérapeutes'],
  '93': ['Psycho.', 'Psychologue clinicienne'],
  '96': ['Psychomotriciennes', 'psychomot.'],
}

t.test('a profession is known by the spellings people use, and keeps the words typed', (t) => {
  for (const [meaning, spellings] of Object.entries(SPELLINGS)) {
    const [professionCode, skillGroup = null] = meaning.split(' ')
    for (const label of spellings)
      t.same(readProfession(label), { value: { professionCode, skillGroup, label }, warning: null }, label)
  }
  t.end()
})

t.test('what is no profession of the table is kept as typed, and said', (t) => {
  for (const label of ['libérale', 'Secrétaire', 'cadre sage-femme', 'de'])
    t.match(
      readProfession(label),
      { value: { professionCode: null, label }, warning: /gardée telle quelle/ },
      label,
    )
  t.end()
})
