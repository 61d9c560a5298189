import type { OrderLine } from './order-line.ts'

/**
 * The lines that a batch gives back so that `deficit` units come free: newest first until the deficit is
 * covered, then, oldest first, each one that the others make unnecessary is spared. What remains is
 * minimal, and the longest-waiting orders keep their units.
 *
 * @param newestFirst the batch's lines; read only as far as needed
 * @returns the lines to take back, oldest first
 */
export function linesToTakeBack(deficit: number, newestFirst: Iterable<OrderLine>): OrderLine[] {
  const candidates: OrderLine[] = []
  let excess = -deficit
  for (const line of newestFirst) {
    candidates.push(line)
    excess += line.qty
    if (excess >= 0) break
  }
  return candidates.reverse().filter(line => {
    if (line.qty > excess) return true
    excess -= line.qty
    return false
  })
}
