import { readEmail } from '../directory/national/email.js'
import { readPhone } from '../directory/national/phone.js'
import { read, type Verdict } from '../directory/national/verdict.js'
import { readWebsite } from '../directory/national/website.js'
import type { ContactChannel } from '../directory/vocabulary.js'

const READERS: Record<ContactChannel, (text: string) => Verdict<string>> = {
  phone: readPhone,
  email: readEmail,
  message: readEmail,
  link: readWebsite,
}

/** How an offer is asked for: a number, an address or a link, as its channel says. */
export function readContactValue(channel: string, text: string): Verdict<string> {
  return isChannel(channel) ? READERS[channel](text) : read(text)
}

function isChannel(channel: string): channel is ContactChannel {
  return Object.hasOwn(READERS, channel)
}
