/** The event records of an output whose last line may be torn, and that line's beginning. */
export function eventRecords(stdout: string): { readonly whole: string; readonly torn: string } {
  const end = stdout.lastIndexOf('\n') + 1
  const lines = stdout.slice(0, end).split(/(?<=\n)/)
  return {
    whole: lines.filter(line => line.startsWith('{"record":"event"')).join(''),
    torn: stdout.slice(end),
  }
}

/** The number of the last event among records; 0 if there is none. */
export function lastSeq(records: string): number {
  return Number(
    /"seq":(\d+)(?!.*"seq":)/s.exec(records.slice(records.lastIndexOf('\n', records.length - 2) + 1))?.[1] ??
      0,
  )
}
