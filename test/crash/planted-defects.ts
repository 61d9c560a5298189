import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { KillableAlloc } from './killable-alloc.ts'

/** A mistake that alloc does not make: in one place of one built file, other words. */
export type Defect = {
  readonly file: string
  readonly right: string
  readonly wrong: string
}

/** Those that a kill brings to light. */
export const defects: Readonly<Record<string, Defect>> = {
  'the position is advanced in a transaction of its own': {
    file: 'service/replay.js',
    right: `
            if (this.#run && progress)
                this.#advance(this.#run, progress);
            this.#store.commit();`,
    wrong: `
            this.#store.commit();
            this.#store.begin();
            if (this.#run && progress) this.#advance(this.#run, progress);
            this.#store.commit();`,
  },
  'output is printed before COMMIT': {
    file: 'cli/groups.js',
    right: 'this.#parts.replay.commit(input.progressAt(line));',
    wrong:
      'await this.#parts.spool.moveTo(this.#parts.output); this.#parts.replay.commit(input.progressAt(line));',
  },
  'an offset is counted in characters': {
    file: 'wire/log-reader.js',
    right: 'this.#endOffset = this.#lines.consumed;',
    wrong: `
        this.surplus = (this.surplus ?? 0) + end - start - bytes.toString('utf8', start, end).length;
        this.#endOffset = this.#lines.consumed - this.surplus;`,
  },
}

/** One that others on the same database bring to light. */
export const blindness: Defect = {
  file: 'adapters/sqlite/sqlite-store.js',
  right: 'if (before === this.#dataVersion)',
  wrong: 'if (before !== undefined)',
}

/** A build of alloc with a defect. */
export function planted({ file, right, wrong }: Defect): KillableAlloc {
  const directory = temporaryDirectory()
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(root, part), join(directory, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  // The command runs joined modules, in which nothing was planted.
  const bin = join(directory, 'bin/alloc.js')
  writeFileSync(bin, readFileSync(bin, 'utf8').replace('dist/bundle/main.js', 'dist/cli/main.js'))
  const path = join(directory, 'dist', file)
  const [before, after, ...more] = readFileSync(path, 'utf8').split(right)
  if (after === undefined || more.length > 0) throw new Error(`${file} does not have this once: ${right}`)
  writeFileSync(path, `${before}${wrong}${after}`)
  return new KillableAlloc(directory)
}
