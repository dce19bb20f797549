/** Narrow no-break space, before ; ! ? % and between thousands. */
export const NARROW_SPACE = '\u202f'
/** No-break space, before a colon, inside guillemets and between a number and its unit. */
export const NO_BREAK_SPACE = '\u00a0'
/** The true minus sign: a hyphen is shorter than the figures it stands with. */
export const MINUS = '\u2212'

/**
 * Sets a plain French string for the screen: typographic apostrophe, narrow no-break spaces before
 * ; : ! ? % and », after «, so that a sign never begins a line. Not for addresses, codes or typed data.
 */
export function typeset(text: string): string {
  return text
    .replace(/(\p{L})'(?=\p{L})/gu, '$1’')
    .replace(/[ \u00a0]([;:!?%»])/g, `${NARROW_SPACE}$1`)
    .replace(/«[ \u00a0]/g, `«${NARROW_SPACE}`)
    .replace(/(\d)[ ](?=(?:g|kg|min|h|j|ko|Mo|Go|SA|SG|km|€)(?![\p{L}\p{N}]))/gu, `$1${NO_BREAK_SPACE}`)
}

/** Builds a stable identifier for an HTML `id` from any text. */
export function slug(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'sans-nom'
}
