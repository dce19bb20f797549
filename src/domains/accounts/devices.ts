/** The longest User-Agent worth reading. */
const LONGEST = 500

/** In this order: each of these also says it is one of those below it. */
const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

/** « Firefox sous Windows »: what a person recognises of the header her browser sends. Never its own words. */
export function deviceWords(userAgent: string | undefined): string {
  const header = (userAgent ?? '').slice(0, LONGEST)
  const browser = BROWSERS.find(([pattern]) => pattern.test(header))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(header))?.[1]
  if (!browser) return system ? `Programme sous ${system}` : 'Programme'
  if (!system) return browser
  return system === 'iPhone' || system === 'iPad' ? `${browser} sur ${system}` : `${browser} sous ${system}`
}
