import t from 'tap'
import { personCategory, type WhatSheIs } from '../../src/domains/directory/person-category.js'

const NOBODY: WhatSheIs = { professionCode: null, professionWords: null, college: null, places: [] }

t.test('who represents users is among users, whatever else she is', (t) => {
  const doing = (functionWords: string, category: string | null = 'health-establishments') => ({
    places: [{ functionWords, category }],
  })
  const users: Partial<WhatSheIs>[] = [
    { professionWords: 'Représentante des usagers' },
    { professionWords: 'Usagère' },
    { professionWords: 'représentant d’usagers' },
    { college: 'Collège des usagers' },
    { college: 'Usagers et leurs représentants' },
    doing('Représentante des parents au conseil de surveillance'),
    doing('REPRÉSENTANT DU CIANE'),
    { professionCode: '50', ...doing('Représentante des usagers') },
    { places: [{ functionWords: 'Présidente', category: 'users' }] },
  ]
  for (const one of users) t.equal(personCategory({ ...NOBODY, ...one }), 'users', JSON.stringify(one))
  t.end()
})

t.test('all others are professionals or represent them', (t) => {
  const others: Partial<WhatSheIs>[] = [
    {},
    { professionCode: '50' },
    { college: 'Établissements' },
    { professionWords: 'Représentante des sages-femmes libérales' },
    { professionWords: 'Chargée des relations avec les usagers' },
    { professionCode: '50', places: [{ functionWords: null, category: 'users' }] },
    {
      places: [
        { functionWords: null, category: 'users' },
        { functionWords: null, category: 'pmi' },
      ],
    },
    { places: [{ functionWords: null, category: null }] },
  ]
  for (const one of others)
    t.equal(personCategory({ ...NOBODY, ...one }), 'professionals', JSON.stringify(one))
  t.end()
})
