import { jsonString } from './json-text.ts'

/** Where records are written, piece by piece. */
export interface TextSink {
  /** Writes a text as it is. */
  text(text: string): void
  /** Writes a text that is known to be short and ASCII, as it is. */
  ascii(text: string): void
  /** Writes a text, followed by ASCII that needs no escape, as a JSON string literal. */
  json(text: string, end?: string): void
  /** Writes a whole number, 0 or above. */
  count(count: number): void
}

/** Assembles a text. */
export class StringSink implements TextSink {
  #text = ''

  text(text: string): void {
    this.#text += text
  }

  ascii(text: string): void {
    this.#text += text
  }

  json(text: string, end = ''): void {
    this.#text += jsonString(text + end)
  }

  count(count: number): void {
    this.#text += count
  }

  /** What was written since this was last asked for. */
  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}
