import t from 'tap'
import type { Audience } from '../../src/domains/directory/visibility.js'
import { bearerOf, browserOf, type TestApp, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx, type TestAccount } from '../support/builders.js'
import { aMember } from '../support/members.js'
import { aShownDirectory, textsFor } from '../support/shown-directory.js'

type Headers = Record<string, string>

t.test('the same addresses tell each audience what is hers, by the API and by the pages', async (t) => {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const networkId = network.id
  const site = await anEstablishment(db, network)
  const { claire, paul, anne, maternity } = await aShownDirectory(systemCtx(db, networkId), network)
  const records = [`people/${claire}`, `people/${paul}`, `people/${anne}`, `structures/${maternity}`]
  const api = ['', ...records.map((one) => `/${one}`)].map(
    (one) => `/api/directory/cards${one}?network=${network.slug}`,
  )
  const pages = ['', ...records.map((one) => `/${one.replace('people', 'personnes')}`)].map(
    (one) => `/annuaire${one}?reseau=${network.slug}`,
  )
  const readers: Record<Audience, TestAccount | null> = {
    public: null,
    members: await aMember(db, networkId),
    emergency: await anAccount(db, { role: 'establishment', networkId, establishmentId: site.id }),
    team: await anAccount(db, { role: 'coordinator', networkId }),
  }
  for (const [audience, account] of Object.entries(readers) as [Audience, TestAccount | null][]) {
    const { shown, hidden } = textsFor(audience)
    for (const [face, urls, headers] of [
      ['the API', api, account ? await bearerOf(app, account) : {}],
      ['the pages', pages, account ? (await browserOf(app, account)).headers : {}],
    ] as const) {
      const read = await readAll(test, urls, headers)
      t.same(found(read, hidden), [], `${audience}, ${face}: nothing more`)
      t.same(found(read, shown).length, shown.length, `${audience}, ${face}: ${found(read, shown)}`)
    }
  }
})

/** What these addresses answer, as one text where numbers stand together; a form names all that may be looked for. */
async function readAll({ app }: TestApp, urls: readonly string[], headers: Headers): Promise<string> {
  const bodies: string[] = []
  for (const url of urls) bodies.push((await app.inject({ url, headers })).body)
  return bodies
    .join('\n')
    .replaceAll(/<form[\s\S]*?<\/form>/g, '')
    .replaceAll(/(?<=\d)\s(?=\d)/g, '')
    .toLowerCase()
}

function found(read: string, texts: readonly string[]): string[] {
  return texts.filter((text) => read.includes(text.replaceAll(/(?<=\d) (?=\d)/g, '').toLowerCase()))
}
