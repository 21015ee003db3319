// Package edit turns a znode's data into a text that a person can work on, and what
// they made of it into data again: in the character set and the compression that it was
// read in, with every byte kept that they did not mean to change.
package edit
