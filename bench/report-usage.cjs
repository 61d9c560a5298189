const { writeSync } = require('node:fs')

/**
 * Loaded into a measured Node process with `--require`, which loads nothing that the program may do without: tells what it
 * used, at its end, on descriptor 3.
 */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeSync(3, `${(userCPUTime + systemCPUTime) / 1e6} ${maxRSS / 1024}`)
})
