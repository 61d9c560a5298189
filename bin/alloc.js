#!/usr/bin/env node
const { load } = require('./bundle.js')

const { main } = load('main.cjs')
// What comes from the code cache cannot import.
const importModule = url => import(url)
let hasEnded = false
main(process.argv.slice(2), process, importModule).then(exitCode => {
  hasEnded = true
  process.exitCode = exitCode
})
// A process with nothing left to wait for ends as if all were done.
process.once('exit', code => {
  if (hasEnded || code !== 0) return
  process.exitCode = 70
  process.stderr.write(
    'alloc: error: this is a defect of alloc: it stopped before its end; please report it, with the command\n',
  )
})
