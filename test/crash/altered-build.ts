import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

/** A text that stands once in a file of `dist`, and what is to stand there instead. */
export type Change = { readonly file: string; readonly from: string; readonly to: string }

/** Builds a copy of the program with changes. @returns its directory */
export function alteredBuild(changes: readonly Change[]): string {
  const copy = copiedBuild()
  for (const { file, ...change } of changes) replaceIn(join(copy, 'dist', file), change)
  // The command runs a bundle that was made of the files before.
  writeFileSync(
    join(copy, 'bin', 'alloc.js'),
    "import('../dist/cli/main.js').then(async ({ main }) => {\n  process.exitCode = await main(process.argv.slice(2))\n})\n",
  )
  return copy
}

/** Copies the program as it was built. @returns the copy's directory */
export function copiedBuild(): string {
  const copy = temporaryDirectory()
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

function replaceIn(path: string, { from, to }: Omit<Change, 'file'>): void {
  const [before, after, ...more] = readFileSync(path, 'utf8').split(from)
  if (after === undefined || more.length > 0) throw new Error(`${path} does not say once: ${from}`)
  writeFileSync(path, before + to + after)
}
