import type { Notice } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import type { Asked } from './asking.js'
import { ASK_REFUSALS, type AskRefusal } from './review-rules.js'

const COUNTS = ['asked', 'no-address', 'dead-address', 'asked-lately', 'asked-enough'] as const

/** What came of an asking, short enough for an address: « 12.0.1.2.0 ». */
export function askedCode(asked: Asked): string {
  return COUNTS.map((name) => asked[name]).join('.')
}

/** The same, read back from the address and put into words. */
export function askedNotice(code: string): Notice {
  const counts = code.split('.').map(Number)
  const [asked = 0, ...others] = counts
  const reasons = others.flatMap((count, index) => {
    const refusal = REFUSALS[index]
    return count > 0 && refusal ? [`${count}${NO_BREAK_SPACE}${ASK_REFUSALS[refusal]}`] : []
  })
  const text = reasons.length > 0 ? typeset(`Sans demande : ${reasons.join(' ; ')}.`) : undefined
  if (asked === 0) return { kind: 'attention', title: 'Aucune demande n’est partie.', ...(text && { text }) }
  return {
    kind: 'success',
    title: `${formatCount(asked, 'demande part', 'demandes partent')} par courriel.`,
    ...(text && { text }),
  }
}

const REFUSALS: readonly AskRefusal[] = ['no-address', 'dead-address', 'asked-lately', 'asked-enough']
