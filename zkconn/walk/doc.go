// Package walk visits a subtree in order: depth first, each znode before its
// children, and those in byte order of their names. It keeps many reads under way
// and little in memory, however large the tree is, or one list of children in it.
package walk
