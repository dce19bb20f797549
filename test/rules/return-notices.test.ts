import t from 'tap'
import { MOST_NOTICE_CHARACTERS, returnedIn } from '../../src/domains/directory-upkeep/return-notices.js'

const DECLARED = `This is the mail system at host mx.exemple.test.

Reporting-MTA: dns; mx.exemple.test

Final-Recipient: rfc822; Claire.Martin@Exemple.test
Original-Recipient: rfc822;claire.martin@exemple.test
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; paul@exemple.test
Action: delayed
Status: 4.4.1

> Final-Recipient: rfc822; zoe@exemple.test
> Status: 5.0.0

From: Réseau <coordination@exemple.test>
`

t.test('a notice that declares its recipients gives those whose delivery has failed for good', async (t) => {
  t.same(returnedIn(DECLARED), {
    addresses: ['claire.martin@exemple.test', 'zoe@exemple.test'],
    isDeclared: true,
  })
  t.same(returnedIn(DECLARED.replaceAll('\n', '\r\n')).addresses, returnedIn(DECLARED).addresses)
})

t.test('another notice gives every address its text holds, each once', async (t) => {
  const text =
    'Votre message à « anne@exemple.test » n’a pas été remis (<ANNE@exemple.test>).\nÉcrivez à postmaster@exemple.test.'
  t.same(returnedIn(text), {
    addresses: ['anne@exemple.test', 'postmaster@exemple.test'],
    isDeclared: false,
  })
  t.same(returnedIn('Rien : a@b, @exemple.test, @@, claire@').addresses, [])
})

t.test('what is hostile or too long is read in bounds', async (t) => {
  const hostile = [
    '@'.repeat(MOST_NOTICE_CHARACTERS),
    'a'.repeat(MOST_NOTICE_CHARACTERS * 2),
    'a@'.repeat(MOST_NOTICE_CHARACTERS),
    'Final-Recipient:\n'.repeat(20_000),
    `Action: failed\n${'\t'.repeat(MOST_NOTICE_CHARACTERS)}`,
  ]
  for (const text of hostile) t.same(returnedIn(text).addresses, [])
  const many = Array.from({ length: 2000 }, (_, rank) => `p${rank}@exemple.test`).join(' ')
  t.equal(returnedIn(many).addresses.length, 500)
})
