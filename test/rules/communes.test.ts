import t from 'tap'
import { communeMeant, communeWords } from '../../src/domains/directory/communes/commune-meant.js'
import { type Commune, communeByCode, gazetteer } from '../../src/domains/directory/communes/gazetteer.js'
import { ofCommune } from '../../src/domains/directory/search-words.js'

const RHONE_ALPES = '84'

t.test('every commune, as a link writes it, is read back as that very commune, from any region', (t) => {
  const communes = [...gazetteer().byName.values()].flat()
  t.ok(communes.length > 37_000)
  for (const region of [RHONE_ALPES, '04', '']) {
    t.same(communes.filter((commune) => !isReadBack(commune, region)).map(communeWords), [], region)
  }
  t.equal(
    new Set(communes.map(keyOf)).size,
    new Set(communes.map(communeWords)).size,
    'no two are written alike',
  )
  t.end()
})

t.test('an Insee code that is somebody else’s postcode names its commune beside the name', (t) => {
  t.same(codesMeant('63113'), ['63279'], 'five digits alone are a postcode first: Picherande')
  t.same(codesMeant('Clermont-Ferrand (63113)'), ['63113'])
  t.same(codesMeant('Clermont-Ferrand (63000)'), ['63113'])
  t.same(codesMeant('clermont ferrand 63100'), ['63113'])
  t.same(codesMeant('Saint-Priest (69800)'), ['69290'])
  t.same(codesMeant('Ajaccio (2a004)'), ['2A004'])
  t.same(codesMeant('01451'), ['01451'], 'an Insee code that is nobody’s postcode still names its commune')
  t.end()
})

t.test('brackets tell communes apart, and some names have their own', (t) => {
  t.same(codesMeant('Château-Chinon (Campagne)'), ['58063'])
  t.same(codesMeant('Bors (Canton de Charente-Sud) (16360)'), ['16053'])
  t.same(codesMeant('Viriat (Ain)'), ['01451'], 'what is not in the name is set aside')
  t.end()
})

t.test('a name said for a longer one of the region is asked about, not taken', (t) => {
  const firsts = (typed: string) => namesMeant(typed).slice(0, 2)
  t.same(firsts('Bourg'), ['Bourg-en-Bresse', 'Bourg-lès-Valence'])
  t.ok(codesMeant('Bourg').includes('33067'), 'those of that very name come after')
  t.same(firsts('Saint-Denis'), ['Saint-Denis-lès-Bourg', 'Saint-Denis-en-Bugey'])
  t.same(firsts('Villars'), ['Villars', 'Villars-les-Dombes'])
  t.same(firsts('Montréal'), ['Montréal-la-Cluse', 'Montréal'])
  t.same(firsts('st maurice'), ['Saint-Maurice-l’Exil', 'Saint-Maurice-de-Beynost'])
  t.same(codesMeant('Villars (42390)'), ['42330'], 'a code tells it')
  t.same(codesMeant('Bourg 01000'), ['01053'], 'the shortened name too')
  for (const alone of ['Lyon', 'Saint-Étienne', 'Belley', 'Grenoble', 'Oullins', 'Mâcon'])
    t.same(codesMeant(alone).length, 1, `the control: ${alone} is nothing else here`)
  t.same(communeMeant('Bourg', '04').kind, 'several', 'far away, the reader chooses')
  const first = communeMeant('Bourg', '99')
  t.equal(
    first.kind === 'several' && first.communes[0]?.name,
    'Bourg-en-Bresse',
    'a region of nowhere is everywhere',
  )
  t.end()
})

t.test('« Cedex » is set aside, and a district is known as it is said', (t) => {
  for (const typed of ['Bourg-en-Bresse Cedex', 'bourg en bresse cedex 9', '01012 Bourg-en-Bresse CEDEX'])
    t.same(codesMeant(typed), ['01053'], typed)
  for (const typed of [
    'Lyon 3e',
    'lyon 3',
    'Lyon 3ème',
    'Lyon 03',
    'Lyon 3e arrondissement',
    'LYON 3 69003',
    'Lyon Cedex 03 69003',
  ])
    t.same(codesMeant(typed), [typed.includes('Cedex') ? '69123' : '69383'], typed)
  t.same(codesMeant('Paris 1er'), ['75101'])
  t.same(codesMeant('Marseille 16'), ['13216'])
  t.same(codesMeant('Lyon 10'), [], 'there is no tenth')
  t.end()
})

t.test('a distance is from « d’Ambérieu », « du Havre », « des Abrets », as it is said', (t) => {
  const said = ['01004', '76351', '38001', '97411', '01451'].map((code) => ofCommune(communeByCode(code)!))
  t.same(said, ['d’Ambérieu-en-Bugey', 'du Havre', 'des Abrets en Dauphiné', 'de Saint-Denis', 'de Viriat'])
  t.end()
})

function isReadBack(commune: Commune, region: string): boolean {
  const meant = communeMeant(communeWords(commune), region)
  return meant.kind === 'one' && keyOf(meant.commune) === keyOf(commune)
}

/** Former communes keep the code of the one they are now part of, under their own name. */
function keyOf({ code, name }: Commune): string {
  return `${code} ${name}`
}

function codesMeant(typed: string): string[] {
  return communesMeant(typed).map(({ code }) => code)
}

function namesMeant(typed: string): string[] {
  return communesMeant(typed).map(({ name }) => name)
}

function communesMeant(typed: string): readonly Commune[] {
  const meant = communeMeant(typed, RHONE_ALPES)
  if (meant.kind === 'one') return [meant.commune]
  return meant.kind === 'several' ? meant.communes : []
}
