import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { MOST_COUNTED } from '../../src/domains/directory/search.js'
import type { directoryStructures } from '../../src/domains/directory/tables.js'
import { insertStructures } from '../../src/domains/directory/writing.js'
import { testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aStructure, TEAM } from '../support/directory-records.js'
import { aTerritory } from '../support/territories.js'

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

t.test('a commune typed among the words is left out of them, whatever its accents', async (t) => {
  const { read, place } = await scene(t)
  const saintEtienne = { communeCode: '42218', communeName: 'Saint-Étienne' }
  await place({ name: 'Centre Tienne', category: 'pmi', categoryCode: '223', ...saintEtienne })
  const around = async (typed: string) => {
    const page = await read(`/annuaire?q=${encodeURIComponent(typed)}`)
    const link = linkNamed(page.body, 'Chercher aussi autour de Saint-Étienne')
    return new URL(link, 'http://trame.test').searchParams.get('q')
  }
  t.equal(await around('pmi saint-etienne'), 'pmi')
  t.equal(await around('PMI à ST ETIENNE'), 'PMI')
  t.equal(await around('Saint-Étienne pmi'), 'pmi')
  t.equal(await around('saint étienne'), null, 'the commune alone leaves no word')
})

t.test('a name said for a longer one is asked about, and a district is known as it is said', async (t) => {
  const { read } = await scene(t)
  const asked = await read('/annuaire?commune=Bourg')
  t.match(asked.text, /« Bourg » peut désigner plusieurs communes\. Choisissez la vôtre/)
  t.match((await read(linkNamed(asked.body, 'Bourg-en-Bresse (01000)'))).text, /15 km de Bourg-en-Bresse/)
  t.match((await read('/annuaire?commune=Lyon+3e')).text, /15 km de Lyon 3e Arrondissement/)
  t.match((await read('/annuaire?commune=bourg+en+bresse+cedex')).text, /15 km de Bourg-en-Bresse/)
  for (const typed of ['pmi lyon 3', 'pmi Lyon 3ème', 'pmi lyon 3e']) {
    const { body } = await read(`/annuaire?q=${encodeURIComponent(typed)}`)
    t.match(linkNamed(body, 'Chercher aussi autour de Lyon 3e'), /q=pmi&/, typed)
  }
})

t.test('how a term was read is said', async (t) => {
  const { read } = await scene(t)
  const said = async (typed: string) => (await read(`/annuaire?q=${encodeURIComponent(typed)}`)).text
  t.match(await said('ivg 12 SA'), /IVG possible à 12 SA, soit 10 semaines de grossesse\. /)
  t.match(
    await said('ivg 12 semaines'),
    /IVG possible à 14 SA, soit 12 semaines[^.]*\.[^.]*écrivez « 12 SA »/,
  )
  t.match(await said('pmi 12 SA'), /Le terme saisi n’a pas été appliqué/)
  t.notMatch(await said('ivg'), /terme saisi|IVG possible à \d/, 'the control')
})

t.test('filters chosen are named above the results, and folded so that these are in sight', async (t) => {
  const { read, place } = await scene(t)
  await place({ name: 'PMI de Viriat', category: 'pmi', accessibility: ['motor'] })
  const isOpen = (body: string) => /<details class="directory-filters" open/.test(body)
  const found = await read('/annuaire?q=pmi&acces=motor')
  t.match(found.text, /Filtres \(1\)[\s\S]*1 service de PMI[\s\S]*Accessible : handicap moteur/)
  t.notOk(isOpen(found.body))
  t.match(found.body, /<option value="motor" selected/, 'what was chosen is sent again')
  t.notOk(isOpen((await read('/annuaire?acces=visual')).body), 'nothing found')
  t.notOk(isOpen((await read('/annuaire?acces=motor&commune=beley')).body), 'nor a commune known')
  t.ok(isOpen((await read('/annuaire?terme=99')).body), 'the control: a filter to be corrected is shown')
  t.ok(isOpen((await read('/annuaire?acces=zzz')).body), 'or chosen again')
  t.notOk(isOpen((await read('/annuaire?acces=motor&km=500')).body), 'and one that is not is not')
})

t.test('a commune is known among the words with or without its hyphens and joining words', async (t) => {
  const { read } = await scene(t)
  const hintOf = async (typed: string) => {
    const { body } = await read(`/annuaire?q=${encodeURIComponent(typed)}`)
    return /Chercher aussi autour ([^<]+)/.exec(body)?.[1] ?? null
  }
  for (const typed of ['sage-femme bourg en bresse', 'sage-femme à Bourg-en-Bresse', 'bourg en bresse pmi'])
    t.equal(await hintOf(typed), 'de Bourg-en-Bresse', typed)
  t.equal(await hintOf('pmi la tour du pin'), 'de La Tour-du-Pin')
  t.equal(await hintOf('sage-femme saint denis en bugey'), 'de Saint-Denis-en-Bugey')
  t.equal(await hintOf('pmi l’isle d’abeau'), 'de L’Isle-d’Abeau')
  t.equal(await hintOf('sage-femme bourg martin bresse'), null, 'a name in the middle is another name')
})

t.test('a closed territory is offered to nobody; an address that names it works and says so', async (t) => {
  const { db, network, read, place } = await scene(t)
  const open = await aTerritory(db, network, { name: 'Bresse' })
  const closed = await aTerritory(db, network, { name: 'Dombes', closedOn: '2026-02-01' })
  await place({ name: 'PMI des Lilas', category: 'pmi', territoryId: open })
  await place({ name: 'PMI de Villars', category: 'pmi', territoryId: closed })
  const offered = async (url: string) => {
    const { body } = await read(url)
    const [, options = ''] = /<select[^>]* name="territoire"[^>]*>([\s\S]*?)<\/select>/.exec(body) ?? []
    return [...options.matchAll(/<option[^>]*>([^<]+)/g)].map(([, label]) => label!.replace(/ \(\d+\)$/, ''))
  }
  t.same(await offered('/annuaire'), ['Indifférent', 'Bresse'])
  t.same(await offered('/annuaire?q=pmi'), ['Indifférent', 'Bresse'])
  const kept = `/annuaire?territoire=${closed}`
  const page = await read(kept)
  t.match(page.text, /PMI de Villars/)
  t.match(page.text, /Dombes \(fermé le 01\/02\/2026\)/)
  t.same(await offered(kept), ['Indifférent', 'Bresse', 'Dombes (fermé le 01/02/2026)'])
  const elsewhere = await read(`/annuaire?q=villars&territoire=${open}`)
  t.match(elsewhere.text, /Aucun résultat/)
  t.notMatch(elsewhere.text, /Dombes/, 'nor is it proposed after an empty result')
  const back = await read(`/annuaire?q=lilas&territoire=${closed}`)
  t.match(
    back.body,
    `q=lilas&amp;territoire=${open}`,
    'the control: an open one is proposed, from the closed one too',
  )
})

t.test('after an empty result every filter can still be chosen', async (t) => {
  const { read, place } = await scene(t)
  await place({ name: 'PMI de Viriat', category: 'pmi' })
  const found = await read('/annuaire?q=viriat')
  t.match(found.text, /infantile \(PMI\) \(1\)/, 'the control: results are counted by value')
  const empty = await read('/annuaire?q=zzyzx')
  t.match(empty.text, /Aucun résultat/)
  for (const name of [
    'acces',
    'profession',
    'competence',
    'offre',
    'methode',
    'langue',
    'categorie',
    'statut',
    'type',
  ]) {
    const [, options = ''] =
      new RegExp(`<select[^>]* name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(empty.body) ?? []
    t.ok(options.split('<option').length > 2, name)
    t.notMatch(options, /\(\d/, 'without a count')
  }
})

t.test(
  'a choice nobody knows is set aside and said by the label of its filter, and the rest is kept',
  async (t) => {
    const { app, read, place } = await scene(t)
    await place({ name: 'PMI de Viriat', category: 'pmi' })
    const strange = { acces: 'zzz', profession: '77', territoire: 'bresse', tri: 'couleur', page: 'deux' }
    const address = (choices: Record<string, string>) => `/annuaire?${new URLSearchParams(choices)}`
    const page = await read(address({ ...strange, q: 'viriat', categorie: 'pmi', commune: 'Viriat' }))
    t.equal(page.statusCode, 200)
    t.match(
      page.text,
      /Les filtres « Accessible aux femmes en situation de handicap », « Profession » et « Territoire » n’ont pas été appliqués/,
    )
    t.match(page.text, /1 fiche à moins de 15 km de Viriat[\s\S]*PMI de Viriat/)
    t.notMatch(page.body, /Option invalide|zzz|couleur/)
    t.match(linkNamed(page.body, '« viriat »'), /categorie=pmi/, 'no link carries on with it')

    t.match(
      (await read(address({ type: 'femme' }))).text,
      /Le filtre « Personnes ou structures » n’a pas été appliqué/,
    )
    const wrong = await read(address({ ...strange, terme: '99', q: 'viriat' }))
    t.equal(wrong.statusCode, 400, 'what was typed wrong is told, where it was typed')
    t.match(wrong.text, /1 réponse à corriger[\s\S]*entre 4 et 42[\s\S]*« Profession »/)
    t.match(wrong.body, /value="viriat"/)
    t.notMatch((await read(address({ q: 'viriat', categorie: 'pmi' }))).text, /appliqué/, 'the control')
    t.equal(
      (await app.inject('/api/directory/cards?accessibility=zzz')).statusCode,
      400,
      'the API refuses it',
    )
  },
)

t.test('what others hang on a shared address changes nothing on a page anybody may open', async (t) => {
  const { app, network, place } = await scene(t)
  const id = await place({ name: 'Maternité du Lac' })
  const hung = 'fbclid=IwAR0&utm_source=infolettre&gclid=x'
  const open = app.doors.filter(
    ({ method, url, permission }) =>
      method === 'GET' && !/^\/(api|assets)\//.test(url) && ['anyone', 'directory.read'].includes(permission),
  )
  t.ok(open.length > 15)
  for (const { url } of open) {
    const path = url.replace(':id', id).replaceAll(/:\w+/g, id)
    const [bare, shared] = await Promise.all([
      app.inject({ url: path }),
      app.inject({ url: `${path}?${hung}` }),
    ])
    t.equal(shared.statusCode, bare.statusCode, url)
  }
  t.equal((await app.inject(`/annuaire/structures/${id}?reseau=${network.slug}&${hung}`)).statusCode, 200)
  t.match((await app.inject(`/annuaire?q=lac&${hung}`)).body, /Maternité du Lac/)
  t.equal(
    (await app.inject(`/api/directory/cards?${hung}`)).statusCode,
    400,
    'the API refuses what it does not know',
  )
})

t.test('more results than are counted are on no map, and the page says so and what to do', async (t) => {
  const { ctx, read } = await scene(t)
  const viriat = { communeCode: '01451', communeName: 'Viriat' }
  const bourg = { communeCode: '01053', communeName: 'Bourg-en-Bresse' }
  await inTransaction(ctx, async (ctx) => {
    const places = Array.from({ length: MOST_COUNTED + 1 }, (_, rank) => ({
      name: `Cabinet ${rank}`,
      category: 'health-establishments' as const,
      ...(rank === 0 ? bourg : viriat),
    }))
    await refreshCards(ctx, { structures: await insertStructures(ctx, TEAM, places) })
  })
  const crowd = await read('/annuaire')
  t.match(crowd.text, /Plus de 1 000 fiches[\s\S]*pas placés sur une carte : précisez une commune/)
  t.notMatch(crowd.body, /id="carte"/)
  const fewer = await read('/annuaire?q=viriat')
  t.match(fewer.body, /id="carte"/, 'the control')
  t.notMatch(fewer.text, /pas placés sur une carte/)
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
  const [, href] = links.find(([, , inside]) => inside?.replaceAll(/\s+/g, ' ').includes(words)) ?? []
  if (href === undefined) throw new Error(`no link « ${words} »`)
  return href.replaceAll('&amp;', '&')
}
