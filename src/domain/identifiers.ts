import { isDate } from './calendar.ts'

declare const kind: unique symbol

/** What is sold. */
export type Sku = string & { readonly [kind]: 'Sku' }
/** Names one batch, over all SKUs. */
export type BatchRef = string & { readonly [kind]: 'BatchRef' }
/** Names an order; with a SKU it names one order line. */
export type OrderId = string & { readonly [kind]: 'OrderId' }
/** A calendar date `YYYY-MM-DD` on which a batch is expected. */
export type Eta = string & { readonly [kind]: 'Eta' }

/** The longest `ref`, `sku`, `orderid` and input `id`, in UTF-8 bytes. */
export const identifierLimit = 128

/** What looks like nothing, or shapes what stands beside it. */
export const invisible =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0]/u

/**
 * Says what keeps a text from naming a thing, or undefined when nothing does: a name has 1 to `limit`
 * UTF-8 bytes, is in Unicode normal form C, has nothing invisible in it and no white space at its ends,
 * so that two names that look alike are alike.
 */
export function nameProblem(text: string, limit: number = identifierLimit): string | undefined {
  if (text.length <= limit && plainName.test(text)) return undefined
  if (text === '') return 'is empty'
  const hidden = invisible.exec(text)
  if (hidden)
    return `holds ${halfOfPair.test(hidden[0]) ? half : 'the invisible character'} ${codePoint(hidden[0])}`
  if (edgeSpace.test(text)) return 'begins or ends with white space'
  if (text.normalize('NFC') !== text) return 'is not in Unicode normal form C'
  const bytes = utf8Length(text)
  return bytes > limit ? `has ${bytes} bytes; the limit is ${limit}` : undefined
}

/** A text without what is written into texts to shape others, and is mostly there by accident. */
export function withoutInvisible(text: string): string {
  return text.replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
}

/** Mints a SKU; the caller has had the text judged by `nameProblem`. */
export function isSku(text: string): text is Sku {
  return nameProblem(text) === undefined
}

export function isBatchRef(text: string): text is BatchRef {
  return nameProblem(text) === undefined
}

export function isOrderId(text: string): text is OrderId {
  return nameProblem(text) === undefined
}

export function isEta(text: string): text is Eta {
  return isDate(text)
}

/** The length of a text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) bytes += 1
    // Each half of a surrogate pair counts two of the pair's four bytes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 1
  }
  return bytes
}

/** Orders texts by their UTF-8 bytes, as SQLite's BINARY collation does; JavaScript's `<` orders by UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return utf8Rank(x) - utf8Rank(y)
  }
  return a.length - b.length
}

const plainName = /^[!-~](?:[ -~]*[!-~])?$/
const halfOfPair = /\p{Cs}/u
const half = 'half of a surrogate pair,'
const edgeSpace = /^\s|\s$/

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Surrogates stand for code points above U+FFFF, so they rank behind every other unit. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
