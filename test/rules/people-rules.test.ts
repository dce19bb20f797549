import t from 'tap'
import {
  accountRefusal,
  closingOf,
  GIVEN_ROLES,
  grantableRoles,
  type HeldRole,
  mayStillGive,
  revocationRefusal,
} from '../../src/domains/accounts/people-rules.js'
import { ROLES } from '../../src/domains/accounts/tables.js'

const ME = 'moi'
const HER = 'elle'

const TABLE: Record<HeldRole, readonly HeldRole[]> = {
  professional: [],
  birth_house: [],
  establishment: [],
  antenna_coordinator: [],
  ars: [],
  coordinator: ['professional', 'birth_house', 'establishment', 'antenna_coordinator'],
  admin: [
    'professional',
    'birth_house',
    'establishment',
    'antenna_coordinator',
    'coordinator',
    'ars',
    'admin',
  ],
  platform_admin: ['admin', 'ars'],
}

t.test('each role gives, and takes away, what the table says and nothing else', async (t) => {
  for (const role of ROLES) {
    t.same([...grantableRoles(role)].sort(), [...TABLE[role]].sort(), role)
    for (const held of ROLES) {
      const refusal = revocationRefusal(
        { role, userId: ME },
        { role: held, userId: HER, otherAdministrators: 1 },
      )
      t.equal(refusal, TABLE[role].includes(held) ? null : 'right.not-yours', `${role} takes ${held}`)
    }
  }
  t.notOk(
    GIVEN_ROLES.some((role) => String(role) === 'platform_admin'),
    'no screen makes a platform administrator',
  )
})

t.test('nobody takes away her own administration, nor the last one of a network from inside', async (t) => {
  const refusal = (role: 'admin' | 'platform_admin', userId: string, otherAdministrators: number) =>
    revocationRefusal({ role, userId: ME }, { role: 'admin', userId, otherAdministrators })
  t.equal(refusal('admin', ME, 3), 'right.own-administration')
  t.equal(refusal('admin', ME, 0), 'right.own-administration')
  t.equal(refusal('admin', HER, 0), 'right.last-administrator')
  t.equal(refusal('admin', HER, 1), null)
  t.equal(refusal('platform_admin', HER, 0), null, 'the platform may replace the last one')
})

t.test('closing an account', async (t) => {
  const professional = { role: 'professional', otherAdministrators: 1 } as const
  const administrator = { role: 'admin', otherAdministrators: 1 } as const
  const cases = [
    ['everything in hand', 'coordinator', HER, [professional], false, { closing: 'account' }],
    ['works elsewhere too', 'coordinator', HER, [professional], true, { closing: 'rights-here' }],
    ['has no right any more', 'coordinator', HER, [], false, { closing: 'account' }],
    ['works only elsewhere', 'admin', HER, [], true, { refusal: 'account.not-yours' }],
    ['is above', 'coordinator', HER, [professional, administrator], false, { refusal: 'account.not-yours' }],
    [
      'is the last administrator',
      'admin',
      HER,
      [{ ...administrator, otherAdministrators: 0 }],
      false,
      { refusal: 'right.last-administrator' },
    ],
    ['is oneself', 'admin', ME, [administrator], false, { refusal: 'account.own-closing' }],
  ] as const
  for (const [title, role, userId, rights, elsewhere, expected] of cases) {
    t.same(closingOf({ role, userId: ME }, { userId, rights: [...rights], elsewhere }), expected, title)
  }
})

t.test('the account as a whole is touched only by who holds all its rights in hand', async (t) => {
  const person = {
    userId: HER,
    rights: [{ role: 'professional' as const, otherAdministrators: 1 }],
    elsewhere: false,
  }
  t.equal(accountRefusal({ role: 'coordinator', userId: ME }, person), null)
  t.equal(
    accountRefusal({ role: 'coordinator', userId: ME }, { ...person, elsewhere: true }),
    'account.not-yours',
  )
  t.equal(accountRefusal({ role: 'professional', userId: ME }, person), 'account.not-yours')
  t.equal(accountRefusal({ role: 'coordinator', userId: HER }, person), 'account.own-closing')
})

t.test('an offer is worth what its inviter may still give', async (t) => {
  const right = (role: HeldRole, networkId: string | null = 'a') => ({ role, networkId })
  t.equal(mayStillGive([right('admin')], { role: 'coordinator' }, ['a']), true)
  t.equal(mayStillGive([right('admin')], { role: 'coordinator' }, ['b']), false, 'of another network')
  t.equal(mayStillGive([right('admin')], { role: 'ars' }, ['b', 'a']), true, 'one of the region’s networks')
  t.equal(
    mayStillGive([right('coordinator')], { role: 'coordinator' }, ['a']),
    false,
    'a role of a lower one',
  )
  t.equal(mayStillGive([right('platform_admin', null)], { role: 'admin' }, ['b']), true)
  t.equal(mayStillGive([right('ars', null)], { role: 'ars' }, ['a']), false)
  t.equal(mayStillGive([], { role: 'professional' }, ['a']), false)
})
