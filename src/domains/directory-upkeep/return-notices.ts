import { readEmail } from '../directory/national/email.js'

/** Notices pasted at once: some dozens, with the mails they quote. */
export const MOST_NOTICE_CHARACTERS = 200_000
const MOST_ADDRESSES = 500
const LONGEST_ADDRESS = 254

export type Returned = {
  /** In lower case, each once, in their order. */
  addresses: string[]
  /** The notice names its recipients one by one (RFC 3464); else they are all the addresses its text holds. */
  isDeclared: boolean
}

/**
 * The addresses that notices of non-delivery say do not answer. Where the notice declares its recipients, only those
 * whose delivery has failed for good: one that is put off (`Action: delayed`) may still arrive.
 */
export function returnedIn(text: string): Returned {
  const declared = recipientsOf(text.slice(0, MOST_NOTICE_CHARACTERS).split(/\r?\n/))
  const found = declared.length > 0 ? declared.filter(hasFailed).flatMap(addressesOf) : wordsOf(text)
  const addresses = [...new Set(found.flatMap(readAddress))].slice(0, MOST_ADDRESSES)
  return { addresses, isDeclared: declared.length > 0 }
}

/** Lines of one recipient: field name in lower case → value. */
type Recipient = Map<string, string>

const FIELD = /^[ \t>]*(original-recipient|final-recipient|action|status):(.*)$/i

function recipientsOf(lines: readonly string[]): Recipient[] {
  const recipients: Recipient[] = []
  let open: Recipient | null = null
  for (const line of lines) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? []
    if (name === '') {
      if (/^[ \t>]*$/.test(line)) open = null
      continue
    }
    if (open === null) {
      open = new Map()
      recipients.push(open)
    }
    open.set(name.toLowerCase(), value.trim())
  }
  return recipients.filter((one) => addressesOf(one).length > 0)
}

function hasFailed(recipient: Recipient): boolean {
  const action = recipient.get('action')?.toLowerCase()
  return action === undefined ? !recipient.get('status')?.startsWith('4') : action.startsWith('failed')
}

/** « rfc822; claire@exemple.fr »: the kind of address, then the address. */
function addressesOf(recipient: Recipient): string[] {
  return ['original-recipient', 'final-recipient'].flatMap((name) => {
    const value = recipient.get(name)
    return value?.includes('@') ? wordsOf(value) : []
  })
}

function wordsOf(text: string): string[] {
  return text
    .slice(0, MOST_NOTICE_CHARACTERS)
    .split(/[\s<>()[\]"'«»,;:]+/)
    .filter((word) => word.includes('@') && word.length <= LONGEST_ADDRESS)
}

function readAddress(word: string): string[] {
  const verdict = readEmail(word.replace(/(?<![.!?])[.!?]+$/, ''))
  return 'refusal' in verdict ? [] : [verdict.value.toLowerCase()]
}
