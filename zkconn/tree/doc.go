// Package tree is what is done to whole subtrees. It knows znodes, and reads them
// by walks alone.
package tree
