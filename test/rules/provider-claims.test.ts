import t from 'tap'
import {
  levelAccepted,
  rppsNumberOf,
  standingOf,
  usableRights,
} from '../../src/domains/accounts/providers/rules.js'

/** The shape Pro Santé Connect sends: the directory writes empty strings for what it does not know. */
const activity = (overrides: Record<string, string> = {}) => ({
  codeModeExercice: 'S',
  codeSecteurDactivite: 'SA01',
  numeroSiretSite: '',
  numeroFinessSite: '990000137',
  raisonSocialeSite: 'CENTRE HOSPITALIER FICTIF',
  enseigneCommercialeSite: '',
  ...overrides,
})
const midwife = (...activities: unknown[]) => ({
  codeProfession: '50',
  codeCategorieProfessionnelle: 'C',
  activities,
})
const claims = (...exercices: unknown[]) => ({
  sub: 'f:5f1c:899700000019',
  SubjectNameID: '899700000019',
  SubjectRefPro: { codeCivilite: 'MME', exercices },
})
const student = { ...midwife(activity()), codeCategorieProfessionnelle: 'E' }
const two = claims(
  midwife(
    activity(),
    activity({ raisonSocialeSite: 'CABINET', numeroFinessSite: '', numeroSiretSite: '12345678900011' }),
  ),
)

const IN_HOSPITAL = 'Sage-femme, CENTRE HOSPITALIER FICTIF, FINESS 990000137'

t.test('what the claims of Pro Santé Connect are worth', async (t) => {
  const table: [string, unknown, { practises: boolean; words: string[] }][] = [
    ['one practice', claims(midwife(activity())), { practises: true, words: [IN_HOSPITAL] }],
    [
      'two practices',
      two,
      { practises: true, words: [IN_HOSPITAL, 'Sage-femme, CABINET, SIRET 12345678900011'] },
    ],
    [
      'the same practice twice',
      claims(midwife(activity(), activity())),
      { practises: true, words: [IN_HOSPITAL] },
    ],
    [
      'an empty FINESS',
      claims(midwife(activity({ numeroFinessSite: '' }))),
      { practises: true, words: ['Sage-femme, CENTRE HOSPITALIER FICTIF'] },
    ],
    [
      'a FINESS that is none',
      claims(midwife(activity({ numeroFinessSite: '<script>' }))),
      { practises: true, words: ['Sage-femme, CENTRE HOSPITALIER FICTIF'] },
    ],
    [
      'a profession not in our list',
      claims({ ...midwife(activity()), codeProfession: '84' }),
      { practises: true, words: [IN_HOSPITAL.replace('Sage-femme', 'Professionnel de santé')] },
    ],
    ['a student', claims(student), { practises: false, words: [] }],
    [
      'a student who is also a midwife',
      claims(student, midwife(activity())),
      { practises: true, words: [IN_HOSPITAL] },
    ],
    ['a profession without practice', claims(midwife()), { practises: false, words: [] }],
    ['struck off: no exercise left', claims(), { practises: false, words: [] }],
    [
      'no profession',
      claims({ ...midwife(activity()), codeProfession: '' }),
      { practises: false, words: [] },
    ],
    ['no SubjectRefPro', { sub: 'x', SubjectNameID: '899700000019' }, { practises: false, words: [] }],
    ['SubjectRefPro null', { SubjectRefPro: null }, { practises: false, words: [] }],
    [
      'SubjectRefPro of another shape',
      { SubjectRefPro: { exercices: 'tous' } },
      { practises: false, words: [] },
    ],
    [
      'activities of another shape',
      claims({ ...midwife(), activities: [7] }),
      { practises: false, words: [] },
    ],
    ['no claims', undefined, { practises: false, words: [] }],
    ['a text', 'professionnel', { practises: false, words: [] }],
  ]
  for (const [name, given, expected] of table) {
    const { practises, practices } = standingOf(given)
    t.same({ practises, words: practices.map(({ words }) => words) }, expected, name)
  }
})

t.test('a claim of any length makes a list that fits on a page', async (t) => {
  const many = Array.from({ length: 200 }, (_, index) =>
    activity({ raisonSocialeSite: `${index} ${'x'.repeat(1000)}` }),
  )
  const { practices } = standingOf(claims(midwife(...many)))
  t.equal(practices.length, 30)
  t.ok(practices.every(({ words }) => words.length <= 300))
})

t.test('the RPPS number is what follows the 8 of a national identifier of twelve digits', async (t) => {
  t.equal(rppsNumberOf('899700000019'), '99700000019')
  for (const other of [
    '',
    '099700000019',
    '89970000001',
    '8997000000191',
    '8997000000a9',
    ' 899700000019',
    '399700000019',
  ]) {
    t.equal(rppsNumberOf(other), null, other)
  }
})

t.test('the claims take a professional’s right away and never give one', async (t) => {
  const held = [{ role: 'professional' }, { role: 'coordinator' }, { role: 'admin' }]
  const roles = (given: unknown, rights = held) =>
    usableRights(rights, standingOf(given)).map(({ role }) => role)
  t.same(roles(two), ['professional', 'coordinator', 'admin'])
  for (const none of [claims(student), claims(midwife()), claims(), {}]) {
    t.same(roles(none), ['coordinator', 'admin'])
    t.same(roles(none, [{ role: 'professional' }]), [])
  }
  t.same(roles(two, []), [], 'a full standing without a right gives none')
  t.same(usableRights(held, null).length, 3, 'a provider that says nothing of a practice takes nothing away')
})

t.test('a level counts only when it is exactly one of those accepted', async (t) => {
  t.ok(levelAccepted('eidas1', ['eidas1']))
  t.ok(levelAccepted('eidas2', ['eidas1-mfa', 'eidas2']))
  for (const acr of ['eidas0', 'eidas1 ', 'EIDAS1', '', undefined, null, ['eidas1'], 1, {}]) {
    t.notOk(levelAccepted(acr, ['eidas1']), JSON.stringify(acr))
  }
})
