import { randomUUID } from 'node:crypto'
import { isNotNull } from 'drizzle-orm'
import t, { type Test } from 'tap'
import type { SignedIn } from '../../src/access/actor.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { scopeChoices, scopeOfOffer } from '../../src/domains/accounts/people-scope.js'
import { listNetworks } from '../../src/domains/accounts/platform.js'
import { wordsSharingKeys } from '../../src/domains/directory/name-words.js'
import { foundBy } from '../../src/domains/directory/reading.js'
import { networkLexeme } from '../../src/domains/directory/search/lexemes.js'
import { readSheet } from '../../src/domains/directory-publications/sheet-reading.js'
import { chooseColleges, listColleges } from '../../src/domains/directory-records/settings.js'
import { changeRhythms, readRhythms, USUAL_RHYTHMS } from '../../src/domains/directory-upkeep/settings.js'
import { changeSettings, readSettings, USUAL_SETTINGS } from '../../src/domains/echographers/settings.js'
import { currentSignature, signMails } from '../../src/domains/mail/signatures.js'
import {
  currentAuthorisation,
  listEstablishments,
  recordAuthorisation,
} from '../../src/domains/networks/service.js'
import { dataAuthorisations } from '../../src/domains/networks/tables.js'
import { TRACER_INDICATORS } from '../../src/domains/tracers/engine/indicators/list.js'
import { enterPublishedFigure, getIndicator } from '../../src/domains/tracers/service.js'
import { publishedFigures } from '../../src/domains/tracers/tables.js'
import { AppError } from '../../src/errors/app-error.js'
import { testDatabase } from '../support/database.js'
import { NOW } from '../support/now.js'
import { type Furnished, twoNetworks } from '../support/two-networks.js'

/*
 * A route asks for a permission, and the query behind it asks again: whoever forgets the first is stopped by the second.
 * Here services are called as such a route would, by somebody of the network itself whose right does not hold it.
 */

type Who = 'admin' | 'maternity' | 'platform'

type Reading = { who?: Who; read: (ctx: Ctx, of: Furnished) => Promise<unknown>; nothing: unknown }

const INDICATOR = TRACER_INDICATORS[0]!

const READINGS: Record<string, Reading> = {
  'who signs the mails': { read: currentSignature, nothing: null },
  'the maternities': { read: (ctx) => listEstablishments(ctx), nothing: [] },
  'the legal basis': { read: (ctx) => currentAuthorisation(ctx, 'authorisation.read'), nothing: null },
  'the territory a right is about': {
    read: (ctx, { network, site }) =>
      scopeOfOffer({ ctx, network }, { role: 'antenna_coordinator', territoryId: site.territoryId! }),
    nothing: 'territory.not-found',
  },
  'the maternity a right is about': {
    read: (ctx, { network, site }) =>
      scopeOfOffer({ ctx, network }, { role: 'establishment', establishmentId: site.id }),
    nothing: 'establishment.not-found',
  },
  'the territories among which a right is given': {
    read: (ctx, { network }) => scopeChoices({ ctx, network }, 'antenna_coordinator'),
    nothing: { establishments: [], territories: [] },
  },
  'the maternities among which a right is given': {
    read: (ctx, { network }) => scopeChoices({ ctx, network }, 'establishment'),
    nothing: { establishments: [], territories: [] },
  },
  'the networks of the platform': { who: 'platform', read: listNetworks, nothing: [] },
  'the files the figures come from': {
    read: async (ctx) => (await getIndicator(ctx, INDICATOR.code, {})).frame.sources,
    nothing: [],
  },
  'the cards found by a search': {
    read: (ctx, { network }) => foundBy(ctx, 'structure', `'${networkLexeme(network.id)}'`),
    nothing: [],
  },
  'the names a letter apart from a word': {
    read: (ctx, { network }) => wordsSharingKeys(ctx, network.id, ['personne']),
    nothing: [],
  },
  'the territory of one’s own maternity': { who: 'maternity', read: (ctx) => readSheet(ctx), nothing: null },
}

t.test('a service called past its door reads nothing without the permission', async (t) => {
  const { asked, world } = await twoRights(t)
  for (const [name, { who = 'admin', read, nothing }] of Object.entries(READINGS)) {
    const { holding, lacking } = asked(who)
    const answerTo = (ctx: Ctx) =>
      inTransaction(ctx, (ctx) => read(ctx, world.mine)).catch((error: unknown) => {
        if (error instanceof AppError) return error.code
        throw error
      })
    t.same(await answerTo(lacking), nothing, name)
    t.notSame(await answerTo(holding), nothing, `${name}: the control: with the permission it is read`)
  }
})

type Change = {
  /** Writes the value of this rank. */
  write: (ctx: Ctx, rank: number) => Promise<unknown>
  read: (ctx: Ctx) => Promise<unknown>
  /** The database refuses what would then stand beside the row that did not go. */
  refused?: string
}

const CHANGES: Record<string, Change> = {
  'how often records are confirmed': {
    write: (ctx, remindersADay) => changeRhythms(ctx, { ...USUAL_RHYTHMS, remindersADay }),
    read: readRhythms,
  },
  'the colleges of members': {
    write: (ctx, rank) => chooseColleges(ctx, [`Collège ${rank}`]),
    read: listColleges,
  },
  'how echographers are numbered': {
    write: (ctx, reminderDays) => changeSettings(ctx, { ...USUAL_SETTINGS, reminderDays }),
    read: readSettings,
  },
  'who signs the mails': {
    write: (ctx, rank) =>
      signMails(ctx, {
        signer: `Personne ${rank}`,
        position: 'Coordinatrice',
        phone: '01 99 00 00 00',
        replyTo: 'reponse@exemple.test',
      }),
    read: currentSignature,
  },
  'the legal basis that is replaced': {
    write: (ctx, rank) =>
      recordAuthorisation(ctx, {
        reference: `Autorisation ${rank}`,
        legalBasis: 'Données synthétiques',
        dataProtectionOfficer: 'DPO',
        healthDataHost: 'Hébergeur',
        validFrom: '2020-01-01',
        validTo: '2030-12-31',
      }),
    read: ({ db }) =>
      db
        .select({ reference: dataAuthorisations.reference })
        .from(dataAuthorisations)
        .where(isNotNull(dataAuthorisations.revokedAt)),
  },
  'the published figure that is replaced': {
    write: (ctx, rank) =>
      enterPublishedFigure(ctx, INDICATOR.code, {
        class: INDICATOR.classes[0]!.code,
        year: 2024,
        value: String(rank),
        source: 'ScanSanté',
      }),
    read: ({ db }) =>
      db
        .select({ value: publishedFigures.value })
        .from(publishedFigures)
        .where(isNotNull(publishedFigures.supersededAt)),
    refused: 'published_figures_current_key',
  },
}

t.test('a service called past its door changes no row without the permission', async (t) => {
  const { asked } = await twoRights(t)
  const { holding, lacking } = asked('admin')
  for (const [name, { write, read, refused }] of Object.entries(CHANGES)) {
    const seen = () => inTransaction(holding, read)
    await write(holding, 1)
    const before = await seen()
    const writing = write(lacking, 2)
    await (refused ? t.rejects(writing, { cause: { constraint: refused } }) : writing)
    t.same(await seen(), before, name)
    await write(holding, 2)
    t.notSame(await seen(), before, `${name}: the control: with the permission it is changed`)
  }
})

/** The same person with all her right holds, then by an API token made for nothing of it. */
async function twoRights(t: Test) {
  const { db } = await testDatabase(t)
  const world = await twoNetworks(db)
  const actors = actorsOf(world.mine)
  const asked = (who: Who): Record<'holding' | 'lacking', Ctx> => ({
    holding: { db, now: NOW, actor: actors[who] },
    lacking: { db, now: NOW, actor: { ...actors[who], only: [] } },
  })
  return { asked, world }
}

function actorsOf({ network, site, people }: Furnished): Record<Who, SignedIn> {
  const of = ({ userId, grantId }: { userId: string; grantId: string }) => ({
    ...{ userId, grantId, sessionId: randomUUID() },
    ...{ userName: 'Essai', networkId: network.id, networkName: network.name },
  })
  const { id: establishmentId, finessGeo, finessPmsi } = site
  return {
    admin: { ...of(people.admin), role: 'admin' },
    maternity: {
      ...of(people.establishment),
      role: 'establishment',
      ...{ establishmentId, finessGeo, finessPmsi },
    },
    platform: { ...of(people.platform_admin), role: 'platform_admin', networkIds: [network.id] },
  }
}
