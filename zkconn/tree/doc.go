// Package tree works on whole subtrees. It finds, ranks, compares, copies, moves and deletes
// znodes, and reports and sets their ACLs. It reads by package walk and changes by a znode.Writer,
// so it can do only what these may do.
package tree
