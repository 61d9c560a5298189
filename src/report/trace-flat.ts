import { RunningColumns } from './running-columns.ts'
import type { TraceNode } from './trace-tree.ts'

/** Events one a line, in the order in which they are given, with their places in front. */
export class FlatTrace {
  readonly #columns = new RunningColumns([
    { align: 'left' },
    { align: 'left' },
    { align: 'left', atLeast: 'AllocationRequired'.length },
    { align: 'left' },
    { align: 'left' },
    { align: 'left' },
  ])

  line({ at, id, type, subject, detail, remark, notes = [] }: TraceNode): string {
    const remarks = remark?.startsWith(at) ? remark.slice(at.length).trim() : (remark ?? '')
    const further = [remarks, ...notes].filter(text => text !== '').join('; ')
    return this.#columns.line([at, id, type, subject, detail, further])
  }
}
