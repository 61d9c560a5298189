import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { logEvents, usualShape } from './log-events.js'

/** To be raised with every change to the events, so that logs that are already there are not taken for them. */
const generation = 1
const linesPerWrite = 5_000

/**
 * Where the log of this shape is, or would be.
 *
 * @param {import('./log-events.js').Shape} shape
 * @returns {string}
 */
export function logPath({ events, skus, ids, seed }) {
  const unusual = [
    skus === usualShape.skus ? '' : `-${skus}-skus`,
    ids === usualShape.ids ? '' : `-${ids}-ids`,
    seed === usualShape.seed ? '' : `-seed-${seed}`,
  ]
  return fileURLToPath(
    new URL(`tmp/logs-${generation}/log-${events}${unusual.join('')}.ndjson`, import.meta.url),
  )
}

/**
 * Writes the log of this shape, unless it is there.
 *
 * @param {import('./log-events.js').Shape} shape
 * @returns {string} its path
 */
export function generateLog(shape) {
  const path = logPath(shape)
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  writeLines(`${path}.part`, logEvents(shape))
  renameSync(`${path}.part`, path)
  return path
}

/**
 * @param {string} path
 * @param {Iterable<object>} events
 */
function writeLines(path, events) {
  const file = openSync(path, 'w')
  let lines = []
  for (const event of events) {
    lines.push(`${JSON.stringify(event)}\n`)
    if (lines.length < linesPerWrite) continue
    writeSync(file, lines.join(''))
    lines = []
  }
  writeSync(file, lines.join(''))
  closeSync(file)
}

/** `node bench/generate-log.js '{"events":10000,"ids":"uuid"}'` prints the path of that log. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shape = JSON.parse(process.argv[2] ?? '{"events":10000}')
  process.stdout.write(`${generateLog({ ...usualShape, ...shape })}\n`)
}
