import t from 'tap'
import { readFirstDay } from '../../src/domains/directory/spreadsheet/first-day.js'

t.test(
  'a month or a year is enough to say since when, or when a line was verified, and is its first day',
  (t) => {
    const ways: [typed: string, date: string][] = [
      ['mars 2020', '2020-03-01'],
      ['Mars 2020', '2020-03-01'],
      ['févr. 2020', '2020-02-01'],
      ['03/2020', '2020-03-01'],
      ['2020-03', '2020-03-01'],
      ['2019', '2019-01-01'],
      ['en 2019', '2019-01-01'],
      ['1905-07-11', '2019-01-01'],
      ['11/07/1905', '2019-01-01'],
    ]
    for (const [typed, date] of ways)
      t.match(readFirstDay(typed), { value: date, warning: /ne dit pas le jour : lu comme le 01\// }, typed)
    t.same(readFirstDay('12/03/2020'), { value: '2020-03-12', warning: null }, 'the control')
    t.end()
  },
)

t.test('what is no date at all is still refused', (t) => {
  for (const typed of ['à revoir', '13/2020', 'ma 2020', '31/02/2026', '1020', '20', 'x 2019'])
    t.match(readFirstDay(typed), { refusal: /./ }, typed)
  t.end()
})
