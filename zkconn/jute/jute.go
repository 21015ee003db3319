// Package jute reads and writes jute, ZooKeeper's encoding on the wire and in its
// files: big-endian integers, strings and buffers after their 32-bit length, -1
// for null (org.apache.jute.BinaryOutputArchive).
package jute

import (
	"encoding/binary"
	"errors"
)

// ErrShort is the error of a Decoder that ran out of bytes.
var ErrShort = errors.New("the reply ends before its last field")

// lengthBytes is the size of the length before a string, a buffer or a vector.
const lengthBytes = 4

// Encoder appends fields to Bytes.
type Encoder struct{ Bytes []byte }

// Int32 appends a number of 32 bits.
func (e *Encoder) Int32(v int32) { e.Bytes = binary.BigEndian.AppendUint32(e.Bytes, uint32(v)) }

// Int64 appends a number of 64 bits.
func (e *Encoder) Int64(v int64) { e.Bytes = binary.BigEndian.AppendUint64(e.Bytes, uint64(v)) }

// Bool appends one byte, 1 for true.
func (e *Encoder) Bool(v bool) {
	if v {
		e.Bytes = append(e.Bytes, 1)
	} else {
		e.Bytes = append(e.Bytes, 0)
	}
}

// Text appends a string.
func (e *Encoder) Text(v string) { e.Int32(int32(len(v))); e.Bytes = append(e.Bytes, v...) }

// Buffer appends bytes; nil is null.
func (e *Encoder) Buffer(v []byte) {
	if v == nil {
		e.Int32(-1)
		return
	}
	e.Int32(int32(len(v)))
	e.Bytes = append(e.Bytes, v...)
}

// Texts appends a vector of strings.
func (e *Encoder) Texts(v []string) {
	e.Int32(int32(len(v)))
	for _, text := range v {
		e.Text(text)
	}
}

// Decoder takes fields from Rest in order. Once a field is missing or has an
// impossible length, Err is set and every later field is zero.
type Decoder struct {
	Rest []byte
	Err  error
}

func (d *Decoder) take(n int) []byte {
	if d.Err != nil || n < 0 || n > len(d.Rest) {
		d.Err = ErrShort
		return nil
	}
	taken := d.Rest[:n:n]
	d.Rest = d.Rest[n:]
	return taken
}

// Int32 takes a number of 32 bits.
func (d *Decoder) Int32() int32 {
	if b := d.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

// Int64 takes a number of 64 bits.
func (d *Decoder) Int64() int64 {
	if b := d.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// Bool takes one byte, true unless it is 0.
func (d *Decoder) Bool() bool {
	b := d.take(1)
	return b != nil && b[0] != 0
}

// Buffer takes bytes and returns a view of them; nil for null.
func (d *Decoder) Buffer() []byte {
	n := int(d.Int32())
	if n == -1 {
		return nil
	}
	return d.take(n)
}

// Text takes a string; null is "".
func (d *Decoder) Text() string { return string(d.Buffer()) }

// Count takes the length of a vector whose elements take at least size bytes
// each; null is 0. A length that the remaining bytes cannot hold is an error, so
// that memory may be allocated for what Count returns.
func (d *Decoder) Count(size int) int {
	n := int(d.Int32())
	if n == -1 {
		return 0
	}
	if n < 0 || n > len(d.Rest)/size {
		d.Err = ErrShort
		return 0
	}
	return n
}

// Texts takes a vector of strings, which share one allocation.
func (d *Decoder) Texts() []string {
	n := d.Count(lengthBytes)
	vector := d.Rest
	for range n {
		_ = d.Buffer()
	}
	if d.Err != nil {
		return nil
	}
	whole := string(vector[:len(vector)-len(d.Rest)])
	all, at := make([]string, n), 0
	for i := range all {
		size := max(0, int(int32(binary.BigEndian.Uint32(vector[at:])))) // null is ""
		at += lengthBytes
		all[i] = whole[at : at+size]
		at += size
	}
	return all
}
