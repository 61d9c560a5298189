/** A text as a JSON string literal, the same that JSON.stringify gives; most texts need no escape at all. */
export function jsonString(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** Printable ASCII but for the quote and the backslash. */
const plain = /^[ !#-[\]-~]*$/
