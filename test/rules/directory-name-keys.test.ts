import t from 'tap'
import { isNameWord, isNearName, keysNear, keysOfName } from '../../src/domains/directory/search/name-keys.js'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const NAMES = ['lefebvre', 'morel', 'garnier', 'nguyen', 'bois', 'delamotte', 'chrysostome', 'wasquehal']

t.test('whatever letter of a name is wrong, one of its two keys is among those looked for', async (t) => {
  for (const name of NAMES) {
    for (const typed of everyTypo(name)) {
      if (!isNearName(name, typed)) continue
      const asked = keysNear(typed)
      const isMet = keysOfName(name).some((key) => asked.includes(key))
      if (!isMet) t.fail(`${typed} does not find ${name}`)
    }
  }
  t.ok(everyTypo('morel').length > 250)
})

t.test('a letter wrong makes a name near, whichever letter it is; two do not', async (t) => {
  t.same(
    everyTypo('garnier').filter((typed) => !isNearName('garnier', typed)),
    [],
  )
  for (const typed of ['gernirr', 'granire', 'carnie', 'morel']) t.notOk(isNearName('garnier', typed), typed)
})

t.test('a name spelt as it sounds is near', async (t) => {
  for (const [typed, name] of [
    ['lephevre', 'lefevre'],
    ['mikael', 'micael'],
    ['nattali', 'nathaly'],
  ] as const) {
    t.ok(isNearName(typed, name), typed)
    t.ok(
      keysOfName(name).some((key) => keysNear(typed).includes(key)),
      typed,
    )
  }
})

t.test('usual words, short ones and numbers are not remembered', async (t) => {
  t.same(['lefebvre', 'anais', 'cabinet', 'bon', '38000'].filter(isNameWord), ['lefebvre'])
})

/** Each letter left out, changed or added, each two swapped. */
function everyTypo(name: string): string[] {
  const typos = new Set<string>()
  for (let at = 0; at <= name.length; at += 1) {
    const [before, after] = [name.slice(0, at), name.slice(at)]
    typos.add(before + after.slice(1))
    typos.add(before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2))
    for (const letter of LETTERS) typos.add(before + letter + after).add(before + letter + after.slice(1))
  }
  typos.delete(name)
  return [...typos]
}
