// Package export writes subtrees to files and reads them back, each format in a file of
// its own. The console's own format, JSON lines, keeps all there is; the others are
// those of other tools. docs/exports.md describes them.
package export
