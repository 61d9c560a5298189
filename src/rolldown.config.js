const sqlite = /\/adapters\/sqlite\//

/**
 * Joins the modules of the command line into one file for all that needs SQLite, which is loaded when a database is opened, and
 * one for the rest. To find and read a file takes a millisecond each.
 */
export default {
  input: 'dist/cli/main.js',
  platform: 'node',
  external: ['better-sqlite3'],
  logLevel: 'warn',
  // Commander would start subcommands with it that are programs of their own: alloc has none.
  resolve: { alias: { 'node:child_process': false } },
  output: {
    dir: 'dist/bundle',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    comments: false,
    codeSplitting: {
      groups: [
        { name: 'alloc', test: id => !sqlite.test(id), priority: 2 },
        { name: 'sqlite', test: sqlite, priority: 1 },
      ],
    },
  },
}
