package znode

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// ReadKind says what a Read asks for.
type ReadKind int

// The kinds of Read. The zero value is none of them.
const (
	ReadStat  ReadKind = iota + 1 // the stat; needs what Exists needs
	ReadData                      // the data and the stat; needs READ
	ReadNames                     // the children's names; needs READ
	ReadACL                       // the ACL and the stat; needs READ or ADMIN
)

// Read is one of many reads to be made together.
type Read struct {
	Path Path
	Kind ReadKind
	// Small says that the data is probably no more than a few KiB. A ReadStat may then read the
	// data as well, and drop it, if that is cheaper.
	Small bool
}

// ReadResult is the result of a Read.
type ReadResult struct {
	Stat  Stat   // zero for ReadNames
	Data  []byte // for ReadData
	Names Names  // for ReadNames
	ACL   []ACL  // for ReadACL
	Err   error  // as a Reader returns it
}

// Names holds the names of a znode's children in byte order, using little memory: eight bytes for
// each, and its text. The zero value is empty. Names are immutable and may be shared.
type Names struct {
	text []byte   // each name after its length, a big-endian number of 32 bits
	at   []uint32 // the offset of each in text, in the order of the names
}

const nameHead = 4

// NewNames returns the count names in text, each of which follows its length in four bytes, as jute
// writes them. A negative length means the empty name. NewNames retains text.
func NewNames(text []byte, count int) Names {
	n := Names{text: text, at: make([]uint32, count)}
	at := 0
	for i := range n.at {
		n.at[i] = uint32(at)
		at += nameHead + len(n.bytes(uint32(at)))
	}
	slices.SortFunc(n.at, func(a, b uint32) int { return bytes.Compare(n.bytes(a), n.bytes(b)) })
	return n
}

// NamesOf returns names, in byte order.
func NamesOf(names []string) Names {
	var text []byte
	for _, name := range names {
		text = binary.BigEndian.AppendUint32(text, uint32(len(name)))
		text = append(text, name...)
	}
	return NewNames(text, len(names))
}

func (n Names) bytes(at uint32) []byte {
	size := max(0, int(int32(binary.BigEndian.Uint32(n.text[at:]))))
	return n.text[at+nameHead:][:size]
}

// Len returns the number of names.
func (n Names) Len() int { return len(n.at) }

// At returns the i-th name, from 0.
func (n Names) At(i int) string { return string(n.bytes(n.at[i])) }

// Child returns parent.Child of the i-th name.
func (n Names) Child(parent Path, i int) (Path, error) {
	name := n.bytes(n.at[i])
	if len(name) > 0 && name[0] != '.' && isPlain(name) {
		return parent.bounded(parent.text + "/" + string(name)) // a single allocation
	}
	return parent.Child(string(name))
}

// Clone returns a copy of the names that does not share their text.
func (n Names) Clone() Names {
	n.text = bytes.Clone(n.text)
	return n
}

// Encoded returns the size of the names in an answer of ZooKeeper, in bytes.
func (n Names) Encoded() int { return nameHead + len(n.text) }

// Bytes returns the memory that the names take, in bytes.
func (n Names) Bytes() int { return cap(n.text) + nameHead*len(n.at) }
