import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { documentsFolder } from '../../src/domains/birth-houses/document-folder.js'
import { birthHouseConventions } from '../../src/domains/birth-houses/tables.js'
import { birthHouseMonthlyReturns } from '../../src/domains/birth-registers/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { aGrantedFile, aQuestion, aSentFile } from './authorisation-files.js'
import { aBirthHouse, aConvention, aDocument, aSentReport, aTransfer } from './birth-houses.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import { storeContent } from './documents.js'
import type { JobFixture, JobScene } from './job-fixtures.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'

/** One scene for each job of birth houses. */
export const BIRTH_JOB_FIXTURES: Record<string, JobFixture> = {
  'birth-registers.ask-returns': aMonthToAskAbout,
  'birth-houses.remind': whatIsDueSoon,
  'birth-houses.sweep-documents': contentsNobodyNeeds,
}

/** Two midwives of a house that declared nothing last month, one of a house that did. */
async function aMonthToAskAbout(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const network = await aNetwork(db)
  const partner = await anEstablishment(db, network)
  const silent = await aBirthHouse(db, network, partner)
  const declared = await aBirthHouse(db, network, partner)
  await aTransfer(db, declared, { decidedAt: new Date('2026-02-10T10:00:00Z') })
  for (const house of [silent, silent, declared]) {
    await anAccount(db, { role: 'birth_house', networkId: network.id, establishmentId: house.id })
  }
  const dataDir = await scratch(t)
  return {
    job: { name: 'birth-registers.ask-returns', payload: {} },
    networkId: network.id,
    dataDir,
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(systemCtx(db, network.id), async ({ db }) => ({
        months: await db
          .select({ month: birthHouseMonthlyReturns.month, askedAt: birthHouseMonthlyReturns.askedAt })
          .from(birthHouseMonthlyReturns),
        mails: await db.select({ template: mails.template }).from(mails),
        sendings: await db.$count(outbox, eq(outbox.name, 'mail.send')),
      })),
  }
}

/** Four old contents: of a document there is, of one taken away after it was sent, of one taken away, of no row at all. */
async function contentsNobodyNeeds(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const network = await aNetwork(db)
  const house = await aBirthHouse(db, network, await anEstablishment(db, network))
  const gone = { removedAt: NOW, removedBy: 'Sage-femme qui retire' }
  const sent = await aDocument(db, house, gone)
  await aSentFile(db, house, sent)
  const ids = [await aDocument(db, house), sent, await aDocument(db, house, gone), randomUUID()]
  const dataDir = await scratch(t)
  for (const id of ids) await storeContent(dataDir, id, new Date(NOW.getTime() - 48 * 3600_000))
  return {
    job: { name: 'birth-houses.sweep-documents', payload: {} },
    networkId: null,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => ids.map((id) => existsSync(path.join(documentsFolder(dataDir), id))),
  }
}

/**
 * A house whose report is due in two months, and whose convention and authorisation end then; one that handed its report
 * in, and owes an answer.
 */
async function whatIsDueSoon(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const network = await aNetwork(db)
  const partner = await anEstablishment(db, network)
  const waiting = await aBirthHouse(db, network, partner)
  const sent = await aBirthHouse(db, network, partner)
  await aSentReport(db, sent, 2025)
  await aConvention(db, waiting, { partnerEstablishmentId: partner.id, endsOn: '2026-04-30' })
  await aGrantedFile(db, waiting, { validTo: '2026-04-30' })
  const undecided = { decision: null, decidedVersion: null, decidedOn: null, validFrom: null, validTo: null }
  const aboutId = await aGrantedFile(db, sent, undecided)
  await aQuestion(db, sent, { about: 'file', aboutId, answerBy: '2026-03-09' })
  for (const house of [waiting, waiting, sent]) {
    await anAccount(db, { role: 'birth_house', networkId: network.id, establishmentId: house.id })
  }
  return {
    job: { name: 'birth-houses.remind', payload: {} },
    networkId: network.id,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(systemCtx(db, network.id), async ({ db }) => ({
        conventions: await db
          .select({ remindedAt: birthHouseConventions.remindedAt })
          .from(birthHouseConventions),
        mails: await db.select({ template: mails.template }).from(mails).orderBy(mails.template),
        sendings: await db.$count(outbox, eq(outbox.name, 'mail.send')),
      })),
  }
}
