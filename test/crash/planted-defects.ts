import { alteredBuild, type Change } from './altered-build.ts'
import { KillableAlloc } from './killable-alloc.ts'

/** Those that a kill brings to light. */
export const defects: Readonly<Record<string, Change>> = {
  'the position is advanced in a transaction of its own': {
    file: 'service/replay.js',
    from: `
            if (this.#run && progress)
                this.#advance(this.#run, progress);
            this.#store.commit();`,
    to: `
            this.#store.commit();
            this.#store.begin();
            if (this.#run && progress) this.#advance(this.#run, progress);
            this.#store.commit();`,
  },
  'output is printed before COMMIT': {
    file: 'cli/groups.js',
    from: 'this.#parts.replay.commit(input.progressAt(line));',
    to: 'await this.#parts.spool.moveTo(this.#parts.output); this.#parts.replay.commit(input.progressAt(line));',
  },
  'an offset is counted in characters': {
    file: 'wire/log-reader.js',
    from: 'this.#endOffset = this.#lines.consumed;',
    to: `
        this.surplus = (this.surplus ?? 0) + end - start - bytes.toString('utf8', start, end).length;
        this.#endOffset = this.#lines.consumed - this.surplus;`,
  },
}

/** One that others on the same database bring to light. */
export const blindness: Change = {
  file: 'adapters/sqlite/sqlite-store.js',
  from: 'if (before === this.#dataVersion)',
  to: 'if (before !== undefined)',
}

/** A build of alloc with a defect. */
export function planted(defect: Change): KillableAlloc {
  return new KillableAlloc(alteredBuild([defect]))
}
