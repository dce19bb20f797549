import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ANO_LAYOUTS, VID_HOSP } from '../../src/domains/pmsi/format/companion-layouts.js'

/**
 * Writes the copy number `number` (0 to 99) of synthetic files under other FINESS e-PMSI numbers: the same mix,
 * other hospitals, so that no stay is seen twice. Only the numbers that identify the sender change.
 */
export function writeCopy(files: readonly string[], folder: string, number: number): string[] {
  const mark = String(number).padStart(2, '0')
  return files.map((file) => {
    const name = path.basename(file)
    const content = readFileSync(file)
    const start = finessAt(name, content)
    if (start !== null) remark(content, start, mark)
    const target = path.join(folder, mark + name.slice(2))
    writeFileSync(target, content)
    return target
  })
}

/** Overwrites the department of the FINESS in every line. */
function remark(content: Buffer, start: number, mark: string): void {
  for (let line = 0, end = content.indexOf(10); end !== -1; end = content.indexOf(10, line)) {
    content.write(mark, line + start, 'latin1')
    line = end + 1
  }
}

/** 0-based position of the FINESS e-PMSI in each line of a file, by its name; a TRA carries none. */
function finessAt(name: string, content: Buffer): number | null {
  if (name.endsWith('.rsa')) return 0
  if (name.endsWith('.vidhosp.txt')) return VID_HOSP.finess.start - 1
  if (!name.endsWith('.ano')) return null
  const end = content.indexOf(10)
  const length = content[end - 1] === 13 ? end - 1 : end
  return (ANO_LAYOUTS.get(length)?.finess.start ?? 1) - 1
}
