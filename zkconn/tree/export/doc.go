// Package export writes subtrees to files and reads them back. Each format is in a file of its own.
// The console's own format, JSON lines, keeps everything; the others are formats of other tools.
// docs/exports.md describes them.
package export
