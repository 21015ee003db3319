// Package jute reads and writes jute, the encoding that ZooKeeper uses on the wire and in its
// files: big-endian integers, and strings and buffers that follow their 32-bit length, which is -1
// for null (org.apache.jute.BinaryOutputArchive).
package jute

import (
	"encoding/binary"
	"errors"
)

// ErrShort is the error of a Decoder that runs out of bytes.
var ErrShort = errors.New("the reply ends before its last field")

// lengthBytes is the size of the length that precedes a string, a buffer or a vector.
const lengthBytes = 4

// Encoder appends fields to Bytes.
type Encoder struct{ Bytes []byte }

// Int32 appends a 32-bit number.
func (e *Encoder) Int32(v int32) { e.Bytes = binary.BigEndian.AppendUint32(e.Bytes, uint32(v)) }

// Int64 appends a 64-bit number.
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

// Buffer appends a byte slice; nil becomes null.
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

// Decoder reads fields from Rest in order. After a field that is missing or has an impossible
// length, Err is set and all further fields are zero.
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

// Int32 reads a 32-bit number.
func (d *Decoder) Int32() int32 {
	if b := d.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

// Int64 reads a 64-bit number.
func (d *Decoder) Int64() int64 {
	if b := d.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// Bool reads one byte: true unless it is 0.
func (d *Decoder) Bool() bool {
	b := d.take(1)
	return b != nil && b[0] != 0
}

// Buffer reads a byte slice, nil for null. The result refers to the memory of Rest.
func (d *Decoder) Buffer() []byte {
	n := int(d.Int32())
	if n == -1 {
		return nil
	}
	return d.take(n)
}

// Text reads a string, "" for null.
func (d *Decoder) Text() string { return string(d.Buffer()) }

// Count reads the length of a vector whose elements take at least size bytes each; null has length
// 0. It fails with ErrShort if the remaining bytes cannot hold so many elements, so that callers
// may allocate memory for the length that it returns.
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

// Texts reads a vector of strings, which share one allocation.
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
