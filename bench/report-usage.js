import { writeSync } from 'node:fs'

/** Loaded into a measured Node process with `--import`: tells what it used, at its end, on descriptor 3. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeSync(3, `${(userCPUTime + systemCPUTime) / 1e6} ${maxRSS / 1024}`)
})
