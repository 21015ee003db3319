// Package proposals keeps changes that wait for the approval of another person. It knows
// neither who may propose nor who may approve: a guard asks that.
//
// What is proposed is kept sealed, with the values that it would write; of what was
// decided on, only that it was.
package proposals
