package znode

// Code says what went wrong, more closely than Kind: one code for each sentence
// that a person may be told. Its arguments stand beside it in braces. web/words
// has the sentences; a test finds a code without one. A code is kept in audit
// trails for ever: never change one, nor what it means.
type Code string

// Of the console's own policy.
const (
	CodeReadOnly    Code = "read_only"    // no change is allowed in this console
	CodeRoleForbids Code = "role_forbids" // {role} may not do this
)
