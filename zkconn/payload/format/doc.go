// Package format reads the formats that a znode's data is in: bytes become a
// Reading, and its text a Document for each format that fits, with the classes
// of its parts for whoever shows it and with its names and values for whoever
// masks, compares or searches it.
//
// A format is one file here and one entry in Formats, or in Layers if it wraps
// data in another format, as gzip does, or is a binary one that has to be
// written down to be read.
//
// Data is hostile: every format reads in linear time, without backtracking, and
// expands nothing.
package format
