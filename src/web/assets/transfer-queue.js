// Keeps a declaration on the telephone until the server has it: no network, no answer and a closed tab lose nothing.
// What is kept is what the form says, under the key the form was made with: sent twice, it is declared once.
const STORE = 'trame-transferts'
const TIMEOUT = 20_000
const AGAIN = 30_000

const box = document.querySelector('[data-waiting]')
const form = document.querySelector('form[action="/maison/transferts"]')
const { waiting: owner, csrf } = box.dataset

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? []
  } catch {
    return []
  }
}

const write = (items) => {
  try {
    localStorage.setItem(STORE, JSON.stringify(items))
    return true
  } catch {
    return false
  }
}

const keep = (item) => write([...read().filter((one) => one.key !== item.key), item])
const drop = (key) => write(read().filter((one) => one.key !== key))
// A telephone passed from hand to hand: each sends what she declared herself.
const mine = () => read().filter((one) => one.owner === owner)

const send = async ({ fields }) => {
  const body = new URLSearchParams(fields)
  body.set('_csrf', csrf)
  try {
    const signal = AbortSignal.timeout(TIMEOUT)
    const response = await fetch('/maison/transferts/envoi', { method: 'POST', body, signal })
    if (response.ok) return { state: 'declared', ...(await response.json()) }
    if (response.status === 401 || response.status === 403) return { state: 'signedOut' }
    return { state: response.status >= 500 || response.status === 429 ? 'kept' : 'refused' }
  } catch {
    return { state: 'kept' }
  }
}

const element = (name, text, properties = {}) =>
  Object.assign(document.createElement(name), { textContent: text, ...properties })

// Opens as a form what the server wants to ask about: its page says what, with everything that was typed.
const openAsForm = ({ fields }) => {
  const sent = element('form', '', { method: 'post', action: '/maison/transferts' })
  for (const [name, value] of [...fields, ['_csrf', csrf]])
    sent.append(element('input', '', { type: 'hidden', name, value }))
  document.body.append(sent)
  sent.submit()
}

const row = (item) => {
  const line = element('li', `${item.words} `)
  if (!item.refused) return line
  const open = element('button', box.dataset.open, { type: 'button', className: 'button-secondary' })
  const remove = element('button', box.dataset.remove, { type: 'button', className: 'link' })
  open.addEventListener('click', () => openAsForm(item))
  remove.addEventListener('click', () => {
    drop(item.key)
    show()
  })
  line.append(open, ' ', remove)
  return line
}

// What left since this page was opened: she reads under which number.
const sent = []
const sentRow = ({ number, href, words }) => {
  const line = element('li', '')
  line.append(element('a', number, { href }), ` ${words}`)
  return line
}

const show = (state) => {
  const items = mine()
  const isAllSent = items.length === 0
  box.hidden = isAllSent && sent.length === 0
  box.querySelector('h2').textContent = box.dataset[isAllSent ? 'sentTitle' : 'waitingTitle']
  box.querySelector('ul').replaceChildren(...items.map(row), ...sent.map(sentRow))
  const asked = items.some((item) => item.refused) ? 'refused' : state
  box.querySelector('p').textContent = box.dataset[isAllSent ? 'sent' : (asked ?? 'kept')]
  box.querySelector(':scope > a').hidden = isAllSent || state !== 'signedOut'
  box.querySelector(':scope > button').hidden = isAllSent || state === 'signedOut'
}

const flush = async () => {
  let state = 'kept'
  for (const item of mine().filter((one) => !one.refused)) {
    const answer = await send(item)
    state = answer.state
    if (state === 'declared') {
      drop(item.key)
      sent.push({ ...answer, words: item.words })
    }
    if (state === 'refused') keep({ ...item, refused: true })
    if (state === 'kept' || state === 'signedOut') break
  }
  show(state)
}

// Of several tabs one sends; where the browser knows no locks the key still makes one declaration of two.
const flushAlone = () =>
  navigator.locks ? navigator.locks.request(STORE, { ifAvailable: true }, (lock) => lock && flush()) : flush()

const wordsOf = (data) => {
  const chosen = form.querySelector('[name="reason"]:checked')
  const label = chosen && form.querySelector(`label[for="${chosen.id}"]`)
  const at = data.get('decidedAt')?.replace(/^(\d+)-(\d+)-(\d+)T(\d+):(\d+).*/, '$3/$2/$1, $4 h $5')
  return [label?.textContent, at].filter(Boolean).join(', ')
}

const declare = async (event) => {
  const data = new FormData(form)
  const fields = [...data].filter(([name]) => name !== '_csrf' && name !== '_key')
  const item = { owner, key: data.get('formKey'), fields, words: wordsOf(data) }
  // Nowhere to keep it: the browser sends it by itself, as without this script.
  if (!keep(item)) return
  event.preventDefault()
  const button = form.querySelector('[type="submit"]')
  button.disabled = true
  const answer = await send(item)
  if (answer.state === 'declared') {
    drop(item.key)
    location.assign(answer.href)
  } else if (answer.state === 'refused') {
    drop(item.key)
    form.submit()
  } else {
    form.hidden = true
    show(answer.state)
    box.focus()
  }
}

if (box.dataset.declared) drop(box.dataset.declared)
form?.addEventListener('submit', declare)
box.querySelector(':scope > button').addEventListener('click', flushAlone)
addEventListener('online', flushAlone)
setInterval(() => mine().some((one) => !one.refused) && flushAlone(), AGAIN)
show()
if (mine().length > 0) flushAlone()
