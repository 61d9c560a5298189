/** How long this process has run, in milliseconds; `performance`, which says the same, takes some of them to load. */
export function elapsed(): number {
  return process.uptime() * 1_000
}
