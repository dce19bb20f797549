/** True when the last digit is the Luhn key of those before it. Digits only. */
export function passesLuhn(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48
    const doubled = digit * 2
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** The digits followed by their Luhn key. */
export function withLuhnKey(digits: string): string {
  for (let key = 0; key < 10; key += 1) if (passesLuhn(digits + key)) return digits + key
  throw new Error('not digits')
}
