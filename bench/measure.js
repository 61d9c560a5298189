import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** @typedef {{ seconds: number, cpuSeconds: number | undefined, peakMb: number | undefined }} Measurement */

const time = '/usr/bin/time'

/**
 * Runs a Node program to its end, its output thrown away.
 *
 * @param {readonly string[]} programAndArguments
 * @param {number} exitCode with which it is to end
 */
export function measureNode(programAndArguments, exitCode = 0) {
  const reportUsage = fileURLToPath(new URL('report-usage.cjs', import.meta.url))
  return measure(process.execPath, ['--require', reportUsage, ...programAndArguments], exitCode)
}

/**
 * Runs another program; its CPU time and memory are known where GNU time is installed.
 *
 * @param {readonly string[]} command
 */
export function measureOther([program = '', ...args]) {
  if (!existsSync(time)) return measure(program, args)
  return measure(time, ['-f', '%U %S %M', program, ...args])
}

/**
 * Wall time is from the start of the process to its end. Peak memory includes what the process that started
 * it held, so that one is to stay small.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Measurement>}
 */
async function measure(program, args, exitCode = 0) {
  const start = process.hrtime.bigint()
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => resolve({ code, seconds: Number(process.hrtime.bigint() - start) / 1e9 }))
  })
  const [{ code, seconds }, errors, usage] = await Promise.all([
    ended,
    text(child.stderr),
    text(child.stdio[3]),
  ])
  if (code !== exitCode) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors}`)
  return { seconds, ...(program === time ? gnuTimeUsage(errors) : ownUsage(usage)) }
}

/** @param {string} usage what `report-usage.cjs` wrote */
function ownUsage(usage) {
  if (usage === '') return { cpuSeconds: undefined, peakMb: undefined }
  const [cpuSeconds, peakMb] = usage.split(' ').map(Number)
  return { cpuSeconds, peakMb }
}

/** @param {string} usage what GNU time wrote */
function gnuTimeUsage(usage) {
  const [user = 0, system = 0, peakKb = 0] = usage.trim().split(' ').map(Number)
  return { cpuSeconds: user + system, peakMb: peakKb / 1024 }
}
