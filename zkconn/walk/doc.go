// Package walk visits a subtree in order: depth first, each znode before its children, and children
// in byte order of their names. It keeps many reads in progress and needs little memory, however
// large the tree is or a list of children in it.
package walk
