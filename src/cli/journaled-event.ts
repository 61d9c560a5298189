import { visibleText } from '../domain/visible-text.ts'
import { counted } from '../report/count-text.ts'
import { type History, inputAlone, type Journaled, type Part } from '../service/history.ts'
import { nearMiss } from '../service/near-miss.ts'
import { placeOf } from '../service/store.ts'
import { splitId } from '../service/story.ts'
import { journaledInput } from '../wire/journaled.ts'
import type { Traced } from './chain-trace.ts'
import { exitCodes, Failure } from './failure.ts'

/** An event of the journal as a tree shows it. @throws StoreError where it is none, or not the one that it should be */
export function tracedEvent(journaled: Journaled, history: History): Traced {
  const { event } = journaledInput(journaled)
  const shipped = event.type === 'OrderLineShipped' ? history.unitsOf(event.orderid, event.sku) : undefined
  if (shipped === undefined) return { ...journaled, event }
  return { ...journaled, event, before: journaled.before.map(batch => ({ ...batch, shipped })) }
}

/** Where the event stands that an input names as its cause, which may be any text; of several sources any may be meant. */
export function placeOfCause(causationid: string, history: History): string {
  const { root, suffix } = splitId(causationid)
  const part: Part = suffix === '' ? inputAlone : { suffix }
  const causes = history
    .eventsNamed(root)
    .map(({ position }) => history.chain(position, part))
    .filter(({ emissions }) => suffix === '' || emissions.length > 0)
  const [cause] = causes
  if (!cause) return ', which is not in this warehouse'
  const namesakes = causes.length > 1 ? `, one of ${counted(causes.length, 'event')} with this id` : ''
  return ` (${placeOf(cause)}${namesakes})`
}

/** Says what a name is not, and what may have been meant. */
export function unknownName(
  name: string | undefined,
  source: string | undefined,
  db: string,
  history: History,
): Failure {
  if (name === undefined) return new Failure(exitCodes.wrongUse, `${db} has no events yet`)
  const shown = JSON.stringify(visibleText(name))
  const { root, suffix } = splitId(name)
  const [known] = history.eventsNamed(root)
  if (known && source !== undefined) {
    const sources = history.eventsNamed(root).map(event => event.source || 'urn:alloc')
    const hint = `the sources of ${visibleText(root)} are ${visibleText(sources.join(', '))}`
    return new Failure(
      exitCodes.wrongUse,
      `there is no event ${shown} of the source ${JSON.stringify(visibleText(source))} in ${db}`,
      hint,
    )
  }
  if (known && suffix !== '') {
    const { emitted } = history.chain(known.position, inputAlone)
    const message = `${visibleText(root)} emitted ${counted(emitted, 'event')}, none of them ${shown}`
    return new Failure(exitCodes.wrongUse, message, `alloc trace ${visibleText(root)} shows all of them`)
  }
  const near = nearMiss(root, history.namesLike(root))
  const message = `there is no event, correlation id, order or batch ${shown} in ${db}`
  return new Failure(exitCodes.wrongUse, message, near && `did you mean ${near}?`)
}
