// Package proposals keeps changes that wait for the approval of another person. It does not know
// who may propose or approve; the guard decides that. Proposals are sealed, together with the
// values that they would write. Once one is decided, only the fact and the decision are kept.
package proposals
