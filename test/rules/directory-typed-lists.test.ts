import t from 'tap'
import { languageLabel } from '../../src/domains/directory/card-labels.js'
import { readAccessibility, readLanguages } from '../../src/domains/directory/spreadsheet/typed-lists.js'
import { ACCESSIBILITY_KINDS, LANGUAGE_LABELS } from '../../src/domains/directory/vocabulary.js'

t.test('languages in our own words are read, one or all in a cell', (t) => {
  const codes = Object.keys(LANGUAGE_LABELS)
  for (const code of codes) t.same(readLanguages(languageLabel(code)), { value: [code], warning: null }, code)
  for (const separator of [', ', ' ; ', ' / ', '\n', ' et '])
    t.same(
      readLanguages(codes.map(languageLabel).join(separator)),
      { value: codes, warning: null },
      separator,
    )
  t.end()
})

t.test('a language we do not know is kept as typed, brackets and all', (t) => {
  t.match(readLanguages('arabe, klingon (Kronos, Praxis)'), {
    value: ['ar', 'klingon (Kronos, Praxis)'],
    warning: /klingon/,
  })
  t.end()
})

t.test('kinds of accessibility in our own words are read', (t) => {
  for (const [kind, label] of Object.entries(ACCESSIBILITY_KINDS))
    t.same(readAccessibility(label), { value: [kind], warning: null })
  t.end()
})

t.test('« LSF » among kinds of accessibility makes nobody sign, and it is said', (t) => {
  t.match(readAccessibility('PMR, LSF'), {
    value: ['motor', 'hearing'],
    warning: /dans la colonne des langues/,
  })
  t.match(readAccessibility('boucle magnétique'), { value: ['hearing'], warning: null })
  t.end()
})
