/** An independent reader of RFC 4180 with semicolons. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let field = ''
  let inside = false
  for (let i = text.startsWith('\ufeff') ? 1 : 0; i < text.length; i++) {
    const char = text[i]!
    if (inside) {
      if (char === '"' && text[i + 1] === '"') field += text[++i]
      else if (char === '"') inside = false
      else field += char
    } else if (char === '"') inside = true
    else if (char === ';' || (char === '\r' && text[i + 1] === '\n')) {
      line.push(field)
      field = ''
      if (char === '\r') {
        lines.push(line)
        line = []
        i++
      }
    } else field += char
  }
  return lines
}
