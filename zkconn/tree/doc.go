// Package tree works on whole subtrees: it finds, ranks, compares, copies, moves and
// deletes znodes, and reports and sets their ACLs. It reads by package walk and changes by
// a znode.Writer, so that it does what whoever hands it these may do.
package tree
