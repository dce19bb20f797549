import { eq, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import t from 'tap'
import type { Actor } from '../../src/access/actor.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { giveRight } from '../../src/domains/accounts/accounts.js'
import { invitations, roleGrants } from '../../src/domains/accounts/tables.js'
import { deliver } from '../../src/domains/mail/delivery.js'
import { writeWeeklyDigest } from '../../src/domains/mail/jobs.js'
import { readableMail } from '../../src/domains/mail/message.js'
import { mailState } from '../../src/domains/mail/rules.js'
import { type NewMail, queueMail } from '../../src/domains/mail/service.js'
import { mailSignatures, mails } from '../../src/domains/mail/tables.js'
import { networks } from '../../src/domains/networks/tables.js'
import { enqueueDaily } from '../../src/jobs/daily.js'
import { outbox } from '../../src/jobs/tables.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { anInvitation, jobRunner, type MailTest, mailTest } from '../support/mail-worker.js'
import { NOW } from '../support/now.js'
import { smtpError, smtpSink } from '../support/smtp-sink.js'

t.test('a mail leaves with exactly these headers, in text and in HTML, signed by a person', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  await inTransaction(run.ctx(), ({ db }) =>
    db.insert(mailSignatures).values({
      networkId: run.network.id,
      signer: 'Camille Martin',
      position: 'Coordinatrice',
      phone: '01 45 67 89 01',
      replyTo: 'coordination@exemple.test',
      updatedAt: run.clock.now,
    }),
  )
  await run.queue()
  t.equal(await run.runDue(sink.settings), 1)
  const [row] = await run.rows()
  t.match(row, { sentAt: run.clock.now, failedAt: null, lastRefusal: null, attempts: 1 })
  t.equal(sink.caught.length, 1)
  const [caught] = sink.caught
  t.same(caught!.to, [row!.toAddress])
  t.equal(caught!.from, 'trame@exemple.test')
  const mail = await PostalMime.parse(caught!.raw)
  t.same(mail.headers.map(({ key }) => key).sort(), HEADERS_WITH_REPLY)
  t.equal(mail.messageId, `<${row!.id}@trame.exemple.test>`)
  t.equal(mail.subject, '[Réseau Périnatal d’Essai] Votre invitation sur Trame')
  t.same(mail.from, { name: 'Réseau Périnatal d’Essai', address: 'trame@exemple.test' })
  t.same(mail.replyTo, [{ name: 'Camille Martin', address: 'coordination@exemple.test' }])
  t.same(mail.to, [{ name: 'Dominique Essai', address: row!.toAddress }])
  t.equal(mail.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated')
  t.equal(new Date(mail.date!).getTime(), run.clock.now.getTime())
  t.match(mail.text, /Bonjour Dominique Essai,[\s\S]*Camille Martin\nCoordinatrice\n[\s\S]*01 45 67 89 01/)
  const [link] = /https:\/\/\S+/.exec(mail.text!) ?? []
  t.match(link, /^https:\/\/trame\.exemple\.test\/invitation\?jeton=/)
  t.equal(mail.html!.split(link!).length - 1, 3, 'the button and the plain link lead to the same address')
  t.equal(mail.attachments.length, 0)
  t.comment(mail.text)
})

const HEADERS_WITH_REPLY = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
]

t.test(
  'whatever is written in a name or a word, the headers and the recipients are as specified',
  async (t) => {
    const sink = await smtpSink(t)
    const run = await mailTest(t)
    const seed = 4711
    const drawn = fc.sample(hostile, { seed, numRuns: 25 }).concat(CORPUS)
    const addresses = new Set<string>()
    for (const [index, words] of drawn.entries()) {
      for (const mail of mailsSaying(words, index)) {
        addresses.add(mail.to.address)
        await run.queue(mail)
      }
    }
    await sayAsNetwork(run, 'Réseau\r\nBcc: pirate@exemple.test\r\n\r\n')
    await run.runDue(sink.settings)
    t.equal(sink.caught.length, addresses.size)
    for (const { raw, to } of sink.caught) {
      const mail = await PostalMime.parse(raw)
      const known = addresses.delete(to[0]!)
      if (!known || to.length !== 1) t.fail(`told to ${to}`)
      const keys = mail.headers.map(({ key }) => key).sort()
      if (keys.join() !== HEADERS.join()) t.fail(`headers: ${keys}`)
      if (headerCount(raw) !== HEADERS.length) t.fail(`${headerCount(raw)} headers in the bytes`)
      if ((mail.to?.length ?? 0) !== 1 || mail.to?.[0]?.address !== to[0])
        t.fail(`read as to ${JSON.stringify(mail.to)}`)
      if (mail.cc || mail.bcc) t.fail('a copy')
      if (!mail.subject?.startsWith('[Réseau Bcc: pirate@exemple.test] ')) t.fail(`subject: ${mail.subject}`)
    }
    t.equal(addresses.size, 0, 'each was told to its own recipient and no other')
    const naive = drawn.filter((words) => headerCount(naiveMessage(words)) !== 3)
    t.ok(
      naive.length > 5,
      `the control: a naive writer of headers breaks on ${naive.length} of ${drawn.length}`,
    )
    t.comment(
      `seed ${seed}: ${drawn.length} hostile texts, ${sink.caught.length} mails, 0 broken; naive: ${naive.length}`,
    )
  },
)

t.test(
  'an address that could hold a second command or header is refused before anything is written',
  async (t) => {
    const run = await mailTest(t)
    for (const address of [
      'a@exemple.test\r\nBcc: b@exemple.test',
      'a@exemple.test\nRCPT TO:<b@exemple.test>',
      'a@exemple.test, b@exemple.test',
      'a@exemple.test b@exemple.test',
      '<a@exemple.test>',
      'A <a@exemple.test>',
      'a@exemple.test\u2028b',
      'a\u0000@exemple.test',
      '"a b"@exemple.test',
      'a@exemple.test>',
      `${'a'.repeat(300)}@exemple.test`,
      'a',
      '',
    ]) {
      await t.rejects(run.queue({ to: { address, name: '' } }), encodeURI(address).slice(0, 80))
    }
    t.same(await run.rows(), [])
    await run.queue({ to: { address: 'l.o’neill@exemple.test'.replace('’', "'"), name: '' } })
    t.equal((await run.rows()).length, 1, 'the control: a usual address is written')
  },
)

/** Mails of an outage: four hundred with `npm run test:faults`. */
const MAILS = Number(process.env.MAILS ?? 60)

t.test('with the server down for hours, no mail is lost and none is doubled', async (t) => {
  const first = await smtpSink(t)
  const { port, settings } = first
  const run = await mailTest(t)
  for (let i = 0; i < MAILS; i += 1) await run.queue()
  await first.stop()
  for (const minutes of [0, 2, 9, 30]) {
    run.clock.now = new Date(NOW.getTime() + minutes * 60_000)
    await run.runDue(settings)
  }
  const waiting = await run.rows()
  t.ok(waiting.every((mail) => mail.attempts === 4 && mail.sentAt === null && mail.failedAt === null))
  t.equal(waiting[0]!.lastRefusal, 'serveur d’envoi injoignable')
  t.ok(
    new Set(waiting.map(({ sendAfter }) => sendAfter.getTime())).size > 50,
    'they do not all come back together',
  )
  const back = await smtpSink(t, { port })
  const started = process.hrtime.bigint()
  run.clock.now = new Date(NOW.getTime() + 3 * 3_600_000)
  await run.runDue(settings)
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6
  run.clock.now = new Date(NOW.getTime() + 72 * 3_600_000)
  t.equal(await run.runDue(settings), 0, 'nothing is left to do')
  const seen = back.caught.map(({ raw }) => messageId(raw))
  t.equal(seen.length, MAILS)
  t.equal(new Set(seen).size, MAILS)
  t.ok((await run.rows()).every((mail) => mail.sentAt !== null))
  t.comment(
    `${MAILS} mails, ${4 * MAILS} refused tries, 0 lost, 0 doubled; drained in ${Math.round(milliseconds)} ms`,
  )
})

t.test(
  'after an outage of two days, every mail leaves within two minutes of the server’s return',
  async (t) => {
    const first = await smtpSink(t)
    const { settings, port } = first
    const run = await mailTest(t)
    const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)
    await first.stop()
    const asker = await anAccount(run.database.db, { role: 'admin', networkId: run.network.id })
    await inTransaction(asPerson(run, asker), (ctx) => queueMail(ctx, anInvitation()))
    for (let i = 0; i < 30; i += 1) {
      run.clock.now = new Date(NOW.getTime() + i)
      await run.queue()
    }
    for (let minutes = 0; minutes < 2000; minutes += 30) {
      run.clock.now = later(minutes)
      await run.runDue(settings)
    }
    const asleep = await run.rows()
    t.equal(asleep.filter(({ sentAt, failedAt }) => sentAt ?? failedAt).length, 0)
    t.ok(
      asleep.filter(({ sendAfter }) => sendAfter > later(2030)).length > 20,
      'the control: by themselves, most would wait for hours',
    )
    await inTransaction(run.ctx(), ({ db }) =>
      db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, asker.grantId)),
    )
    const back = await smtpSink(t, { port })
    const returned = Math.ceil((run.clock.now.getTime() - NOW.getTime()) / 60_000)
    for (const minutes of [returned + 1, returned + 2]) {
      run.clock.now = later(minutes)
      await run.runDue(settings)
      await run.runDue(settings)
    }
    t.equal(back.caught.length, 30, 'all but the one whose asker lost her right meanwhile')
    t.equal(new Set(back.caught.map(({ raw }) => messageId(raw))).size, 30)
    run.clock.now = later(returned + 5)
    await run.runDue(settings)
    t.same(
      (await run.database.db.select({ name: outbox.name }).from(outbox).where(isNull(outbox.finishedAt))).map(
        ({ name }) => name,
      ),
      ['mail.send'],
      'nobody watches any more, and only the refused one is left',
    )
  },
)

t.test('the control: marked as sent before the sending, every mail of an outage is lost', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  for (let i = 0; i < 5; i += 1) await run.queue()
  await sink.stop()
  await inTransaction(run.ctx(), ({ db }) => db.update(mails).set({ sentAt: run.clock.now }))
  await run.runDue(sink.settings)
  const back = await smtpSink(t, { port: sink.port })
  run.clock.now = new Date(NOW.getTime() + 72 * 3_600_000)
  await run.runDue(sink.settings)
  t.equal(back.caught.length, 0)
})

t.test(
  'a server that says « later » is asked again; one that says « never » is not, and the coordinator reads why',
  async (t) => {
    for (const [digits, when, words] of [
      [451, 'onRcptTo', 'refus provisoire du serveur (451)'],
      [421, 'onMailFrom', 'refus provisoire du serveur (421)'],
      [452, 'onData', 'refus provisoire du serveur (452)'],
      [550, 'onRcptTo', 'adresse refusée par le serveur du destinataire (550)'],
      [552, 'onData', 'boîte pleine ou message trop long (552)'],
      [554, 'onData', 'message refusé par le serveur du destinataire (554)'],
      [521, 'onRcptTo', 'refus du serveur du destinataire (521)'],
    ] as const) {
      let refusals = 0
      const refuse = (done: (error: Error) => void) => {
        refusals += 1
        done(smtpError(digits))
      }
      const sink = await smtpSink(t, {
        onRcptTo: (_, __, done) => (when === 'onRcptTo' ? refuse(done) : done()),
        onMailFrom: (_, __, done) => (when === 'onMailFrom' ? refuse(done) : done()),
        ...(when === 'onData' && {
          onData: (stream, _, done) => stream.resume().on('end', () => refuse(done)),
        }),
      })
      const run = await mailTest(t)
      await run.queue()
      await run.runDue(sink.settings)
      const [row] = await run.rows()
      t.equal(row!.lastRefusal, words)
      t.equal(row!.failedAt !== null, digits >= 500, `${digits} is ${digits >= 500 ? 'final' : 'not final'}`)
      run.clock.now = new Date(NOW.getTime() + 3 * 60_000)
      await run.runDue(sink.settings)
      t.equal(refusals, digits >= 500 ? 1 : 2)
    }
  },
)

t.test('greylisted once, a mail arrives at the second try', async (t) => {
  let tries = 0
  const sink = await smtpSink(t, {
    onRcptTo: (_, __, done) => {
      tries += 1
      done(tries === 1 ? smtpError(450) : null)
    },
  })
  const run = await mailTest(t)
  await run.queue()
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 0)
  run.clock.now = new Date(NOW.getTime() + 2 * 60_000)
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 1)
  t.match((await run.rows())[0], { attempts: 2, lastRefusal: null })
})

t.test('refused for two days, a mail is given up and says so', async (t) => {
  const sink = await smtpSink(t, { onRcptTo: (_, __, done) => done(smtpError(451)) })
  const run = await mailTest(t)
  await run.queue()
  let tries = 0
  for (let hours = 0; hours < 80; hours += 0.25) {
    run.clock.now = new Date(NOW.getTime() + hours * 3_600_000)
    tries += await run.runDue(sink.settings)
  }
  const [row] = await run.rows()
  t.match(row, { attempts: 12, lastRefusal: 'refus provisoire du serveur (451)' })
  const after = (row!.failedAt!.getTime() - NOW.getTime()) / 3_600_000
  t.ok(after > 40 && after < 64, `given up after ${Math.round(after)} hours and ${tries} tries`)
})

t.test('a line that is not encrypted as it should be carries nothing', async (t) => {
  const selfSigned = await smtpSink(t, { disabledCommands: ['AUTH'] })
  const run = await mailTest(t)
  await run.queue()
  await run.runDue(selfSigned.settings)
  t.match(await run.rows(), [{ sentAt: null, failedAt: null, lastRefusal: /injoignable|chiffrée/ }])
  t.equal(selfSigned.caught.length, 0, 'a certificate nobody vouches for')

  const clear = await smtpSink(t, { host: '127.0.0.2' })
  run.clock.now = new Date(NOW.getTime() + 3 * 60_000)
  const elsewhere = { ...clear.settings, smtpUrl: `smtp://127.0.0.2:${clear.port}` }
  await run.runDue(elsewhere)
  t.equal(clear.caught.length, 0, 'a server that does not encrypt, which is not this machine')
  t.match(await run.rows(), [
    { sentAt: null, failedAt: null, lastRefusal: 'connexion chiffrée impossible avec le serveur d’envoi' },
  ])

  const loopback = await smtpSink(t)
  run.clock.now = new Date(NOW.getTime() + 30 * 60_000)
  await run.runDue(loopback.settings)
  t.equal(loopback.caught.length, 1, 'the control: on the machine itself it leaves')
})

t.test('a server that never answers is left after its time, and the mail waits', async (t) => {
  const sink = await smtpSink(t, { onData: (stream) => stream.resume() })
  const run = await mailTest(t)
  await run.queue()
  await run.runDue({ ...sink.settings, timeoutSeconds: 1 })
  t.match(await run.rows(), [
    { sentAt: null, failedAt: null, lastRefusal: 'le serveur d’envoi n’a pas répondu à temps' },
  ])
})

t.test('run twice, and twice at once, a mail leaves once', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  for (let i = 0; i < 10; i += 1) await run.queue()
  const ids = (await run.database.db.select({ id: outbox.id }).from(outbox)).map(({ id }) => id)
  const job = jobRunner(t, run.database, run.clock, sink.settings)
  await Promise.all(ids.flatMap((id) => [job(id), job(id), job(id)]))
  for (const id of ids) await job(id)
  run.clock.now = new Date(NOW.getTime() + 10 * 60_000)
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 10)
  t.equal(new Set(sink.caught.map(({ raw }) => messageId(raw))).size, 10)

  const [row] = await run.rows()
  const sender = { networkName: 'Essai', timeZone: 'Europe/Paris', signature: null }
  const links = { publicUrl: 'https://trame.exemple.test', linkKey: Buffer.alloc(32) }
  const delivery = {
    mail: readableMail(row!, sender, links),
    to: { address: row!.toAddress, name: '' },
    sender,
    messageId: row!.messageId,
    date: NOW,
  }
  const send = () => deliver(delivery, sink.settings, new AbortController().signal)
  await Promise.all([send(), send()])
  t.equal(sink.caught.length, 12, 'the control: without the claim of the row, twice at once is two copies')
})

t.test('a job sends the mails of its own network, whichever it names', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  await run.queue()
  const { db } = run.database
  const before = await run.rows()
  for (const networkId of [(await aNetwork(db)).id, null]) {
    await db.update(outbox).set({ networkId, finishedAt: null })
    t.equal(await run.runDue(sink.settings), 1)
    t.same(await run.rows(), before)
  }
  await db.update(outbox).set({ networkId: run.network.id, finishedAt: null })
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 1, 'the control: asked by its own')
})

t.test('an act undone sends nothing; told twice, or twice at once, it sends one', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  const mail = anInvitation()
  await t.rejects(
    inTransaction(run.ctx(), async (ctx) => {
      await queueMail(ctx, mail)
      throw new Error('undone')
    }),
  )
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 0)
  await run.queue(mail)
  await run.queue(mail)
  await run.queue({ ...mail, to: { ...mail.to, address: mail.to.address.toUpperCase() } })
  await Promise.all([run.queue(mail), run.queue(mail)])
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 1)
  await run.queue({ ...mail, event: `${mail.event}-again` })
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 2, 'the control: another act is another mail')
})

t.test('a mail waits for the day, and a reset of a password does not', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  run.clock.now = new Date('2026-03-07T20:30:00Z')
  await run.queue()
  await run.queue(aReset('a@exemple.test', 1))
  t.equal(await run.runDue(sink.settings), 1)
  t.match(await PostalMime.parse(sink.caught[0]!.raw), { subject: /Choisir un nouveau mot de passe/ })
  run.clock.now = new Date('2026-03-09T07:00:00Z')
  t.equal(await run.runDue(sink.settings), 1)
  t.equal(sink.caught.length, 2)
})

t.test(
  'one address receives at most three mails in any hour, whoever asks and from whichever network',
  async (t) => {
    const sink = await smtpSink(t)
    const run = await mailTest(t)
    const other = await aNetwork(run.database.db)
    const target = 'cible@exemple.test'
    for (let i = 0; i < 10; i += 1) {
      await run.queue({ to: { address: i % 2 ? target : target.toUpperCase(), name: '' } })
      await inTransaction(systemCtx(run.database.db, other.id), (ctx) =>
        queueMail(ctx, anInvitation({ to: { address: target, name: '' } })),
      )
      await run.queue({ to: { address: `voisine${i}@exemple.test`, name: '' } })
    }
    const arrivals: number[] = []
    let others = 0
    for (let minutes = 0; minutes <= 480; minutes += 10) {
      run.clock.now = new Date(NOW.getTime() + minutes * 60_000)
      await run.runDue(sink.settings)
      const caught = sink.caught.splice(0)
      const toTarget = caught.filter(({ to }) => to[0]?.toLowerCase() === target)
      others += caught.length - toTarget.length
      arrivals.push(...toTarget.map(() => minutes))
    }
    t.equal(arrivals.length, 20, 'none is lost')
    const worst = Math.max(
      ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 60).length),
    )
    t.equal(worst, 3)
    t.equal(others, 10, 'the control: ten mails to ten addresses are not slowed')
    t.comment(
      `20 mails to one address from two networks: ${worst} in the fullest hour, the last after ${arrivals.at(-1)} minutes`,
    )
  },
)

t.test(
  'asked for under a right since revoked, a mail does not leave; one that protects its reader does',
  async (t) => {
    const sink = await smtpSink(t)
    const run = await mailTest(t)
    const { db } = run.database
    const account = await anAccount(db, { role: 'coordinator', networkId: run.network.id })
    const asCoordinator = (mail: NewMail) =>
      inTransaction(asPerson(run, account), (ctx) => queueMail(ctx, mail))
    await asCoordinator(anInvitation())
    await run.runDue(sink.settings)
    t.equal(sink.caught.length, 1, 'the control: while the right is held it leaves')
    await asCoordinator(anInvitation())
    await asCoordinator(aReset('b@exemple.test', 2))
    await inTransaction(run.ctx(), ({ db }) =>
      db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, account.grantId)),
    )
    await run.runDue(sink.settings)
    t.equal(sink.caught.length, 2)
    const rows = await run.rows()
    t.equal(
      rows.filter(
        ({ lastRefusal }) => lastRefusal === 'annulé : la personne qui l’a demandé n’a plus ce droit',
      ).length,
      1,
    )
  },
)

t.test('a link that would open nothing is not sent', async (t) => {
  const sink = await smtpSink(t)
  const run = await mailTest(t)
  await run.queue(aReset('c@exemple.test', 3))
  run.clock.now = new Date(NOW.getTime() + 2 * 3_600_000)
  await run.runDue(sink.settings)
  t.match(await run.rows(), [
    { failedAt: run.clock.now, lastRefusal: 'annulé : le lien qu’il porte a expiré avant l’envoi' },
  ])
  t.equal(sink.caught.length, 0)
})

t.test('without a server nothing leaves, and the mail says it is a demonstration’s', async (t) => {
  const run = await mailTest(t)
  await run.queue()
  t.equal(await run.runDue(null), 1)
  const [row] = await run.rows()
  t.match(row, { sentAt: null, failedAt: null, lastRefusal: 'non envoyé : aucun serveur d’envoi' })
  t.equal(mailState(row!), 'kept')
  t.equal(await run.runDue(null), 0)
})

t.test(
  'on Monday at eight, whoever has something to see to reads it in one mail; the others read nothing',
  async (t) => {
    const sink = await smtpSink(t)
    const run = await mailTest(t)
    const { db } = run.database
    const networkId = run.network.id
    const coordinator = await anAccount(db, { role: 'coordinator', networkId })
    await inTransaction(run.ctx(), (ctx) => giveRight(ctx, coordinator.userId, { role: 'admin', networkId }))
    await anAccount(db, { role: 'professional', networkId })
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id })
    const digest = async (at: string) => {
      run.clock.now = new Date(at)
      await enqueueDaily(db, [{ job: writeWeeklyDigest, for: 'each-network' }], [networkId], run.clock.now)
      await run.runDue(sink.settings)
      await run.runDue(sink.settings)
    }
    await digest('2026-03-02T00:00:00Z')
    await digest('2026-03-02T07:00:00Z')
    t.equal(sink.caught.length, 0, 'nothing to say, no mail')

    for (let i = 0; i < 2; i += 1) await run.queue()
    await inTransaction(run.ctx(), ({ db }) => db.update(mails).set({ failedAt: NOW }))
    await inTransaction(run.ctx(), ({ db }) =>
      db.insert(invitations).values({
        email: 'x@exemple.test',
        name: 'X',
        role: 'professional',
        networkId,
        invitedAt: NOW,
        expiresAt: new Date('2026-03-11T09:00:00Z'),
      }),
    )
    await digest('2026-03-09T00:10:00Z')
    t.equal(sink.caught.length, 0, 'not before eight')
    await digest('2026-03-09T07:00:00Z')
    await digest('2026-03-09T08:00:00Z')
    await digest('2026-03-10T07:00:00Z')
    t.same(
      sink.caught.map(({ to }) => to),
      [[coordinator.credentials.email]],
      'one person, one mail',
    )
    const mail = await PostalMime.parse(sink.caught[0]!.raw)
    t.match(mail.subject, /À faire cette semaine/)
    t.match(mail.text, /2\s+courriels du réseau n’ont pas pu partir/)
    t.match(mail.text, /1\s+invitation prend fin cette semaine/)
    t.match(mail.text, /https:\/\/trame\.exemple\.test\/courriels\?etat=echec/)
  },
)

const HEADERS = HEADERS_WITH_REPLY.filter((key) => key !== 'reply-to')

const CORPUS = [
  'x\r\nBcc: pirate@exemple.test',
  'x\nBcc: pirate@exemple.test',
  'x\rBcc: pirate@exemple.test',
  'x\r\n\r\n<script>alert(1)</script>',
  'x\u2028Bcc: pirate@exemple.test',
  'x\u2029Bcc: pirate@exemple.test',
  'x\u0085Bcc: pirate@exemple.test',
  '"<pirate@exemple.test>,',
  'pirate@exemple.test, ',
  '=?utf-8?q?x?=\r\n Bcc: pirate@exemple.test',
  '=?utf-8?Q?=0D=0ABcc:_pirate@exemple.test?=',
  '\u202Etset.elpmexe@etarip',
  '\ud800',
  '\u0000',
  'a'.repeat(10_000),
  `${'é'.repeat(5_000)}\r\nBcc: pirate@exemple.test`,
  '.\r\nQUIT\r\n',
]

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\u2028',
        '\u2029',
        '\u0085',
        '\r\nBcc: pirate@exemple.test',
        '<',
        '>',
        ',',
        ';',
        ':',
        '"',
        '\\',
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** Every kind of mail, saying these words wherever it can say words. */
function mailsSaying(words: string, index: number): NewMail[] {
  const to = (name: string) => ({ address: `${name}${index}@exemple.test`, name: words })
  const id = '22222222-2222-4222-8222-222222222222'
  const expiresAt = '2026-03-20T09:00:00.000Z'
  const invited = {
    invitationId: id,
    sendings: 1,
    expiresAt,
    roleWords: words,
    networkName: words,
    inviterName: words,
  }
  return [
    { template: 'account-invitation', params: invited, to: to('a'), event: `a${index}` },
    {
      template: 'account-password-reset',
      params: { resetId: id, expiresAt },
      to: to('b'),
      event: `b${index}`,
    },
    {
      template: 'account-security-notice',
      params: { what: 'password-changed', at: expiresAt, device: words },
      to: to('c'),
      event: `c${index}`,
    },
    {
      template: 'weekly-digest',
      params: { week: '2026-03-02', lines: [{ kind: 'mail.failed', count: 1 }] },
      to: to('d'),
      event: `d${index}`,
    },
  ]
}

function aReset(address: string, index: number): NewMail {
  const resetId = `33333333-3333-4333-8333-33333333333${index}`
  const expiresAt = new Date(NOW.getTime() + 3_600_000 * (index === 3 ? 1 : 240)).toISOString()
  return {
    template: 'account-password-reset',
    params: { resetId, expiresAt },
    to: { address, name: '' },
    event: `reset:${resetId}`,
  }
}

function sayAsNetwork(run: MailTest, name: string) {
  return run.database.db.update(networks).set({ name }).where(eq(networks.id, run.network.id))
}

/** What many a program does: the words go into the header as they are. */
function naiveMessage(words: string): string {
  return `From: trame@exemple.test\r\nTo: ${words} <a@exemple.test>\r\nSubject: Bonjour\r\n\r\nBonjour.\r\n`
}

/** Headers as a server counts them: lines before the first empty one, folded ones together. */
function headerCount(raw: string): number {
  const [head = ''] = raw.split(/\r?\n\r?\n/)
  return head.split(/\r\n|\r|\n/).filter((line) => !/^[ \t]/.test(line)).length
}

function messageId(raw: string): string {
  return /^Message-ID: (.+)$/im.exec(raw)?.[1] ?? ''
}

/** What a coordinator of the network asks for, under her right. */
function asPerson(run: MailTest, { userId, grantId }: { userId: string; grantId: string }): Ctx {
  const actor: Actor = {
    role: 'coordinator',
    networkId: run.network.id,
    networkName: '',
    userId,
    grantId,
    userName: '',
    sessionId: '00000000-0000-4000-8000-000000000000',
  }
  return { ...run.ctx(), actor }
}
