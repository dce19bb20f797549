/** What a name is shown without: controls, signs that turn or hide what follows them, ends of line, half characters. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
