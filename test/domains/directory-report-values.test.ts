import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { isLocal } from '../../src/domains/directory/provenance.js'
import { insertOffers, insertSituations, updateStructure } from '../../src/domains/directory/writing.js'
import { browserOf } from '../support/app.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { HOSTILE_TEXTS } from '../support/hostile-markup.js'
import { aMember } from '../support/members.js'
import { sendForm } from '../support/people.js'
import { fieldsOf, reportDesk } from '../support/report-desk.js'

t.test(
  'a reader proposes what the record should say; it is kept beside what it said, and nothing changes yet',
  async (t) => {
    const { form, ctx, send, reports, structure } = await reportDesk(t)
    const id = await aStructure(ctx, { phone: '+33199000001', website: 'https://avant.test/' })
    const { body } = await form('structures', id)
    t.match(body, /La fiche dit[\s\S]{0,20}01 99 00 00 01/)
    const said = { motive: 'wrong-contact', proposedPhone: '01 99 00 00 02', proposedWebsite: '' }
    for (const again of [said, said]) t.equal((await send('structures', id, again)).statusCode, 303)
    const kept = { proposal: { phone: '+33199000002' }, record_said: { phone: '+33199000001' } }
    t.match(await reports(), [kept], 'once')
    t.match(await structure(id), { phone: '+33199000001', website: 'https://avant.test/' })

    await send('structures', id, { ...said, proposedPhone: '01 99 00 00 03' })
    await send('structures', id, { ...said, proposedPhone: '0199000001', proposedWebsite: 'avant.test' })
    t.same(
      (await reports()).map(({ proposal }) => proposal?.phone).sort(),
      ['+33199000002', '+33199000003', undefined],
      'another value is another report, what the record says already is no proposal',
    )
  },
)

t.test('a field she may not read is not offered, and proposing for it tells her nothing', async (t) => {
  const { test, network, form, ctx, send, reports, coordinator } = await reportDesk(t)
  const full = await aStructure(ctx, {
    ...{ phone: '+33199000001', email: 'cachee@exemple.test', emergencyPhone: '+33199000009' },
    ...{ isPrivateAddress: true, street: '3 rue Cachée' },
  })
  const empty = await aStructure(ctx, { phone: '+33199000001', email: null, isPrivateAddress: true })
  const page = (await form('structures', full)).body
  t.match(page, /name="proposedPhone"/)
  for (const hidden of ['Email', 'EmergencyPhone', 'Street'])
    t.notMatch(page, `name="proposed${hidden}"`, hidden)
  t.notMatch(page, /cachee@|rue Cachée|00 00 09/)
  const refusals = [
    { proposedEmail: 'autre@exemple.test' },
    { proposedEmergencyPhone: '0199000002' },
    { proposedStreet: '4 rue Neuve' },
    { offer0Id: full, offer0Phone: '0199000002' },
    { place0Id: full, place0Phone: '0199000002' },
    { place0Phone: '0199000002' },
    { proposedLastName: 'Martin' },
  ]
  for (const fields of refusals) {
    const [hidden, absent] = await Promise.all(
      [full, empty].map((id) => send('structures', id, { motive: 'other', ...fields })),
    )
    t.equal(hidden!.statusCode, 400, JSON.stringify(fields))
    t.equal(masked(hidden!.body), masked(absent!.body), 'hidden or nowhere, one answer')
    t.match(hidden!.body, /un champ que cette fiche ne vous montre pas/)
  }
  t.equal((await reports()).length, 0)
  const member = await browserOf(test.app, await aMember(test.db, network.id))
  const url = `/annuaire/signaler/structures/${full}`
  const fields = { motive: 'other', proposedEmail: 'autre@exemple.test' }
  t.equal((await sendForm(test, member, url, fields)).statusCode, 303, 'the control: a member reads it')
  const ofTeam = { motive: 'other', proposedStreet: '4 rue Neuve' }
  t.equal((await sendForm(test, member, url, ofTeam)).statusCode, 400, 'and not the street')
  t.equal((await sendForm(test, coordinator, url, ofTeam)).statusCode, 303, 'which the team does')
})

t.test(
  'what she types is read as the form of the record reads it, and comes back when it is wrong',
  async (t) => {
    const { ctx, send, reports } = await reportDesk(t)
    const id = await aStructure(ctx, {
      phone: '+33199000001',
      website: 'https://avant.test/',
      street: '1 rue Ancienne',
    })
    const wrong = {
      motive: 'wrong-contact',
      message: 'Appelé ce matin.',
      proposedPhone: '01 99 00',
      proposedWebsite: 'javascript:alert(1)',
      proposedPostcode: '1',
      proposedStreet: 'x'.repeat(301),
    }
    const refused = await send('structures', id, wrong)
    t.equal(refused.statusCode, 400)
    t.match(refused.body, /« 01 99 00 » n’a pas le bon nombre de chiffres/)
    t.match(refused.body, /n’est pas une adresse de site/)
    t.match(refused.body, /n’est pas un code postal/)
    t.match(refused.body, /au plus 300 caractères/)
    t.match(refused.body, /<details open/)
    t.match(refused.body, /value="01 99 00"[\s\S]*value="javascript:alert\(1\)"[\s\S]*Appelé ce matin\./)
    t.equal((await reports()).length, 0)
    t.equal((await send('structures', id, { motive: 'wrong-contact' })).statusCode, 303, 'the control')
  },
)

t.test(
  'accepted in one click, it is written, told in the history, and no import writes over it',
  async (t) => {
    const { ctx, send, reports, open, accept, one, owner, recordPage } = await reportDesk(t)
    const id = await aStructure(ctx)
    await inTransaction(ctx, async (ctx) => {
      const finess = { source: 'finess', on: '2026-02-01', by: 'FINESS' } as const
      await updateStructure(ctx, finess, id, { phone: '+33199000001', street: '1 rue Ancienne' })
      await refreshCards(ctx, { structures: [id] })
    })
    t.notOk(isLocal((await one('directory_structures', id)).provenance, 'phone'))
    await send('structures', id, {
      ...{ motive: 'wrong-contact', email: 'lectrice@exemple.test' },
      ...{ proposedPhone: '0199000002', proposedPostcode: '01000', proposedCommuneName: 'Bourg-en-Bresse' },
    })
    const [report] = await reports()
    const { body } = await open(report.id)
    t.match(body, /01 99 00 00 01[\s\S]*value="01 99 00 00 02"/, 'side by side')
    const answer = await accept(report.id, fieldsOf(body))
    t.match(answer, {
      statusCode: 303,
      headers: { location: `/annuaire/fiches/structures/${id}?fait=signalement` },
    })

    const row = await one('directory_structures', id)
    t.match(row, {
      phone: '+33199000002',
      postcode: '01000',
      commune_code: '01053',
      position_source: 'la commune',
    })
    t.match(row.provenance.phone, { source: 'report', by: 'Personne de test' })
    t.ok(isLocal(row.provenance, 'phone'))
    t.match(row.said_elsewhere.phone, { value: '+33199000001', source: 'finess' })
    t.equal(row.verified_at, null, 'a reader saw one line: the record is not verified')
    const changes = await owner.query('select * from directory_changes where subject_id = $1 order by at', [
      id,
    ])
    t.match(changes.rows.at(-1), {
      before: { phone: '+33199000001' },
      after: { phone: '+33199000002' },
      reason: /^signalé par une lectrice ou un lecteur, accepté par /,
    })
    t.match(await recordPage(id), /01 99 00 00 02/)
    t.match((await owner.query('select params from mails')).rows, [{ params: { decision: 'accepted' } }])
  },
)

t.test('the moderator corrects a value, lets one in and leaves another', async (t) => {
  const { ctx, send, reports, open, accept, structure } = await reportDesk(t)
  const id = await aStructure(ctx, { phone: '+33199000001', website: 'https://avant.test/' })
  const proposed = { proposedPhone: '0199000002', proposedWebsite: 'https://apres.test/' }
  await send('structures', id, { motive: 'wrong-contact', ...proposed })
  const [report] = await reports()
  const wrong = await accept(report.id, { proposedPhone: '12', accepted: 'proposedPhone' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /n’a pas le bon nombre de chiffres[\s\S]*value="12"/, 'nothing typed is lost')
  t.notMatch(wrong.body, /value="proposedWebsite" checked/, 'what was unticked stays so')
  t.match(await reports(), [{ decided_at: null }])
  const { statusCode } = await accept(report.id, {
    ...fieldsOf((await open(report.id)).body),
    ...{ proposedPhone: '01 99 00 00 03', accepted: 'proposedPhone' },
  })
  t.equal(statusCode, 303)
  t.match(await structure(id), { phone: '+33199000003', website: 'https://avant.test/' })
})

t.test(
  'a value changed since the report is shown, and is not written unless the moderator says so',
  async (t) => {
    const { ctx, send, reports, open, accept, structure } = await reportDesk(t)
    const id = await aStructure(ctx, { phone: '+33199000001' })
    await send('structures', id, { motive: 'wrong-contact', proposedPhone: '0199000002' })
    const [report] = await reports()
    t.match((await open(report.id)).body, /value="proposedPhone" checked/, 'the control: ticked before')
    await inTransaction(ctx, (ctx) => updateStructure(ctx, TEAM, id, { phone: '+33199000005' }))
    const { body } = await open(report.id)
    t.match(body, /01 99 00 00 05[\s\S]*Changé depuis le signalement[\s\S]*01 99 00 00 01/)
    t.notMatch(body, /value="proposedPhone" checked/)
    await accept(report.id, fieldsOf(body))
    t.match(await structure(id), { phone: '+33199000005' })
  },
)

t.test(
  'somebody changes the record while it is looked at: both are shown, and nothing is written unseen',
  async (t) => {
    const { ctx, send, reports, open, accept, structure } = await reportDesk(t)
    const id = await aStructure(ctx, { phone: '+33199000001' })
    await send('structures', id, { motive: 'wrong-contact', proposedPhone: '0199000002' })
    const [report] = await reports()
    const opened = fieldsOf((await open(report.id)).body)
    await inTransaction(ctx, (ctx) => updateStructure(ctx, TEAM, id, { phone: '+33199000005' }))
    const late = await accept(report.id, { ...opened, proposedPhone: '01 99 00 00 04' })
    t.match(late, { statusCode: 409, body: /01 99 00 00 05[\s\S]*value="01 99 00 00 04"/ })
    t.match(await structure(id), { phone: '+33199000005' })
    t.match(await reports(), [{ decided_at: null }])
    t.equal((await accept(report.id, fieldsOf(late.body))).statusCode, 303, 'seen, it is written')
    t.match(await structure(id), { phone: '+33199000004' })
  },
)

t.test('the numbers of a place and of an offer are proposed and written where they are', async (t) => {
  const { test, network, ctx, reports, open, accept, one } = await reportDesk(t)
  const place = await aStructure(ctx, { name: 'Maison des Lilas' })
  const [id, other] = [await aPerson(ctx), await aPerson(ctx)]
  const parts = await inTransaction(ctx, async (ctx) => {
    const at = { structureId: place, phone: '+33199000011' }
    const [mine, another] = await insertSituations(ctx, TEAM, [
      { personId: id, ...at },
      { personId: other, ...at },
    ])
    const offer = {
      kind: 'epp',
      phone: '+33199000021',
      link: 'https://avant.test/rdv',
      visibleTo: 'members',
    }
    const [offerId] = await insertOffers(ctx, TEAM, [{ personId: id, ...offer } as never])
    await refreshCards(ctx, { people: [id, other] })
    return { mine: mine!, another: another!, offerId: offerId! }
  })
  const member = await browserOf(test.app, await aMember(test.db, network.id))
  const send = (fields: Record<string, string>) =>
    sendForm(test, member, `/annuaire/signaler/personnes/${id}`, { motive: 'wrong-contact', ...fields })
  const ofOther = await send({ place0Id: parts.another, place0Phone: '0199000012' })
  t.equal(ofOther.statusCode, 400, 'the place of somebody else')
  const badLink = await send({ offer0Id: parts.offerId, offer0Link: 'javascript:alert(1)' })
  t.match(badLink, { statusCode: 400, body: /n’est pas une adresse de site/ })
  const good = {
    ...{ place3Id: parts.mine, place3Phone: '0199000012' },
    ...{ offer0Id: parts.offerId, offer0Link: 'https://apres.test/rdv' },
  }
  t.equal((await send(good)).statusCode, 303)
  const [report] = await reports()
  t.same(report.proposal, {
    [`situation.${parts.mine}.phone`]: '+33199000012',
    [`offer.${parts.offerId}.link`]: 'https://apres.test/rdv',
  })
  const { body } = await open(report.id)
  t.match(body, /Téléphone \(Maison des Lilas\)/)
  t.equal((await accept(report.id, fieldsOf(body))).statusCode, 303)
  t.match(await one('directory_situations', parts.mine), {
    phone: '+33199000012',
    provenance: { phone: { source: 'report' } },
  })
  t.match(await one('directory_situations', parts.another), { phone: '+33199000011' })
  t.match(await one('directory_offers', parts.offerId), {
    link: 'https://apres.test/rdv',
    phone: '+33199000021',
    provenance: { link: { source: 'report' }, phone: { source: 'team' } },
  })
})

t.test('through a report, only what was proposed is written', async (t) => {
  const { ctx, send, reports, accept, structure } = await reportDesk(t)
  const id = await aStructure(ctx, { phone: '+33199000001', website: 'https://avant.test/' })
  await send('structures', id, { motive: 'wrong-contact', proposedPhone: '0199000002' })
  const [report] = await reports()
  const fields = {
    proposedPhone: '0199000003',
    proposedWebsite: 'https://apres.test/',
    proposedName: 'Autre',
  }
  const accepted = [...Object.keys(fields), 'proposedEmail']
  t.equal((await accept(report.id, { ...fields, accepted })).statusCode, 303)
  t.match(await structure(id), { phone: '+33199000003', website: 'https://avant.test/' })
  t.not((await structure(id)).name, 'Autre')
})

t.test('a name is never cleared, and a value for what is gone is said to be lost', async (t) => {
  const { ctx, send, reports, open, accept, structure } = await reportDesk(t)
  const id = await aStructure(ctx, { name: 'Centre Exact' })
  await send('structures', id, { motive: 'wrong-name', proposedName: 'Centre Nouveau' })
  const [report] = await reports()
  const blank = await accept(report.id, { proposedName: ' ', accepted: 'proposedName' })
  t.match(blank, { statusCode: 400, body: /Indiquez le nom de la structure/ })
  await inTransaction(ctx, (ctx) => updateStructure(ctx, TEAM, id, { closedOn: '2020-01-01' }))
  const { body } = await open(report.id)
  t.match(body, /Une valeur est proposée[\s\S]*n’est plus dans l’annuaire/)
  t.notMatch(body, /name="proposedName"/)
  t.equal(
    (await accept(report.id, { proposedName: 'Centre Nouveau', accepted: 'proposedName' })).statusCode,
    303,
  )
  t.match(await structure(id), { name: 'Centre Exact' })
})

t.test('whatever a reader proposes is text wherever it is read', async (t) => {
  const { ctx, send, reports, open } = await reportDesk(t)
  const id = await aStructure(ctx, { street: '1 rue Ancienne' })
  const texts = [
    ...HOSTILE_TEXTS.filter((_, rank) => rank % 23 === 0),
    '=HYPERLINK("http://x")',
    'a\r\nBcc: b@c',
  ]
  for (const text of texts.slice(0, 9)) {
    t.equal((await send('structures', id, { motive: 'other', proposedStreet: text })).statusCode, 303, text)
  }
  for (const { id } of await reports()) {
    const { body } = await open(id)
    t.notMatch(body, /<img src=x|<script>alert|<svg onload|<iframe srcdoc|<x-canari/)
    t.match(body, /name="proposedStreet"/)
  }
})

function masked(body: string): string {
  return body
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replaceAll(/nonce="[0-9a-f]+"/g, '')
    .replaceAll(/Centre [A-Za-z]{3}/g, 'CENTRE')
}
