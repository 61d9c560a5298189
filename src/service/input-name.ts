import { invisible, utf8Length } from '../domain/identifiers.ts'

/** The longest input name, in bytes. */
const nameLimit = 64

/**
 * The name by which ids and origins know a file: its basename without `.gz`, in normal form C, with what an
 * id may not hold and `% # ~` percent-encoded, cut at a character to 64 bytes.
 */
export function inputName(path: string): string {
  const base = path.split('/').at(-1)?.replace(/\.gz$/, '') ?? ''
  let name = ''
  let bytes = 0
  for (const character of base.normalize('NFC')) {
    const fit = !unfit.test(character) && (name !== '' || character.trim() !== '')
    const written = fit ? character : percentEncoded(character)
    bytes += utf8Length(written)
    if (bytes > nameLimit) break
    name += written
  }
  return name === '' ? '-' : name.normalize('NFC')
}

/** An id of the form that inputs give to events without one. */
export type GivenId = { readonly name: string; readonly n: number; readonly line: number }

/** Reads `<name>:<line>` and `<name>#n:<line>`; undefined for any other id. */
export function parseGivenId(id: string): GivenId | undefined {
  if (!id.includes(':')) return undefined
  const match = givenId.exec(id)
  if (!match?.[1] || !match[3]) return undefined
  return { name: match[1], n: match[2] === undefined ? 1 : Number(match[2]), line: Number(match[3]) }
}

const unfit = new RegExp(`[%#~]|${invisible.source}`, 'u')
const givenId = /^([^#]+)(?:#([1-9][0-9]{0,8}))?:([1-9][0-9]{0,15})$/

function percentEncoded(character: string): string {
  if (character === '~') return '%7E'
  return encodeURIComponent(/\p{Cs}/u.test(character) ? '\uFFFD' : character)
}
