/** The offset of the first byte that is not part of well-formed UTF-8, or -1: no overlong form, surrogate or cut sequence passes. */
export function firstBadByte(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end) {
    const length = sequenceLength(bytes, at, end)
    if (length === 0) return at
    at += length
  }
  return -1
}

/** The length of the well-formed sequence at an offset, else 0; the ranges are those of RFC 3629. */
function sequenceLength(bytes: Buffer, at: number, end: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const following = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
  if (following === 0 || at + following >= end || !isSecondByte(lead, bytes[at + 1] ?? 0)) return 0
  for (let next = at + 2; next <= at + following; next++) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  }
  return following + 1
}

/** The second byte is what tells overlong forms, surrogates and what lies beyond U+10FFFF. */
function isSecondByte(lead: number, byte: number): boolean {
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return byte >= least && byte <= most
}
