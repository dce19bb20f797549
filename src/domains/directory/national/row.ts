import type { Header } from './header.js'
import { isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'
import type { Rejection, Verdict } from './verdict.js'

/** A line that cannot be used: thrown inside a decoder, caught by it, and never seen elsewhere. */
class UnusableLine extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.reason)
  }
}

/** The cells of one line, asked for by column name. */
export class LineCells<Name extends string> {
  readonly warnings: { column: string; sentence: string }[] = []

  constructor(
    private readonly header: Header<Name>,
    private readonly cells: readonly string[],
    readonly line: number,
  ) {}

  text(name: Name): string | null {
    const index = this.header.at.get(name)
    const text = index === undefined ? '' : (this.cells[index] ?? '')
    return text === '' ? null : text
  }

  /** A code of the form its column always has; anything else means that the line is shifted or damaged. */
  code(name: Name, form: RegExp, expected: string): string | null {
    const text = this.text(name)
    if (text === null || form.test(text)) return text
    if (isRoundedNumber(text)) throw this.unusable(name, roundedNumberRefusal(text, 'ce code'))
    throw this.unusable(name, `« ${text.slice(0, 40)} » au lieu de ${expected}.`)
  }

  /** A code with its label, « Code … » and « Libellé … ». */
  coded(
    code: Name,
    label: Name,
    form: RegExp,
    expected: string,
  ): { code: string; label: string | null } | null {
    const found = this.code(code, form, expected)
    return found === null ? null : { code: found, label: this.text(label) }
  }

  /** A value the line can do without: refused, it is left out with a warning. */
  optional(name: Name, reader: (text: string) => Verdict<string>): string | null {
    const text = this.text(name)
    if (text === null) return null
    const verdict = reader(text)
    const sentence = 'refusal' in verdict ? verdict.refusal : verdict.warning
    if (sentence !== null) this.warnings.push({ column: this.labelOf(name), sentence })
    return 'refusal' in verdict ? null : verdict.value
  }

  unusable(name: Name, reason: string): Error {
    return new UnusableLine({ line: this.line, column: this.labelOf(name), reason })
  }

  private labelOf(name: Name): string {
    return this.header.labels[this.header.at.get(name) ?? -1] ?? name
  }
}

/** Runs a decoder over one line: its record, or why there is none. */
export function decodeLine<Name extends string, Item>(
  cells: LineCells<Name>,
  decode: (cells: LineCells<Name>) => Item,
): Item | Rejection {
  try {
    return decode(cells)
  } catch (error) {
    if (error instanceof UnusableLine) return error.rejection
    throw error
  }
}
