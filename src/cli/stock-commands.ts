import { type Command, Option } from 'commander'
import { helpLayout } from './help-texts.ts'
import { optionsOf } from './options-of.ts'
import {
  batchesExamples,
  countsheetExamples,
  ordersExamples,
  readingExitCodeHelp,
  stocktakeExamples,
  stocktakeExitCodeHelp,
} from './stock-help-texts.ts'
import {
  type BatchesArguments,
  type CountsheetArguments,
  day,
  type OrdersArguments,
  reasonCodes,
  type StocktakeArguments,
  tolerances,
} from './stock-options.ts'

/** What the commands about stock do, once their arguments are read. */
export type StockActions = {
  readonly batches: (options: BatchesArguments) => Promise<void>
  readonly countsheet: (options: CountsheetArguments) => Promise<void>
  readonly stocktake: (path: string, options: StocktakeArguments) => Promise<void>
  readonly orders: (orderid: string | undefined, options: OrdersArguments) => Promise<void>
}

/** Adds the commands that show stock, and correct it. */
export function addStockCommands(alloc: Command, actions: StockActions): void {
  addBatches(alloc, actions)
  addOrders(alloc, actions)
  addCountsheet(alloc, actions)
  addStocktake(alloc, actions)
}

function addBatches(alloc: Command, actions: StockActions): void {
  alloc
    .command('batches')
    .configureHelp(helpLayout)
    .usage('[options]')
    .description('Prints the batches of a warehouse, by SKU, in the order in which they are promised.')
    .optionsGroup('Which batches:')
    .addOption(names('--sku <sku>', 'those of this SKU (repeatable)'))
    .addOption(names('--batch <ref>', 'this batch (repeatable)'))
    .option('--available', 'those with units that are not promised')
    .addHelpText('before', batchesExamples)
    .addHelpText('after', readingExitCodeHelp)
    .action((_: unknown, command: Command) => actions.batches(optionsOf(command)))
}

function addOrders(alloc: Command, actions: StockActions): void {
  alloc
    .command('orders')
    .configureHelp(helpLayout)
    .usage('[options] [ORDERID]')
    .description('Prints the open order lines of a warehouse by age, or all lines of one order.')
    .argument('[ORDERID]', 'an order: its lines, whatever their state')
    .optionsGroup('Which lines:')
    .addOption(names('--sku <sku>', 'those of this SKU (repeatable)'))
    .addOption(names('--batch <ref>', 'those that this batch holds (repeatable)'))
    .addOption(new Option('--backorders', 'those that no batch holds').conflicts(['closed', 'batch']))
    .option('--closed', 'shipped and cancelled ones, too')
    .addHelpText('before', ordersExamples)
    .addHelpText('after', readingExitCodeHelp)
    .action((orderid: string | undefined, _: unknown, command: Command) =>
      actions.orders(orderid, optionsOf(command)),
    )
}

function addCountsheet(alloc: Command, actions: StockActions): void {
  alloc
    .command('countsheet')
    .configureHelp(helpLayout)
    .usage('[options]')
    .description('Prints a CSV sheet to count the batches on hand with, by SKU, then batch.')
    .optionsGroup('Which batches:')
    .addOption(names('--sku <sku>', 'those of this SKU (repeatable)'))
    .addOption(
      names('--batch <ref>', 'this batch alone, whatever it holds (repeatable)').conflicts([
        'empty',
        'until',
      ]),
    )
    .option('--empty', 'those without a unit, too')
    .addOption(new Option('--until <date>', 'those expected up to this day, too').argParser(day))
    .optionsGroup('What is printed:')
    .option('--blind', 'leave out what is expected, so that nobody copies it')
    .addHelpText('before', countsheetExamples)
    .addHelpText('after', readingExitCodeHelp)
    .action((_: unknown, command: Command) => actions.countsheet(optionsOf(command)))
}

function addStocktake(alloc: Command, actions: StockActions): void {
  alloc
    .command('stocktake')
    .configureHelp(helpLayout)
    .usage('[options] COUNTS.csv')
    .description('Compares a count sheet with the book, and shows which orders the counts move.')
    .argument('<COUNTS.csv>', 'the counted sheet; - is stdin')
    .optionsGroup('What is written:')
    .option('--apply', 'correct the warehouse, all or nothing; without it nothing is written')
    .option('--keep-unchanged', 'record counts that agree with the book, too')
    .optionsGroup('How the counts are judged:')
    .addOption(
      new Option('--tolerance <t>', 'beyond 5%, 3 units or 5%,3 a count needs --accept')
        .default([], 'any')
        .argParser(tolerances),
    )
    .addOption(names('--accept <batch>', 'approve such a count; or all (repeatable)').default([], 'none'))
    .addOption(
      names('--allow-stale <batch>', 'use a count though the batch has changed; or all (repeatable)').default(
        [],
        'none',
      ),
    )
    .addOption(new Option('--reasons <list>', 'the reason codes that are allowed').argParser(reasonCodes))
    .option('--require-reason', 'a reason for every variance')
    .addOption(
      new Option('--duplicates <what>', 'a batch counted in several places')
        .choices(['error', 'sum'])
        .default('error'),
    )
    .addOption(
      new Option('--missing <what>', 'batches on hand that are not on the sheet')
        .choices(['ignore', 'warn', 'error'])
        .default('warn'),
    )
    .option('--exit-code', 'exit 3 when there is any variance')
    .addHelpText('before', stocktakeExamples)
    .addHelpText('after', stocktakeExitCodeHelp)
    .action((path: string, _: unknown, command: Command) => actions.stocktake(path, optionsOf(command)))
}

/** An option that may be given again and again. */
function names(flags: string, description: string): Option {
  return new Option(flags, description).argParser((name: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    name,
  ])
}
