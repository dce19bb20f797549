import type { Ctx } from '../../context.js'
import { typeset } from '../../web/typography.js'
import { displayPhone } from '../directory/national/phone.js'
import type { Sender } from '../mail/senders.js'
import { listOpenAntennas } from '../territories/antennas.js'

/** Antennas named at most: a line of a booklet, not a list. */
const MOST_NAMED = 3

/**
 * How a reader on paper reaches the coordination: who signs the network’s mails, else its antennas, as anybody reads
 * them; null when neither is known.
 */
export async function coordinationWords(
  ctx: Ctx,
  { signature }: Pick<Sender, 'signature'>,
): Promise<string | null> {
  if (signature) return `la coordination (${signature.phone}, ${signature.replyTo})`
  const { antennas } = await listOpenAntennas(ctx)
  const reachable = antennas
    .map(({ name, phone, email }) => ({ name, ways: [phone && displayPhone(phone), email].filter(Boolean) }))
    .filter(({ ways }) => ways.length > 0)
    .slice(0, MOST_NAMED)
    .map(({ name, ways }) => `${name} (${ways.join(', ')})`)
  return reachable.length === 0 ? null : typeset(`la coordination : ${reachable.join(' ; ')}`)
}
