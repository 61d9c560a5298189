import { MemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts'
import { eventBusContract } from './event-bus-contract.ts'

eventBusContract('an event bus within the process', settings => new MemoryEventBus(settings))
