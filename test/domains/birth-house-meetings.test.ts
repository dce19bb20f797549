import t from 'tap'
import { aMeeting } from '../support/birth-houses.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { sendForm } from '../support/people.js'

const FORM = { kind: 'partner', heldOn: '2026-02-20', subject: 'Revue des transferts du trimestre' }

t.test(
  'the meetings of a year are noted by the house, counted by kind, and read by the agency',
  async (t) => {
    const { test, app, db, house, browser, agencyBrowser, midwife } = await houseScene(t)
    const url = `/maisons-de-naissance/${house.id}/reunions`
    await aMeeting(db, house, { kind: 'staff' })
    await aMeeting(db, house, { kind: 'professionals', heldOn: '2025-12-31', subject: 'Année passée' })
    const sent = await sendForm(test, browser, url, FORM)
    t.match(sent.headers.location, `${url}?annee=2026&fait=notee`)
    const page = await app.inject({ url, headers: browser.headers })
    t.match(page.body, /En 2026.: 1.réunion avec la maternité partenaire, 0 avec le réseau/u)
    t.match(page.body, /1.staff\./u)
    t.notMatch(page.body, 'Année passée')
    const before = await app.inject({ url: `${url}?annee=2025`, headers: agencyBrowser.headers })
    t.match(before.body, 'Année passée')
    t.notMatch(before.body, 'Noter une réunion', 'the agency reads')
    t.match((await midwife('GET', `/birth-houses/${house.id}/meetings`)).json(), {
      year: 2026,
      years: [2026, 2025],
      meetings: [{ kind: 'partner' }, { kind: 'staff' }],
    })
    t.same(await journalOf(t), { 'birth-house.meeting': 1 })
  },
)

t.test('a meeting to come, without a subject or of no kind is refused with what was typed', async (t) => {
  const { test, house, browser } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/reunions`
  const cases: [Record<string, string>, RegExp][] = [
    [{ heldOn: '2026-03-03' }, /Cette date est à venir/],
    [{ heldOn: '31/02/2026' }, /Indiquez une date/],
    [{ subject: ' ' }, /Dites son objet/],
    [{ kind: '' }, /avec qui la réunion/],
  ]
  for (const [wrong, words] of cases) {
    const answer = await sendForm(test, browser, url, { ...FORM, ...wrong })
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
    if (!('subject' in wrong)) t.match(answer.body, `value="${FORM.subject}"`)
  }
  t.equal((await sendForm(test, browser, url, { ...FORM, heldOn: '2026-03-02' })).statusCode, 303, 'today')
})

t.test('a meeting noted by mistake is taken away by its house alone', async (t) => {
  const { test, db, house, other, browser, midwife, neighbour, agency } = await houseScene(t)
  const id = await aMeeting(db, house)
  const call = `/birth-houses/${house.id}/meetings/${id}`
  t.equal((await neighbour('DELETE', call)).statusCode, 404)
  t.equal((await neighbour('DELETE', `/birth-houses/${other.id}/meetings/${id}`)).statusCode, 404)
  t.equal((await agency('DELETE', call)).statusCode, 403)
  const url = `/maisons-de-naissance/${house.id}/reunions/${id}/retrait`
  t.equal((await sendForm(test, browser, url)).statusCode, 303)
  t.equal((await midwife('DELETE', call)).statusCode, 404, 'twice: it is not there any more')
})
