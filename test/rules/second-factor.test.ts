import { TOTP } from 'otpauth'
import t from 'tap'
import type { SignedIn } from '../../src/access/actor.js'
import { addressRange } from '../../src/access/rate-limits.js'
import { deriveKey, seal, unseal } from '../../src/access/secrets.js'
import { deviceWords } from '../../src/domains/accounts/devices.js'
import {
  codeAt,
  factorUri,
  needsSecondFactor,
  newFactorSecret,
  resetRefusal,
  stepOfCode,
} from '../../src/domains/accounts/second-factor.js'

const NOW = new Date('2026-03-02T09:00:10Z')
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

t.test('the codes are those of RFC 6238', async (t) => {
  // « 12345678901234567890 » in base 32, and the table of the RFC's appendix B cut to six digits.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ] as const) {
    t.equal(codeAt(secret, new Date(seconds * 1000)), code)
  }
})

t.test('a code is read now, one step before and one after, and no further', async (t) => {
  const secret = newFactorSecret()
  const now = Math.floor(NOW.getTime() / 30_000)
  for (const [seconds, step] of [
    [-30, now - 1],
    [0, now],
    [30, now + 1],
  ] as const) {
    t.equal(stepOfCode(secret, codeAt(secret, at(seconds)), NOW), step, `${seconds} s`)
  }
  const near = [-30, 0, 30].map((seconds) => codeAt(secret, at(seconds)))
  for (const seconds of [-90, -60, 60, 90]) {
    const code = codeAt(secret, at(seconds))
    if (!near.includes(code)) t.equal(stepOfCode(secret, code, NOW), null, `${seconds} s`)
  }
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', ' 12345']) {
    t.equal(stepOfCode(secret, code, NOW), null, code)
  }
})

t.test(
  'the address of the QR code names Trame and the account, and gives the same codes elsewhere',
  async (t) => {
    const secret = newFactorSecret()
    t.match(secret, /^[A-Z2-7]{32}$/)
    const uri = factorUri(secret, 'camille@exemple.test')
    t.match(uri, /^otpauth:\/\/totp\/Trame:camille%40exemple\.test\?issuer=Trame&secret=/)
    const [, other = ''] = /secret=([A-Z2-7]+)/.exec(uri) ?? []
    t.equal(new TOTP({ secret: other }).generate({ timestamp: NOW.getTime() }), codeAt(secret, NOW))
  },
)

t.test('the roles that see protected data sign in with two factors', async (t) => {
  const roles = [
    'professional',
    'birth_house',
    'establishment',
    'antenna_coordinator',
    'coordinator',
    'ars',
    'admin',
    'platform_admin',
  ] as const
  t.same(roles.filter(needsSecondFactor), [
    'antenna_coordinator',
    'coordinator',
    'ars',
    'admin',
    'platform_admin',
  ])
})

t.test('who may take a second factor away', async (t) => {
  const actor = (role: string, networkId: string) =>
    ({ role, networkId, userId: 'me' }) as unknown as SignedIn
  const right = (role: string, networkId: string | null) => ({ role, networkId }) as never
  t.equal(resetRefusal(actor('admin', 'a'), 'you', [right('coordinator', 'a')]), null)
  t.equal(resetRefusal(actor('admin', 'a'), 'you', [right('coordinator', 'b')]), 'person.not-found')
  t.equal(resetRefusal(actor('admin', 'a'), 'me', [right('admin', 'a')]), 'account.not-yours')
  t.equal(resetRefusal(actor('coordinator', 'a'), 'you', [right('professional', 'a')]), 'account.not-yours')
  const both = [right('admin', 'a'), right('platform_admin', null)]
  t.equal(resetRefusal(actor('admin', 'a'), 'you', both), 'account.not-yours')
  t.equal(resetRefusal(actor('platform_admin', ''), 'you', both), null)
})

t.test('a sealed text opens for its owner, with its key or the one before, and nothing else', async (t) => {
  const [key, old, other] = ['a', 'b', 'c'].map((secret) => deriveKey(secret.repeat(32), 'second-factor'))
  const text = seal(old!, 'camille', 'JBSWY3DPEHPK3PXP')
  t.notMatch(text, /JBSWY3DPEHPK3PXP/)
  t.ok(text.length <= 200, 'it fits its column')
  t.equal(unseal([key!, old!], 'camille', text), 'JBSWY3DPEHPK3PXP')
  t.throws(() => unseal([key!, other!], 'camille', text))
  t.throws(() => unseal([old!], 'dominique', text), 'moved to another row')
  const [nonce, sealed, tag] = text.split('.')
  const changed = `${sealed!.startsWith('A') ? 'B' : 'A'}${sealed!.slice(1)}`
  t.throws(() => unseal([old!], 'camille', [nonce, changed, tag].join('.')), 'a letter changed')
  t.throws(() => unseal([old!], 'camille', [nonce, sealed, tag!.slice(0, 8)].join('.')), 'a short tag')
  t.not(seal(old!, 'camille', 'x'), seal(old!, 'camille', 'x'), 'never twice the same')
})

t.test('tries are counted by subscriber: an IPv4 address, the /64 of an IPv6 one', async (t) => {
  for (const [ip, range] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ] as const) {
    t.equal(addressRange(ip), range, ip)
  }
})

t.test('a device is said in words a person knows', async (t) => {
  for (const [header, words] of [
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox sous Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox sous Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      'Chrome sous Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
      'Edge sous Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari sous macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari sur iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
      'Chrome sous Android',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36',
      'Samsung Internet sous Android',
    ],
    ['curl/8.5.0', 'Programme'],
    ['python-requests/2.32 (Linux)', 'Programme sous Linux'],
    ['<script>alert(1)</script>', 'Programme'],
    [undefined, 'Programme'],
    ['x'.repeat(100_000), 'Programme'],
  ] as const) {
    t.equal(deviceWords(header), words)
  }
})
