import t from 'tap'
import { communeOfAddress } from '../../src/domains/directory/communes/gazetteer.js'
import { readCommune } from '../../src/domains/directory/spreadsheet/typed-commune.js'

/* The communes of a table, as people write them, become those of the gazetteer, or are said. */

const read = (postcode: string | null, commune: string | null) => readCommune({ postcode, commune }, '84')

t.test('usual ways of writing a commune are that commune, without a word', (t) => {
  const ways: [postcode: string, typed: string | null, name: string][] = [
    ['01300', 'Belley Cedex', 'Belley'],
    ['01300', 'BELLEY', 'Belley'],
    ['42000', 'St Etienne', 'Saint-Étienne'],
    ['01400', 'L’Abergement Clemenciat', 'L’Abergement-Clémenciat'],
    ['69003', 'LYON 3', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon 3e', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon 03', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon 3ème', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon 3ème arrdt', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon', 'Lyon 3e Arrondissement'],
    ['69003', 'Lyon Cedex 03', 'Lyon 3e Arrondissement'],
    ['75001', 'Paris 1er', 'Paris 1er Arrondissement'],
    ['63000', 'Clermont-Fd', 'Clermont-Ferrand'],
    ['63000', 'Clermont', 'Clermont-Ferrand'],
    ['01000', 'Bourg', 'Bourg-en-Bresse'],
    ['01000', 'Bourg en B.', 'Bourg-en-Bresse'],
    ['01000', 'St Denis', 'Saint-Denis-lès-Bourg'],
    ['71100', 'Chalon s/ Saône', 'Chalon-sur-Saône'],
    ['01012', 'Bourg-en-Bresse Cedex', 'Bourg-en-Bresse'],
    ['42000', null, 'Saint-Étienne'],
  ]
  for (const [postcode, typed, name] of ways)
    t.same(read(postcode, typed), { value: { commune: name }, warning: null }, `${typed} ${postcode}`)
  t.end()
})

t.test('a postcode of one commune tells which, and a name that is no spelling of it is said', (t) => {
  t.match(read('42000', 'quartier Bellevue'), {
    value: { commune: 'Saint-Étienne' },
    warning: /« quartier Bellevue » est lu « Saint-Étienne », seule commune du code postal 42000/,
  })
  t.match(read('69003', 'Lyon 5'), { value: { commune: 'Lyon 3e Arrondissement' }, warning: /est lu/ })
  t.end()
})

t.test('a commune that nothing tells is kept as typed, and what to write is said', (t) => {
  const doubts: [postcode: string | null, typed: string | null, words: RegExp][] = [
    ['42000', 'Belley', /« Belley » n’est pas une commune du code postal 42000 \(Saint-Étienne\) : corrigez/],
    ['01000', 'B', /n’est pas une commune du code postal 01000 \(Bourg-en-Bresse, Saint-Denis-lès-Bourg\)/],
    ['01300', null, /01300 est celui de 22 communes \(Belley, .*…\) : écrivez laquelle/],
    ['01300', 'lieu-dit du pont', /n’est pas une commune du code postal 01300/],
    ['01012', 'Vriat Cedex', /Aucune commune « Vriat Cedex » n’est connue au code postal 01012/],
    ['01012', null, /ne dit pas la commune : écrivez-la/],
    [null, 'Vriat', /Aucune commune ne s’appelle « Vriat » : écrivez son nom entier et son code postal/],
    [null, 'Marseille', /n’est pas dans la région du réseau/],
    [null, 'St Priest', /Plusieurs communes s’appellent « St Priest »/],
  ]
  for (const [postcode, typed, words] of doubts)
    t.match(read(postcode, typed), { value: {}, warning: words }, `${typed} ${postcode}`)
  t.same(read(null, 'viriat cedex'), { value: { commune: 'Viriat' }, warning: null }, 'the control')
  t.same(read(null, null), { value: {}, warning: null })
  t.end()
})

t.test('a commune of the same name elsewhere is never taken for that of the postcode', (t) => {
  t.equal(communeOfAddress('42000', 'Belley'), null)
  t.equal(communeOfAddress('99999', 'Belley'), null, 'nor without a department to look in')
  t.equal(communeOfAddress(null, 'Belley'), null)
  t.equal(communeOfAddress('42000', null)?.code, '42218')
  t.end()
})
