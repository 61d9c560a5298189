/** A text as a JSON string literal, the same that JSON.stringify gives; most texts need no escape at all. */
export function jsonString(text: string): string {
  if (text.length > shortText) return JSON.stringify(text)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Lone surrogates are escaped too; whether one is alone, JSON.stringify finds out.
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit & 0xf800) === 0xd800)
      return JSON.stringify(text)
  }
  return `"${text}"`
}

/** Beyond this length JSON.stringify is faster than looking at each unit. */
const shortText = 64
