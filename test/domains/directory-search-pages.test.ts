import t, { type Test } from 'tap'
import type { directoryStructures } from '../../src/domains/directory/tables.js'
import { testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aStructure } from '../support/directory-records.js'

t.test('a commune chosen among those of a name, or on the map, is the one the link leads to', async (t) => {
  const { read, place } = await scene(t)
  await place({ name: 'Maternité du Rhône', communeCode: '69290', communeName: 'Saint-Priest' })
  const choice = await read('/annuaire?commune=Saint-Priest')
  t.match(choice.text, /Plusieurs communes s’appellent « Saint-Priest »/)
  const chosen = await read(linkNamed(choice.body, 'Saint-Priest (69800)'))
  t.match(chosen.text, /1 fiche à moins de 15 km de Saint-Priest/)
  t.match(chosen.body, /value="Saint-Priest \(69800\)"/, 'the box says it as it is read')

  await place({ name: 'Maternité d’Auvergne', communeCode: '63113', communeName: 'Clermont-Ferrand' })
  const onMap = await read(linkNamed((await read('/annuaire')).body, 'Clermont-Ferrand'))
  t.match(onMap.text, /à moins de 5 km de Clermont-Ferrand[\s\S]*Maternité d’Auvergne/)
  const hinted = await read('/annuaire?q=maternite%20clermont-ferrand')
  t.match(
    (await read(linkNamed(hinted.body, 'Chercher aussi autour de Clermont-Ferrand'))).text,
    /à moins de 15 km de Clermont-Ferrand/,
  )
  t.match((await read('/annuaire?commune=69290')).text, /Plusieurs communes ont le code postal 69290/)
})

async function scene(t: Test) {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const place = (fields: Partial<typeof directoryStructures.$inferInsert>) =>
    aStructure(ctx, { postcode: null, ...fields })
  const read = async (url: string) => {
    const { statusCode, body } = await app.inject({ url })
    return { statusCode, body, text: textOf(body) }
  }
  return { app, db, ctx, network, place, read }
}

/** What is read on a page, spaces of all kinds being one. */
function textOf(body: string): string {
  return body
    .replace(/<head>[\s\S]*?<\/head>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

function linkNamed(body: string, words: string): string {
  const links = [...body.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)]
  const [, href] = links.find(([, , inside]) => inside?.includes(words)) ?? []
  if (href === undefined) throw new Error(`no link « ${words} »`)
  return href.replaceAll('&amp;', '&')
}
