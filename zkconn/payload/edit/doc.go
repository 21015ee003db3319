// Package edit turns a znode's data into text that a person can edit, and the edited text back into
// data. It keeps the character set, the compression and every byte that the person did not mean to
// change.
package edit
