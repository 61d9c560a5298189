import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeLine } from '../../src/wire/decode.ts'

type Case = { id: string; code: string; note: string; base64?: string; repeat?: [string, string, number, string] }
const cases: Case[] = JSON.parse(readFileSync('/work/shared/conformance/bad-lines.json','utf8'))

test.each(cases.map(c=>[c.id,c.note,c] as const))('%s %s', (_id,_n,c) => {
  let bytes = c.base64!==undefined ? Buffer.from(c.base64,'base64') : Buffer.from(c.repeat![0]+c.repeat![1].repeat(c.repeat![2])+c.repeat![3])
  const d = decodeLine(bytes,0,bytes.length,{strict:false,whole:true})
  console.log(c.id, c.note, JSON.stringify(d.kind==='problem'?d.problem:d.kind))
  const got = d.kind==='problem'?d.problem.code:d.kind==='blank'?'blank':'accept'
  expect(got).toBe(c.code)
})
