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
	ReadStat  ReadKind = iota + 1 // the stat; asks for what Exists does
	ReadData                      // the data and the stat; asks for READ
	ReadNames                     // the children's names; asks for READ
	ReadACL                       // the ACL and the stat; asks for READ or ADMIN
)

// Read is one of many reads that are made together.
type Read struct {
	Path Path
	Kind ReadKind
	// Small says, of a ReadStat, that the data is believed to be no more than a few
	// KiB: it may then come along, unseen, where that is cheaper.
	Small bool
}

// ReadResult is what came of a Read.
type ReadResult struct {
	Stat  Stat   // zero for ReadNames
	Data  []byte // of ReadData
	Names Names  // of ReadNames
	ACL   []ACL  // of ReadACL
	Err   error  // a Reader's
}

// Names are the names of a znode's children in byte order, in little memory: each
// takes its bytes and eight more. The zero value has none. Names do not change and
// may be shared.
type Names struct {
	text []byte   // each name behind its length, a big-endian number of 32 bits
	at   []uint32 // where each begins in text, in the order of the names
}

const nameHead = 4

// NewNames returns the names that stand in text one behind the other, each behind
// its length in four bytes, as jute writes them; there must be count of them. A
// negative length is the empty name. It keeps text.
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

// NamesOf returns the given names, in byte order.
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

// At returns the name at a place, from 0.
func (n Names) At(i int) string { return string(n.bytes(n.at[i])) }

// Child returns parent.Child of the name at a place.
func (n Names) Child(parent Path, i int) (Path, error) {
	name := n.bytes(n.at[i])
	if len(name) > 0 && name[0] != '.' && isPlain(name) {
		return parent.bounded(parent.text + "/" + string(name)) // one piece of memory
	}
	return parent.Child(string(name))
}

// Clone returns the names in memory of their own.
func (n Names) Clone() Names {
	n.text = bytes.Clone(n.text)
	return n
}

// Encoded returns how many bytes the names take in an answer of ZooKeeper.
func (n Names) Encoded() int { return nameHead + len(n.text) }

// Bytes returns how much memory the names take.
func (n Names) Bytes() int { return cap(n.text) + nameHead*len(n.at) }
