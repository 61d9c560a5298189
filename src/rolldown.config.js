const sqlite = /\/adapters\/sqlite\//

/**
 * Joins the modules of the command line into a few files: one for what starts, one for each command, one for what several of
 * them share, and one for all that needs SQLite. To find and read a file takes a millisecond each.
 */
export default {
  input: 'dist/cli/main.js',
  platform: 'node',
  external: ['better-sqlite3'],
  logLevel: 'warn',
  output: {
    dir: 'dist/bundle',
    comments: false,
    codeSplitting: {
      groups: [
        { name: 'shared', test: id => !sqlite.test(id), minShareCount: 2, priority: 2 },
        { name: 'sqlite', test: sqlite, priority: 1 },
      ],
    },
  },
}
