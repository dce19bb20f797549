import fc from 'fast-check'
import t from 'tap'
import { COMMON_WORDS } from '../../src/access/common-words.js'
import { passwordRefusal } from '../../src/access/password-rule.js'

const PERSON = {
  name: 'Hélène Dubreuil',
  email: 'h.dubreuil@chu-valbrune.example',
  network: 'Réseau Périnat’ Hauterive',
}

t.test('twelve characters are enough, eleven are not, 129 are too many', async (t) => {
  t.match(passwordRefusal('marteau vio', PERSON), /12 caractères au moins/)
  t.equal(passwordRefusal('marteau viol', PERSON), null)
  t.equal(passwordRefusal(`${'tk7 '.repeat(31)}fin!`, PERSON), null)
  t.match(passwordRefusal(`${'tk7 wq'.repeat(21)}abc`, PERSON), /128 caractères au plus/)
})

t.test('a sign outside the first plane counts for one', async (t) => {
  t.match(passwordRefusal('🐘🐫🦒🦓🦏🦛', PERSON), /12 caractères/)
})

t.test('no composition is asked: four plain words pass', async (t) => {
  for (const password of [
    'cerisier tabouret vinaigre',
    'girouette-parapluie-7',
    'GRAVIER tondeuse hublot',
    'le pont dort sous la brume',
    'un mot de passe pour les essais',
    'xK4#vTq9!mZr',
    'ωμέγα βροχή πέτρα',
  ]) {
    t.equal(passwordRefusal(password, PERSON), null, password)
  }
})

const REFUSED: [string, RegExp, string[]][] = [
  [
    'one or two common words, disguised or dated',
    /mots trop courants/,
    [
      'motdepasse2024',
      'MotDePasse2024!',
      'M0td3p@ss3!!2025',
      'bonjourbonjour1',
      'SoleilSoleil!!',
      'soleilchocolat',
      'Marseille13000!',
      'Password1234!',
      'P@ssw0rdP@ssw0rd9',
      'iloveyou2023!!',
      'Administrateur1',
      'Bienvenue2026!',
      'changezmoi1234',
      'sagefemme-2026',
      'Maternite.2026',
      'printemps2026!',
      'camille-nicolas',
      'Novembre 2026 !',
      'superman99999',
      'licorne123456!',
    ],
  ],
  [
    'a walk on the keyboard or in the alphabet',
    /suit le clavier/,
    [
      'azertyuiop12',
      'azertyuiopqs',
      'qwertyuiop123',
      'abcdefghijklm',
      'zyxwvutsrqpo!',
      '1qaz2wsx3edc',
      'wxcvbn,azerty',
      'poiuytreza00',
    ],
  ],
  ['digits alone', /chiffres seuls/, ['193715200484', '200119840612', '0612345678901']],
  [
    'a repetition',
    /se répète/,
    ['aaaaaaaaaaaa', 'abababababab', 'kdpw7kdpw7kdpw7', 'aaabbbaaabbb', '!!!!!!!!!!!!!!'],
  ],
  [
    'what others know of her',
    /votre nom, votre adresse ou le nom du réseau/,
    [
      'HeleneDubreuil',
      'dubreuil-2026!',
      'hélène.dubreuil75',
      'ChuValbrune2026',
      'hauterive1234',
      'Perinat-Hauterive',
      'trame-valbrune',
      'Dubr3u1l!D88',
    ],
  ],
]
for (const [what, words, passwords] of REFUSED) {
  t.test(`${what} is refused, and it is said why`, async (t) => {
    for (const password of passwords) t.match(passwordRefusal(password, PERSON), words, password)
  })
}

t.test('her name among other words is no harm', async (t) => {
  t.equal(passwordRefusal('dubreuil mange sept tartines au grenier', PERSON), null)
})

t.test('whatever is typed, the answer is a sentence or null', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (password) => {
      const refusal = passwordRefusal(password, PERSON)
      return refusal === null || /^[A-Z0-9].*\.$/.test(refusal)
    }),
    { seed: 2015, numRuns: 2000 },
  )
})

t.test('long random passwords are almost never refused', async (t) => {
  const letters = fc.constantFrom(...'abcdefghijkmnopqrstuvwxyz23456789')
  const refused = fc
    .sample(fc.string({ unit: letters, minLength: 16, maxLength: 16 }), { seed: 2015, numRuns: 2000 })
    .filter((password) => passwordRefusal(password, PERSON) !== null)
  t.ok(refused.length <= 20, `${refused.length} of 2000`)
})

t.test('the list is small, in the form passwords are compared in, and it is what refuses', async (t) => {
  t.ok(COMMON_WORDS.size >= 1000 && COMMON_WORDS.size <= 2500, `${COMMON_WORDS.size} words`)
  t.same(
    [...COMMON_WORDS].filter((word) => !/^[a-z]{2,}$/.test(word)),
    [],
  )
  // The control: a word that is not in it passes in the same clothes.
  t.not(COMMON_WORDS.has('vinaigrier'), true)
  t.equal(passwordRefusal('Vinaigrier2026!', PERSON), null)
})
