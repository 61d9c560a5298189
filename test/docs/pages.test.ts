import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'
import { runPage } from './run-page.ts'

const docs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs')).map(name => `docs/${name}`) : []
const pages = ['README.md', ...docs].filter(name => name.endsWith('.md') && existsSync(join(root, name)))

test('there are pages', () => {
  expect(pages).toContain('README.md')
})

test.each(pages)('every command of %s prints what the page shows', page => {
  const { shown, came } = runPage(readFileSync(join(root, page), 'utf8'))

  expect(came).toEqual(shown)
})
