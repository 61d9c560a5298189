import { type Emitted, type LogEvent, ReferenceWarehouse } from './warehouse.ts'

/** What a log made the reference do, a word each time: verdicts, refusal codes, emitted types, and rarer turns. */
export function provocations(log: readonly LogEvent[], retryBackorders: boolean): readonly string[] {
  const warehouse = new ReferenceWarehouse({ retryBackorders })
  return log.flatMap((event, index) => {
    const waiting = warehouse.backorders()
    const homes = warehouse.batches().map(batch => batch.lines.map(line => `${line.orderid} ${batch.sku}`))
    const { verdict, emitted } = warehouse.handle(event, `log:${index + 1}`)
    const requeued = emitted.filter(its => its.type === 'AllocationRequired')
    const retried = requeued.filter(its => waiting.some(line => name(line) === name(its)))
    const takenBack = requeued.filter(its => !retried.includes(its)).map(name)
    const robbed = homes.filter(home => home.some(line => takenBack.includes(line)))
    return [
      verdict.status === 'refused' ? `refused ${verdict.code}` : `${verdict.status} ${event.type}`,
      ...emitted.map(its => `emitted ${its.type}`),
      ...retried.map(() => 'backorder retried'),
      ...takenBack.map(() => 'line taken back'),
      ...robbed.filter(home => sparesNewer(home, takenBack)).map(() => 'newer line spared'),
      ...(robbed.length > 1 ? ['several batches gave back'] : []),
      ...(retried.length > 0 && takenBack.length > 0 ? ['taken back and retried in one chain'] : []),
    ]
  })
}

function sparesNewer(home: readonly string[], takenBack: readonly string[]): boolean {
  const oldestTaken = home.findIndex(line => takenBack.includes(line))
  return home.slice(oldestTaken).some(line => !takenBack.includes(line))
}

function name({ orderid, sku }: Pick<Emitted, 'orderid' | 'sku'>): string {
  return `${orderid} ${sku}`
}
