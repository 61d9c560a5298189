import { floor, jq } from './contestants.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

/** @typedef {import('./rounds.js').Series} Series */

/** The length to which the cost of an event at the others is compared. */
const referenceSize = 100_000

/**
 * @param {readonly Series[]} series
 * @returns {string} one row for each series: speed, spread, CPU, memory, and how it compares
 */
export function speedTable(series) {
  const headings = [
    ...['events', 'program', 'events/s', 'wall s', 'min–max', 'CPU s', 'µs/event'],
    ...['of floor', `of ${jq}`, 'cost at 10^5 = 1', 'peak MB'],
  ]
  const rows = series.map(one => {
    const { name, events } = one
    const wall = secondsOf(one)
    const seconds = median(wall)
    const atReference = find(series, name, referenceSize)
    return [
      ...[String(events), name, (events / seconds).toFixed(0), seconds.toFixed(2)],
      ...[`${Math.min(...wall).toFixed(2)}–${Math.max(...wall).toFixed(2)}`, figure(cpuOf(one), 2)],
      ...[((seconds / events) * 1e6).toFixed(2), relativeSpeed(series, one, floor)],
      ...[relativeSpeed(series, one, jq), figure(atReference && costRatio(one, atReference), 2)],
      figure(memoryOf(one), 0),
    ]
  })
  return table(headings, rows, 2)
}

/**
 * What one more event costs, from one size to the next, in time passed and in CPU time, which a busy machine
 * disturbs less: start-up, which is the same for all, drops out.
 *
 * @param {readonly Series[]} series
 * @returns {string}
 */
export function marginalTable(series) {
  const sizes = [...new Set(series.map(({ events }) => events))].sort((a, b) => a - b)
  const steps = sizes.slice(1).map((size, index) => ({ from: sizes[index] ?? 0, to: size }))
  const names = [...new Set(series.map(({ name }) => name))]
  const headings = ['program', 'time', ...steps.map(({ from, to }) => `${from} to ${to}`), 'last / first']
  const times = { wall: one => median(secondsOf(one)), CPU: cpuOf }
  const rows = names.flatMap(name =>
    Object.entries(times).map(([time, seconds]) => {
      const costs = steps.map(({ from, to }) =>
        marginalCost(find(series, name, from), find(series, name, to), seconds),
      )
      const growth = costs.length > 1 ? costs.at(-1) / costs[0] : Number.NaN
      return [name, time, ...costs.map(cost => figure(cost, 2)), figure(growth, 2)]
    }),
  )
  return table(headings, rows, 2)
}

/** In microseconds; NaN where the time is not known. */
function marginalCost(smaller, greater, seconds) {
  return ((seconds(greater) - seconds(smaller)) / (greater.events - smaller.events)) * 1e6
}

/**
 * @param {readonly Series[]} series
 * @param {Series} one
 * @param {string} other
 */
function relativeSpeed(series, one, other) {
  const beside = find(series, other, one.events)
  return figure(beside && medianRatio(secondsOf(beside), secondsOf(one)), 2)
}

function costRatio(one, other) {
  return medianRatio(secondsOf(one), secondsOf(other)) * (other.events / one.events)
}

function find(series, name, events) {
  return series.find(one => one.name === name && one.events === events)
}

/** @param {Series} series */
function secondsOf({ rounds }) {
  return rounds.map(({ seconds }) => seconds)
}

/** @param {Series} series */
function cpuOf({ rounds }) {
  const known = rounds.flatMap(({ cpuSeconds }) => cpuSeconds ?? [])
  return known.length > 0 ? median(known) : undefined
}

/** @param {Series} series */
function memoryOf({ rounds }) {
  const known = rounds.flatMap(({ peakMb }) => peakMb ?? [])
  return known.length > 0 ? Math.max(...known) : undefined
}

/**
 * @param {number | undefined} value
 * @param {number} digits
 */
function figure(value, digits) {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits)
}
