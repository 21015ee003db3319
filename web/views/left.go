package views

// Left is a path that a change or a proposal leaves out, with a sentence that says why.
type Left struct{ Path, Why string }
