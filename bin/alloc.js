#!/usr/bin/env node
const { load } = require('./bundle.js')

// What comes from the code cache cannot import.
load('start.cjs').start(url => import(url))
