/**
 * Continues the CRC-32 of gzip over more bytes; that of no bytes is 0. Eight bytes are taken at a time, each by a
 * table of its own, since Node has a CRC-32 only from 20.15 on.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    const low =
      crc ^
      (byteAt(bytes, at) |
        (byteAt(bytes, at + 1) << 8) |
        (byteAt(bytes, at + 2) << 16) |
        (byteAt(bytes, at + 3) << 24))
    crc =
      entry(7, low & 0xff) ^
      entry(6, (low >>> 8) & 0xff) ^
      entry(5, (low >>> 16) & 0xff) ^
      entry(4, low >>> 24) ^
      entry(3, byteAt(bytes, at + 4)) ^
      entry(2, byteAt(bytes, at + 5)) ^
      entry(1, byteAt(bytes, at + 6)) ^
      entry(0, byteAt(bytes, at + 7))
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ entry(0, (crc ^ byteAt(bytes, at)) & 0xff)
  return ~crc >>> 0
}

/** Eight tables in a row: the k-th tells what a byte does to the CRC when k more bytes have followed it. */
const tables = new Int32Array(8 * 256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  tables[byte] = crc
}
for (let at = 256; at < tables.length; at++) {
  const crc = tables[at - 256] ?? 0
  tables[at] = (crc >>> 8) ^ entry(0, crc & 0xff)
}

function entry(table: number, byte: number): number {
  return tables[(table << 8) | byte] ?? 0
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}
