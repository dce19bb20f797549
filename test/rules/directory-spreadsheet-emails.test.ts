import t from 'tap'
import { proposeMapping } from '../../src/domains/directory/spreadsheet/columns.js'
import { readCsv } from '../../src/domains/directory/spreadsheet/csv.js'
import { readEntries } from '../../src/domains/directory/spreadsheet/entries.js'

/* Cells of mail addresses as people fill them: no line is refused for a second one or a word beside it. */

t.test('the first address of a cell is kept and the second told, whatever parts the two', (t) => {
  const cells = [
    'a@exemple.fr ; b@exemple.fr',
    'a@exemple.fr / b@exemple.fr',
    'a@exemple.fr/b@exemple.fr',
    'a@exemple.fr,b@exemple.fr',
    'a@exemple.fr ou b@exemple.fr',
    'a@exemple.fr b@exemple.fr',
    'a@exemple.fr\nb@exemple.fr',
    'Anne Roux <a@exemple.fr>; Luce Petit <b@exemple.fr>',
    'ROUX, Anne <a@exemple.fr>, PETIT, Luce <b@exemple.fr>',
  ]
  for (const cell of cells)
    t.match(
      lineOf(cell),
      {
        entry: { email: 'a@exemple.fr' },
        refusals: [],
        warnings: [{ column: 'Mail', reason: /^Non gardé, la fiche n’a qu’une case.*: b@exemple\.fr\./ }],
      },
      cell,
    )
  t.match(lineOf('a@exemple.fr ; A@EXEMPLE.FR ; a@exemple.fr'), { entry: { email: 'a@exemple.fr' } })
  t.match(lineOf('a@exemple.fr / a@exemple.fr'), { refusals: [], warnings: [] }, 'twice the same')
  t.match(lineOf('a@exemple.fr <a@exemple.fr>'), { refusals: [], warnings: [] }, 'as mails show it')
  t.match(lineOf('achats/labo@exemple.fr'), { entry: { email: 'achats/labo@exemple.fr' }, warnings: [] })
  t.end()
})

t.test('what is no address, or stands beside one, is told', (t) => {
  t.match(lineOf('a@exemple ; b@exemple.fr'), {
    entry: { email: 'b@exemple.fr' },
    refusals: [],
    warnings: [{ reason: /^Non gardé : « a@exemple » n’est pas une adresse mail/ }],
  })
  t.match(lineOf('a@exemple.fr (secrétariat) / b@gmial.com'), {
    entry: { email: 'a@exemple.fr' },
    refusals: [],
    warnings: [{ reason: /b@gmial\.com\..*Non gardé : « \(secrétariat\) »\.$/ }],
  })
  t.match(lineOf('a@gmial.com ; b@exemple.fr'), {
    entry: { email: 'a@gmial.com' },
    warnings: [{ reason: /n’est-ce pas plutôt.*Non gardé/ }],
  })
  t.end()
})

t.test('a cell whose addresses are not sure is refused, as before', (t) => {
  const cells = [
    'anne roux@exemple.fr',
    'anne;roux@exemple.fr ; b@exemple.fr',
    'a@exemple,fr',
    'a@exemple,fr ; b@exemple.fr',
    'a@exemple.fr ; à demander',
    'a@ ; @b',
  ]
  for (const cell of cells)
    t.match(lineOf(cell), { entry: { email: null }, refusals: [{ column: 'Mail' }] }, cell)
  t.end()
})

function lineOf(email: string) {
  const sheet = readCsv(Buffer.from(`Nom;Mail;Remarques\nROUX;"${email}";Le mardi\n`))
  const { headerLine, columns } = proposeMapping(sheet)
  const mapping = columns.map(({ field }) => field)
  const [line] = [...readEntries(sheet, headerLine, mapping, '84')]
  return line!
}
