// Package format reads the formats of a znode's data. It turns bytes into a Reading, and the text
// of that into a Document for each format that fits, with classes of its parts for display, and
// with its names and values for masking, comparing and searching.
//
// Each format has a file in this package and an entry in Formats. If it wraps data in another
// format, as gzip does, or is a binary format that is shown as text, its entry is in Layers.
//
// Data may be hostile: every format is read in linear time, without backtracking and without
// expanding entities or the like.
package format
