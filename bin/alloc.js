#!/usr/bin/env node
const { load } = require('./bundle.js')

const { main } = load('main.cjs')
// What comes from the code cache cannot import.
const importModule = url => import(url)
main(process.argv.slice(2), process, importModule).then(exitCode => {
  process.exitCode = exitCode
})
