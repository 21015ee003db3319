// Package format reads the formats that a znode's data is in: gzip, JSON, XML,
// YAML, properties and plain text.
package format
