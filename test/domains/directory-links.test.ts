import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { inTransaction } from '../../src/context.js'
import { directorySituations } from '../../src/domains/directory/tables.js'
import { AUDIENCES } from '../../src/domains/directory/visibility.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { mailSignatures } from '../../src/domains/mail/tables.js'
import { APP_SECRET, testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { ownerOf, STRANGER, sendForm } from '../support/people.js'
import { reviewToken } from '../support/review-mails.js'

const DAY = 86_400_000

t.test(
  'a program that opens every address of the mail confirms nothing; the person does, once',
  async (t) => {
    const { get, send, asked, one, owner } = await scene(t)
    const { id, token } = await asked()
    const before = await one('directory_people', id)
    for (const path of ['', '/correction', '/retrait']) {
      for (let i = 0; i < 3; i += 1) {
        const page = await get(`/annuaire/verification${path}?jeton=${token}`)
        t.equal(page.statusCode, 200, path)
        t.equal(page.headers['x-robots-tag'], 'noindex')
        t.equal(page.headers['cache-control'], 'no-store')
      }
    }
    t.equal((await get('/annuaire/verification/exacte')).statusCode, 404, 'an act has no page to open')
    t.same(await one('directory_people', id), before)
    t.equal((await owner.query('select from directory_reviews where answered_at is not null')).rowCount, 0)

    const answers = await Promise.all([1, 2, 3].map(() => send('/exacte', { token })))
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [303, 303, 303],
      'three presses at once, the same answer',
    )
    t.match(await one('directory_people', id), { verified_at: NOW, verified_by: /par son lien/ })
    t.equal(
      (await owner.query("select from audit_entries where action = 'directory.answer-review'")).rowCount,
      1,
    )
    const thanks = await get(`/annuaire/verification?jeton=${token}`)
    t.match(thanks.body, /Merci, votre fiche est confirmée/)
    t.notMatch(thanks.body, /01 99 00/, 'a link that has served shows the record no more')
    t.equal((await send('/retrait', { token })).statusCode, 410, 'and does nothing else')
    t.match(await one('directory_people', id), { objected_at: null })
  },
)

t.test('a form from elsewhere with a good link does nothing', async (t) => {
  const { test, asked, one } = await scene(t)
  const { id, token } = await asked()
  for (const headers of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const response = await test.app.inject({
      method: 'POST',
      url: '/annuaire/verification/exacte',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams({ token }).toString(),
    })
    t.equal(response.statusCode, 403)
  }
  t.match(await one('directory_people', id), { verified_at: null })
})

t.test(
  'an expired, replaced, used, forged or foreign link does nothing, says why, and offers another',
  async (t) => {
    const { test, get, send, asked, one, owner, ctxAt } = await scene(t)
    const { id, token } = await asked()
    const linkKey = deriveKey(APP_SECRET, 'links')
    const expiresAt = new Date(NOW.getTime() + DAY)
    const forged = {
      'another purpose': signLink(linkKey, {
        purpose: 'invitation',
        id: token.split('.')[0]!,
        version: 1,
        expiresAt,
      }),
      'another key': signLink(Buffer.alloc(32), {
        purpose: 'directory-review',
        id: token.split('.')[0]!,
        version: 1,
        expiresAt,
      }),
      'a question nobody asked': signLink(linkKey, {
        purpose: 'directory-review',
        id: randomUUID(),
        version: 1,
        expiresAt,
      }),
      'cut in the middle': token.slice(0, 60),
      nothing: '',
      'not a token': "' or 1=1 --",
    }
    for (const [name, given] of Object.entries(forged)) {
      const page = await get(`/annuaire/verification?jeton=${encodeURIComponent(given)}`)
      t.equal(page.statusCode, 410, name)
      t.match(page.body, /Votre adresse électronique/, `${name}: another is offered`)
      for (const act of ['/exacte', '/retrait', '/correction']) {
        t.match(String((await send(act, { token: given || 'x' })).statusCode), /^4(10|00)$/, `${name} ${act}`)
      }
    }
    test.clock.now = new Date(NOW.getTime() + 61 * DAY)
    t.match((await get(`/annuaire/verification?jeton=${token}`)).body, /Ce lien a expiré/)
    t.equal((await send('/exacte', { token })).statusCode, 410)
    t.match(await one('directory_people', id), { verified_at: null, objected_at: null })

    t.equal((await send('/nouveau-lien', { token })).statusCode, 303)
    const { rows } = await owner.query(
      "select to_address, params from mails where template = 'directory-review'",
    )
    t.equal(rows.length, 2, 'another mail leaves, to the address of the record')
    const renewed = await reviewToken(owner, id)
    t.match((await get(`/annuaire/verification?jeton=${token}`)).body, /Un lien plus récent/)
    t.equal((await send('/exacte', { token: renewed })).statusCode, 303, 'the control: the new one serves')
    t.equal(await sendWave(ctxAt(62)), 0, 'what she asked for herself is not one more asking')
  },
)

t.test(
  'a link asked for by address leaves only to an address of the directory, and the page never tells',
  async (t) => {
    const { network, send, asked, owner } = await scene(t)
    const { id } = await asked({ email: 'lise@exemple.test' })
    await owner.query('delete from mails')
    const ask = async (email: string) => {
      const { statusCode, headers } = await send(`/lien?reseau=${network.slug}`, { email })
      return [statusCode, headers.location]
    }
    const sent = `/annuaire/verification/lien-envoye?reseau=${network.slug}`
    t.same(await ask('personne-ici@exemple.test'), [303, sent])
    t.equal((await owner.query('select from mails')).rowCount, 0)
    t.same(await ask('LISE@exemple.test'), [303, sent])
    t.equal((await owner.query("select from mails where to_address = 'lise@exemple.test'")).rowCount, 1)
    const statuses = []
    for (let i = 0; i < 4; i += 1) statuses.push((await ask('lise@exemple.test'))[0])
    t.same(statuses, [303, 303, 429, 429], 'three in two hours for one address')
    t.ok(id)
    t.same(await journalOf(t), { 'directory.renew-review-link': 3, 'directory.send-wave': 1 })
  },
)

t.test('what is hers to say changes at once, who she is waits for the team', async (t) => {
  const { get, send, asked, one, all, ctx } = await scene(t)
  const structure = await aStructure(ctx)
  const { id, token } = await asked({ at: structure, languages: ['fr'], phone: '+33199000001' })
  const [offerId] = await inTransaction(ctx, (ctx) =>
    insertOffers(ctx, TEAM, [{ personId: id, kind: 'home-visits', visibleTo: 'members' }]),
  )
  const [situation] = await inTransaction(ctx, ({ db }) => db.select().from(directorySituations))
  const form = await get(`/annuaire/verification/correction?jeton=${token}`)
  t.match(form.body, /value="01 99 00 00 01"/)
  const typed = {
    token,
    phone: '01 99 00 00 09',
    mobile: '',
    email: 'lise@exemple.test',
    languages: 'fsl',
    place0Id: situation!.id,
    place0Phone: '+33 1 99 00 00 10',
    offer0Id: offerId!,
    offer0Phone: '01 99 00 00 11',
    offer0Message: 'lise@exemple.mssante.fr',
    offer0Link: 'https://exemple.test/rdv',
    offer0Fees: 'Secteur 1',
    offer0Delay: '12',
    'seen-phone': 'public',
    'seen-listing': 'public',
    lastName: 'Durand-Nouvelle',
    message: 'Je n’exerce plus le mardi.',
  }
  const wrong = {
    ...{ phone: 'douze', offer0Delay: '-3', website: 'javascript:alert(1)' },
    ...{ offer0Phone: 'treize', offer0Email: 'lise', offer0Link: 'rendez-vous' },
  }
  const refused = await send('/correction', { ...typed, ...wrong })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /n’est pas un numéro de téléphone[\s\S]*value="douze"/, 'what was typed is kept')
  t.match(refused.body, /nombre de jours/)
  for (const [field, words] of Object.entries({ Phone: 'treize', Email: 'lise', Link: 'rendez-vous' })) {
    const refusal = `href="#champ-offer0${field.toLowerCase()}">« ${words} » n’est pas`
    t.match(refused.body, refusal, 'each way its offer is asked for, at its own field')
  }
  t.match(refused.body, /n’est pas une adresse de site/, 'what she proposes is read too')
  t.match(await one('directory_people', id), { phone: '+33199000001' }, 'nothing is kept of a form refused')

  t.equal((await send('/correction', typed)).statusCode, 303)
  const person = await one('directory_people', id)
  t.match(person, {
    phone: '+33199000009',
    email: 'lise@exemple.test',
    languages: ['fsl'],
    verified_at: null,
  })
  t.match(person.provenance.phone, { source: 'person' })
  t.match(person.last_name, /^Nom/, 'her name is proposed, not changed')
  t.match(person.visibility, { phone: 'public', listing: 'public' })
  t.match(await one('directory_situations', situation!.id), { phone: '+33199000010' })
  t.match(await one('directory_offers', offerId!), {
    ...{ fees: 'Secteur 1', delay_days: 12, phone: '+33199000011', message: 'lise@exemple.mssante.fr' },
    link: null,
  })
  t.same((await all('directory_consents')).map(({ scope }) => scope).sort(), ['listing', 'phone'])
  const [report] = await all('directory_reports')
  t.match(report, {
    origin: 'owner',
    proposal: { lastName: 'Durand-Nouvelle', [`offer.${offerId}.link`]: 'https://exemple.test/rdv' },
    message: 'Je n’exerce plus le mardi.',
    decided_at: null,
  })
})

t.test(
  'an accord is withdrawn by the choice that narrows it; an offer of IVG opens with hers alone',
  async (t) => {
    const { send, asked, one, all, ctx, again } = await scene(t)
    const { id, token } = await asked()
    const [offerId] = await inTransaction(ctx, (ctx) =>
      insertOffers(ctx, TEAM, [{ personId: id, kind: 'ivg', methods: ['medical'], visibleTo: 'team' }]),
    )
    /** The offers each audience knows of. */
    const offers = async () => {
      const cards = (await all('directory_cards')).filter(({ subject_id }) => subject_id === id)
      const seen = AUDIENCES.map((audience) => [audience, cards.find((row) => row[`for_${audience}`])])
      return Object.fromEntries(
        seen.map(([audience, row]) => [
          audience,
          row && (row.card.offers ?? []).map(({ kind }: { kind: string }) => kind),
        ]),
      )
    }
    t.same((await offers()).members, [])
    await send('/correction', {
      token,
      'seen-ivg': 'members',
      'seen-email': 'public',
      'seen-listing': 'public',
    })
    t.match(await one('directory_offers', offerId!), { visible_to: 'members' })
    t.same(await offers(), {
      public: [],
      members: ['ivg'],
      emergency: ['ivg'],
      team: ['ivg'],
    })
    const second = await again(id)
    await send('/correction', { token: second, 'seen-ivg': 'team', 'seen-email': 'members' })
    t.same((await offers()).members, [])
    const consents = await all('directory_consents')
    t.same(
      consents.filter(({ withdrawn_at }) => withdrawn_at === null).map(({ scope }) => scope),
      ['listing'],
      'the others are withdrawn, and kept with their dates',
    )
    t.equal(consents.length, 3)
  },
)

t.test('the thanks say what her answer changed, and nothing else', async (t) => {
  const { test, get, send, asked, again } = await scene(t)
  const { id, token } = await asked({ languages: ['fr'], phone: '+33199000001' })
  const thanks = async (token: string) => {
    const { body } = await get(`/annuaire/verification?jeton=${token}`)
    return (body.split('<main')[1] ?? '').split('</main>')[0]!.replaceAll(/[\u00a0\u202f]/g, ' ')
  }
  await send('/correction', {
    ...{ token, phone: '01 99 00 00 09', mobile: '06 99 00 00 09', languages: 'fsl' },
    ...{ 'seen-mobile': 'public', 'seen-listing': 'public' },
  })
  const first = await thanks(token)
  t.match(first, 'Changé dès maintenant : téléphone, téléphone portable, langues parlées.')
  t.match(first, /« Téléphone portable » se montre désormais à : \p{Ll}/u)
  t.match(first, /Votre accord de diffusion est enregistré pour : [^.]*téléphone portable/)
  for (const word of ['horaires', 'accessibilité', 'relit', '01 99', 'est retiré']) t.notMatch(first, word)
  t.match(first, 'Recevoir un nouveau lien')

  const second = await again(id)
  test.clock.now = new Date(NOW.getTime() + DAY)
  await send('/correction', { token: second, 'seen-mobile': 'team', lastName: 'Autre' })
  const then = await thanks(second)
  t.match(then, 'Votre accord de diffusion est retiré pour : téléphone portable.')
  t.match(then, 'transmis à l’équipe du réseau, qui le relit')
  t.notMatch(then, 'Changé dès maintenant')
})

t.test('after an objection, a person and a structure each read what became of theirs', async (t) => {
  const { get, send, asked, ctx, owner } = await scene(t)
  const { token } = await asked()
  await send('/retrait', { token })
  const gone = (await get(`/annuaire/verification?jeton=${token}`)).body
  t.match(gone, 'Vous n’apparaissez plus dans l’annuaire')
  for (const word of ['toujours exacte', 'pour une structure', 'Recevoir un nouveau lien'])
    t.notMatch(gone, word)
  const structure = await aStructure(ctx)
  await sendWave(ctx)
  const its = await reviewToken(owner, structure)
  await send('/retrait', { token: its })
  const waiting = (await get(`/annuaire/verification?jeton=${its}`)).body
  t.match(waiting, /L’équipe du réseau en est prévenue et décide[\s\S]*Recevoir un nouveau lien/)
  t.notMatch(waiting, 'Vous n’apparaissez plus')
})

t.test('each page of a link carries the network’s name, and how to reach who wrote the mail', async (t) => {
  const { test, network, get, send, asked, ctx } = await scene(t)
  await aNetwork(test.db, { name: 'Un autre réseau' })
  await inTransaction(ctx, ({ db }) =>
    db.insert(mailSignatures).values({
      ...{ networkId: network.id, signer: 'Anne', position: 'Coordinatrice', updatedAt: NOW },
      ...{ phone: '01 99 00 12 34', replyTo: 'equipe@reseau.test' },
    }),
  )
  const { token } = await asked()
  const carried = (body: string, path: string) => {
    t.match(body, `<span class="brand-network">${network.name}</span>`, path)
    t.match(body, /mailto:equipe@reseau\.test/, path)
    t.match(body, '01 99 00 12 34', path)
  }
  for (const path of ['', '/correction', '/retrait'])
    carried((await get(`/annuaire/verification${path}?jeton=${token}`)).body, path)
  carried((await send('/correction', { token, phone: 'douze' })).body, 'a form refused')
  await send('/exacte', { token })
  carried((await get(`/annuaire/verification?jeton=${token}`)).body, 'the thanks')
  const renewal = await send('/nouveau-lien', { token })
  t.match((await get(String(renewal.headers.location))).body, `brand-network">${network.name}<`)
  const forged = (await get('/annuaire/verification?jeton=rien')).body
  t.match(forged, 'brand-network">Trame<', 'the control: nobody knows whose link it is')
})

t.test(
  'who objects is shown to nobody from the next instant; a structure is not withdrawn by a mail',
  async (t) => {
    const { send, asked, one, all, ctx, owner } = await scene(t)
    const { id, token } = await asked()
    t.equal((await send('/retrait', { token })).statusCode, 303)
    t.match(await one('directory_people', id), { objected_at: NOW, objection_source: /lien de vérification/ })
    t.same(
      (await all('directory_cards'))
        .filter(({ subject_id }) => subject_id === id)
        .map(({ for_members, for_emergency, for_team }) => ({ for_members, for_emergency, for_team })),
      [{ for_members: false, for_emergency: false, for_team: true }],
    )
    t.equal(await sendWave(ctx), 0)

    const structure = await aStructure(ctx)
    await sendWave(ctx)
    t.equal((await send('/retrait', { token: await reviewToken(owner, structure) })).statusCode, 303)
    t.match(await one('directory_structures', structure), { archived_at: null })
    t.match(await all('directory_reports'), [{ motive: 'owner-removal', origin: 'owner' }])
  },
)

t.test('a link reaches one record of one network, and its mail holds no datum of the record', async (t) => {
  const { test, asked, get, owner } = await scene(t)
  const { token } = await asked({
    lastName: 'Lointaine',
    phone: '+33199000077',
    email: 'lointaine@exemple.test',
  })
  const other = await aNetwork(test.db)
  await aPerson(systemCtx(test.db, other.id), { lastName: 'Étrangère' })
  const page = await get(`/annuaire/verification?jeton=${token}`)
  t.match(page.body, /LOINTAINE/)
  t.notMatch(page.body, /ÉTRANGÈRE/)
  const { rows } = await owner.query('select params from mails')
  const params = JSON.stringify(rows)
  for (const datum of ['Lointaine', '+33199000077', 'lointaine@', 'Sage-femme', '"50"']) {
    t.notMatch(params, datum, datum)
  }
  t.match(params, /"contacts": ?2|"contacts":2/, 'the control: it counts what there is')
})

async function scene(t: Test) {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const owner = await ownerOf(t, test)
  const ctxAt = (days: number) => systemCtx(test.db, network.id, new Date(NOW.getTime() + days * DAY))
  return {
    test,
    network,
    ctx,
    ctxAt,
    owner,
    get: (url: string) => test.app.inject({ url }),
    send: (path: string, fields: Record<string, string>) =>
      sendForm(test, STRANGER, `/annuaire/verification${path}`, fields),
    /** A person who was just asked about her record, and the token of her mail. */
    asked: async (overrides: Parameters<typeof aPerson>[1] = {}) => {
      const id = await aPerson(ctx, overrides)
      await sendWave(ctx)
      return { id, token: await reviewToken(owner, id) }
    },
    /** The token of a question asked again, months later. */
    again: async (id: string) => {
      await owner.query("update directory_people set verified_at = '2020-01-01' where id = $1", [id])
      await sendWave(ctxAt(40))
      return reviewToken(owner, id)
    },
    one: async (table: string, id: string) =>
      (await owner.query(`select * from ${table} where id = $1`, [id])).rows[0],
    all: async (table: string) => (await owner.query(`select * from ${table}`)).rows,
  }
}
