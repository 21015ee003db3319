package views

// Left is a znode that a change, or a proposal of one, leaves out: its path, and why, a
// sentence.
type Left struct{ Path, Why string }
