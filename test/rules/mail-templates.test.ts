import t from 'tap'
import { z } from 'zod'
import { headerWords } from '../../src/domains/mail/header-words.js'
import { htmlText, mailSubject, plainText, readableMail } from '../../src/domains/mail/message.js'
import { readRefusal } from '../../src/domains/mail/refusals.js'
import { KEY_CHANGES } from '../../src/domains/mail/templates/account-security-notice.js'
import { TEMPLATES, templateOf } from '../../src/domains/mail/templates/all.js'
import { words } from '../../src/domains/mail/templates/params.js'

/** Every word a mail may carry beside its own text, and what it holds. None is of a woman, none of her health. */
const DECLARED_WORDS = {
  'account-invitation.roleWords': 'the name of a role',
  'account-invitation.networkName': 'the name of the network',
  'account-invitation.inviterName': 'the name of the professional who invites',
  'account-security-notice.device': '« Firefox sous Windows »',
  'directory-report-answer.note': 'what a moderator answers about a record of the directory',
  'directory-review.structureName': 'the name of an institution, never of a practice',
  'birth-answer-due.houseName': 'the name of a birth house',
  'birth-authorisation-end.houseName': 'the name of a birth house',
  'birth-file-news.houseName': 'the name of a birth house',
  'birth-nil-return.houseName': 'the name of a birth house',
  'birth-report-due.houseName': 'the name of a birth house',
  'birth-report-news.houseName': 'the name of a birth house',
  'birth-convention-end.houseName': 'the name of a birth house',
  'birth-convention-end.partnerName': 'the name of a maternity',
}

t.test('a mail carries identifiers, dates, counts, and no words but the declared ones', async (t) => {
  const found = TEMPLATES.flatMap(({ name, params }) => wordsOf(params, name))
  t.same(found.sort(), Object.keys(DECLARED_WORDS).sort())
  const careless = z.strictObject({
    id: z.uuid(),
    patient: z.string(),
    why: z.array(z.strictObject({ text: words(10) })),
  })
  t.same(
    wordsOf(careless, 'careless'),
    ['careless.patient', 'careless.why[].text'],
    'the control: a name or a reason in a template is found',
  )
  const open = z.object({ anything: z.unknown(), extra: z.record(z.string(), z.int()) })
  t.throws(() => wordsOf(open, 'open'), 'a shape that could hold anything is refused')
})

/** The paths of a schema where words may stand; throws on what is neither closed nor known. */
function wordsOf(schema: z.ZodType, path: string): string[] {
  if (schema instanceof z.ZodObject) {
    if (!(schema.def.catchall instanceof z.ZodNever)) throw new Error(`${path} is open`)
    return Object.entries(schema.shape).flatMap(([key, value]) =>
      wordsOf(value as z.ZodType, `${path}.${key}`),
    )
  }
  if (schema instanceof z.ZodNullable) return wordsOf(schema.unwrap() as z.ZodType, path)
  if (schema instanceof z.ZodArray) return wordsOf(schema.element as z.ZodType, `${path}[]`)
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodNumber || schema instanceof z.ZodBoolean)
    return []
  if (schema instanceof z.ZodUUID || schema instanceof z.ZodISODateTime || schema instanceof z.ZodISODate)
    return []
  if (schema instanceof z.ZodString || schema instanceof z.ZodPipe) return [path]
  throw new Error(`${path} may hold anything`)
}

t.test('each mail says one thing, in French, in text as in HTML, with one address', async (t) => {
  const id = '22222222-2222-4222-8222-222222222222'
  const at = '2026-03-05T14:30:00.000Z'
  const samples: Record<string, object> = {
    'account-invitation': {
      invitationId: id,
      sendings: 1,
      expiresAt: at,
      roleWords: 'coordination du réseau',
      networkName: 'Réseau Essai',
      inviterName: 'Claude <b>Roy</b>',
    },
    'account-password-reset': { resetId: id, expiresAt: at },
    'account-security-notice': { what: 'password-changed', at, device: 'Firefox sous Windows' },
    'directory-record-answer': { askedAt: at, decision: 'linked' },
    'directory-record-request': { askedAt: at },
    'directory-report-answer': { receivedAt: at, decision: 'refused', note: 'Le numéro <b>répond</b>.' },
    'directory-review': {
      reviewId: id,
      version: 1,
      expiresAt: at,
      kind: 'structure',
      structureName: 'CH de Valorbe',
      verifiedOn: null,
      places: 0,
      contacts: 2,
      offers: 1,
      publicFields: 3,
    },
    'birth-answer-due': {
      houseId: id,
      houseName: 'Maison de naissance des Tilleuls',
      answerBy: '2026-04-30',
      daysLeft: 7,
      year: 2025,
      versionId: id,
    },
    'birth-authorisation-end': {
      houseId: id,
      houseName: 'Maison de naissance des Tilleuls',
      validTo: '2026-06-30',
      daysLeft: 60,
    },
    'birth-convention-end': {
      houseId: id,
      houseName: 'Maison de naissance des Tilleuls',
      partnerName: 'CH de Valbrune',
      endsOn: '2026-04-30',
    },
    'birth-file-news': {
      houseId: id,
      houseName: 'Maison de naissance des Tilleuls',
      what: 'question',
      version: 2,
      answerBy: '2026-04-01',
    },
    'birth-nil-return': {
      returnId: id,
      linkVersion: 1,
      month: '2026-02-01',
      houseName: 'Maison de naissance des Tilleuls',
      isReminder: false,
      expiresAt: at,
    },
    'birth-report-due': {
      houseName: 'Maison de naissance des Tilleuls',
      year: 2025,
      dueOn: '2026-04-30',
      daysLeft: 59,
    },
    'birth-report-news': {
      houseName: 'Maison de naissance des Tilleuls',
      year: 2025,
      what: 'question',
      versionId: id,
      answerBy: '2026-04-01',
    },
    'echographer-renewal': { identifierId: id, version: 1, validUntil: '2026-05-01', expiresAt: at },
    'weekly-digest': { week: '2026-03-02', lines: [{ kind: 'mail.failed', count: 2 }] },
  }
  const sender = {
    networkName: 'Réseau Essai',
    timeZone: 'Indian/Reunion',
    signature: {
      signer: 'Camille Martin',
      position: 'Coordinatrice',
      phone: '02 62 12 34 56',
      replyTo: 'c@exemple.test',
    },
  }
  t.same(
    Object.keys(samples),
    TEMPLATES.map(({ name }) => name),
  )
  for (const { name } of TEMPLATES) {
    const mail = readableMail({ template: name, params: samples[name], toName: 'Dominique' }, sender, {
      publicUrl: 'https://trame.test/',
      linkKey: Buffer.alloc(32),
    })
    const [text, html] = [plainText(mail), htmlText(mail)]
    t.match(mail.subject, /^\[Réseau Essai\] \p{Lu}/u)
    t.equal(
      mailSubject({ template: name, params: samples[name] }),
      mail.subject.slice('[Réseau Essai] '.length),
    )
    t.match(text, /Bonjour Dominique,\n\n/)
    t.match(text, /Camille Martin\nCoordinatrice\nRéseau Essai\nTél\.\s: 02 62 12 34 56/)
    t.ok(text.includes(mail.action.url) && mail.action.url.startsWith('https://trame.test/'), mail.action.url)
    t.notMatch(html, /<b>|<img|<script|<link|<style/, 'nothing to fetch, nothing injected')
    t.notMatch(text, / [;:!?»]|« /, 'no sign begins a line')
  }
  const reset = readableMail(
    { template: 'account-password-reset', params: samples['account-password-reset'], toName: '' },
    sender,
    { publicUrl: 'https://trame.test', linkKey: Buffer.alloc(32) },
  )
  t.match(plainText(reset), /jeudi 5 mars 2026 à\s18\sh\s30/, 'the hour is the network’s')
  t.throws(() => templateOf('none'), /no mail template/)
})

t.test('each change of the keys of an account has its own words, and says what to do', async (t) => {
  const changes = [
    ['password-changed', /mot de passe[^.]*changé, et ses jetons pour les programmes révoqués, le jeudi/],
    ['second-factor-reset', /second facteur[^.]*réinitialisé, et ses jetons/],
    ['second-factor-set', /second facteur a été installé/],
    ['recovery-codes-renewed', /codes de secours[^.]*remplacés/],
    ['recovery-code-used', /code de secours a servi à entrer/],
    ['new-sign-in-method', /moyen de se connecter a été ajouté/],
    ['sign-in-method-removed', /moyen de se connecter a été retiré/],
    ['token-created', /jeton[^.]*a été créé/],
  ] as const
  t.same(changes.map(([what]) => what).sort(), [...KEY_CHANGES].sort(), 'none is forgotten')
  const mailOf = (what: string) =>
    plainText(
      readableMail(
        {
          template: 'account-security-notice',
          params: { what, at: '2026-03-05T14:30:00.000Z', device: 'Firefox sous Windows' },
          toName: '',
        },
        { networkName: 'Réseau Essai', timeZone: 'Europe/Paris', signature: null },
        { publicUrl: 'https://trame.test', linkKey: Buffer.alloc(32) },
      ),
    ).replace(/\s+/g, ' ')
  for (const [what, words] of changes) {
    const text = mailOf(what)
    t.match(text, words, what)
    t.match(text, /2026[^.]*\(Firefox sous Windows\)\. Si c’est vous/, what)
  }
  t.throws(() => mailOf('nothing-changed'), 'the control: another change has no words')
})

t.test('words for a header stand on one line', async (t) => {
  t.equal(headerWords('a\r\nBcc: b', 50), 'a Bcc: b')
  t.equal(headerWords('a\u2028b\u2029c\u0085d\u0000e\u202Ef', 50), 'a b c d e f')
  t.equal(headerWords('  Éléonore\u00a0 d’Étioles ', 50), 'Éléonore d’Étioles')
  t.equal(headerWords('x'.repeat(10_000), 100).length, 100)
  t.equal(headerWords('😀'.repeat(3), 2), '😀😀', 'no character is cut in half')
  t.equal(headerWords('\ud800', 5), '')
})

t.test(
  'a refusal is final only when the server said so of this very mail, and stops the others when it is of none',
  async (t) => {
    for (const [code, responseCode, isFinal, isWayClosed, words] of [
      ['EENVELOPE', 550, true, false, 'adresse refusée par le serveur du destinataire (550)'],
      ['EENVELOPE', 450, false, false, 'refus provisoire du serveur (450)'],
      ['EMESSAGE', 552, true, false, 'boîte pleine ou message trop long (552)'],
      ['EPROTOCOL', 554, false, true, 'refus provisoire du serveur (554)'],
      ['EAUTH', 535, false, true, 'identifiants d’envoi refusés (535)'],
      ['ECONNECTION', undefined, false, true, 'serveur d’envoi injoignable'],
      ['ETIMEDOUT', undefined, false, true, 'le serveur d’envoi n’a pas répondu à temps'],
      ['ETLS', undefined, false, true, 'connexion chiffrée impossible avec le serveur d’envoi'],
    ] as const) {
      t.same(readRefusal({ code, responseCode }), { isFinal, isWayClosed, words }, `${code} ${responseCode}`)
    }
    const quoting = {
      code: 'EENVELOPE',
      responseCode: 550,
      response: '550 marie.dupont@exemple.test unknown',
    }
    t.notMatch(readRefusal(quoting).words, /dupont/, 'the words of a server never enter ours')
  },
)
