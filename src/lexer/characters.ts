/**
 * Which characters may stand in identifiers, and how names are normalised.
 *
 * Identifiers: letters, letter-like numbers, currency and "other" symbols may begin one; marks, digits, connector
 * punctuation, `!` and primes may follow. A few mathematical symbols (∂, ∇, ∞, ∑ …) are names too, arrows are not.
 * Names are NFC-normalised, and micro sign, open e and middle dots are folded onto their mathematical twins.
 */

const mathNames =
  '\\u207a-\\u207e\\u208a-\\u208e\\u2118\\u2140-\\u2144\\u2202\\u2205-\\u2207\\u220e-\\u2211\\u221e-\\u2222' +
  '\\u222b-\\u2233\\u223f\\u22a4\\u22a5\\u22be-\\u22c3\\u25f8-\\u25ff\\u266f\\u27c0\\u27c1\\u27d8\\u27d9' +
  '\\u299b-\\u29b4\\u2a00-\\u2a06\\u2a09-\\u2a16\\u2a1b\\u2a1c\\u309b\\u309c\\u{1d6c1}\\u{1d6db}\\u{1d6fb}\\u{1d715}' +
  '\\u{1d735}\\u{1d74f}\\u{1d76f}\\u{1d789}\\u{1d7a9}\\u{1d7c3}\\u{1d7ce}-\\u{1d7e1}'
const startClass = `[a-zA-Z_${mathNames}]|(?![\\0-\\u00a0\\u2190-\\u21ff\\ufffc\\ufffd])[\\p{L}\\p{Nl}\\p{Sc}\\p{So}]`
const partClass =
  `[a-zA-Z_0-9!${mathNames}\\u2032-\\u2037\\u2057]|(?![\\0-\\u00a0\\u2190-\\u21ff\\ufffc\\ufffd])` +
  '[\\p{L}\\p{Nl}\\p{Sc}\\p{So}\\p{M}\\p{Nd}\\p{Pc}\\p{Sk}\\p{No}]'

const identifierPattern = new RegExp(`(?:${startClass})(?:${partClass})*`, 'uy')
const asciiIdentifier = /[a-zA-Z_][a-zA-Z_0-9!]*/y

/** The end of the identifier that begins at `offset`, or -1. A final `!` directly before a lone `=` is not part of it. */
export function identifierEnd(text: string, offset: number): number {
  asciiIdentifier.lastIndex = offset
  let end = asciiIdentifier.test(text) ? asciiIdentifier.lastIndex : -1
  if (end < 0 || text.charCodeAt(end) >= 0x80) {
    identifierPattern.lastIndex = offset
    end = identifierPattern.test(text) ? identifierPattern.lastIndex : -1
  }
  // a!=b is a != b, and so is a!==b
  if (end > offset + 1 && text[end - 1] === '!' && text[end] === '=') end--
  return end
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const plainAscii = /^[\x00-\x7f]*$/
const folded: Record<string, string> = {
  '\u025b': '\u03b5',
  '\u00b5': '\u03bc',
  '\u00b7': '\u22c5',
  '\u0387': '\u22c5',
  '\u2212': '-',
}

/** The symbol's name that a spelling in the source stands for. */
export function normalizeName(image: string): string {
  if (plainAscii.test(image)) return image
  return image.normalize('NFC').replace(/[\u025b\u00b5\u00b7\u0387\u2212]/g, char => folded[char])
}
