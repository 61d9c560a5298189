import { inputKinds, outcomeKinds } from './event-kinds.ts'
import { eventSays, requiredAgain } from './event-says.ts'
import { eventRecordName } from './record-schemas.ts'
import { schemas } from './schema-document.ts'

/** An AsyncAPI 3.0 document: which events alloc takes, which it emits, and what it refuses. */
export function asyncApiDocument(version: string): object {
  const inputs = inputKinds.map(({ type }) => message(type, type, eventSays[type]))
  const clouds = message('CloudEvent', 'CloudEvent', 'Any of the events in the envelope of CloudEvents 1.0.')
  const emitted = outcomeKinds.map(({ type }) => {
    const says = type === 'AllocationRequired' ? requiredAgain : eventSays[type]
    return message(`Emitted${type}`, eventRecordName(type), says)
  })
  const reject = message('Reject', 'reject', 'A line that was refused, and why.')
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'alloc',
      version,
      description: 'Replays stock-allocation events. Each message is one line of newline-delimited JSON.',
    },
    defaultContentType: 'application/json',
    channels: {
      log: channel('The log that alloc reads.', [...inputs, clouds]),
      emitted: channel('What alloc emits with -o ndjson.', emitted),
      rejects: channel('What alloc refuses, with --rejects.', [reject]),
    },
    operations: {
      replay: operation('receive', 'log', [...inputs, clouds]),
      emit: operation('send', 'emitted', emitted),
      refuse: operation('send', 'rejects', [reject]),
    },
    components: {
      messages: Object.fromEntries(
        [...inputs, clouds, ...emitted, reject].map(({ key, ...each }) => [key, each]),
      ),
      schemas: schemas(reference),
    },
  }
}

type Message = { readonly key: string }

function message(key: string, schema: string, summary: string) {
  return { key, name: key.replace(/^Emitted/, ''), title: key, summary, payload: reference(schema) }
}

function channel(description: string, messages: readonly Message[]): object {
  const references = messages.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }])
  return { address: null, description, messages: Object.fromEntries(references) }
}

function operation(action: 'receive' | 'send', name: string, messages: readonly Message[]): object {
  return {
    action,
    channel: { $ref: `#/channels/${name}` },
    messages: messages.map(({ key }) => ({ $ref: `#/channels/${name}/messages/${key}` })),
  }
}

function reference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}
