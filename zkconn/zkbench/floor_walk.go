package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	// walkSingles and walkMultis are the maximum numbers of requests under way in a walk on the raw
	// protocol: single ones, and multi-reads of walkBatch reads.
	walkSingles = 1000
	walkMultis  = 8
	walkBatch   = 256
)

// floorWalk is a walk over subtrees on the raw protocol, in no particular order. It is the least
// that visiting all znodes can cost.
type floorWalk struct {
	*floor
	multi  bool // whether to use multi-reads, rather than single requests
	data   bool // whether to read data, and to list only znodes with children
	acls   bool // whether to read ACLs, which a multi-read cannot
	todo   []readOf
	single []readOf // to be read by single requests
	sent   [][]readOf
	multis int // number of multi-reads in sent
	out    []byte
	znodes int
}

// walk visits root and everything below it, and returns the number of znodes.
func (f *floor) walk(root string, data, multi bool) (int, error) {
	return (&floorWalk{floor: f, multi: multi, data: data}).run(root)
}

func (w *floorWalk) run(roots ...string) (int, error) {
	for _, root := range roots {
		w.found(root)
	}
	for len(w.todo) > 0 || len(w.single) > 0 || len(w.sent) > 0 {
		w.ask()
		if len(w.out) > 0 {
			if _, err := w.conn.Write(w.out); err != nil {
				return 0, err
			}
			w.out = w.out[:0]
		}
		for once := true; len(w.sent) > 0 && (once || w.in.Buffered() > 0); once = false {
			if err := w.take(); err != nil {
				return 0, err
			}
		}
	}
	return w.znodes, nil
}

// found counts a znode and queues its reads.
func (w *floorWalk) found(path string) {
	w.znodes++
	operation := opGetChildren
	if w.data {
		operation = opGetData
	}
	if w.multi {
		w.todo = append(w.todo, readOf{operation, path})
	} else {
		w.single = append(w.single, readOf{operation, path})
	}
	if w.acls {
		w.single = append(w.single, readOf{opGetACL, path})
	}
}

func (w *floorWalk) ask() {
	for len(w.single) > 0 && len(w.sent)-w.multis < walkSingles {
		w.out = append(w.out, single(w.single[0].operation, w.single[0].path)...)
		w.sent, w.single = append(w.sent, w.single[:1:1]), w.single[1:]
	}
	for len(w.todo) > 0 {
		if w.multis >= walkMultis || len(w.todo) < walkBatch && w.multis > 1 {
			return
		}
		n := min(walkBatch, len(w.todo))
		w.out = append(w.out, multiRead(w.todo[:n]...)...)
		w.sent, w.todo = append(w.sent, w.todo[:n:n]), w.todo[n:]
		w.multis++
	}
}

// take reads one answer.
func (w *floorWalk) take() error {
	var length [4]byte
	if _, err := io.ReadFull(w.in, length[:]); err != nil {
		return err
	}
	body := make([]byte, binary.BigEndian.Uint32(length[:]))
	if _, err := io.ReadFull(w.in, body); err != nil {
		return err
	}
	reads := w.sent[0]
	w.sent = w.sent[1:]
	const header = 16
	if code := int32(binary.BigEndian.Uint32(body[12:])); code != 0 {
		return fmt.Errorf("ZooKeeper answered with its error %d", code)
	}
	in := answer{body[header:]}
	isMulti := w.multi && (len(reads) > 1 || reads[0].operation != opGetACL)
	if isMulti {
		w.multis--
	}
	for _, read := range reads {
		if read.operation == opGetACL {
			break
		}
		if isMulti {
			if operation := int(in.number()); operation != read.operation {
				return errors.New("a read of many failed")
			}
			in.skip(5)
		}
		if read.operation == opGetData {
			in.text()
			const childCount = 56 // offset of numChildren in a stat of 68 bytes
			stat := in.skip(68)
			if binary.BigEndian.Uint32(stat[childCount:]) > 0 {
				w.todo = append(w.todo, readOf{opGetChildren, read.path})
			}
			continue
		}
		parent := read.path + "/"
		for range in.number() {
			w.found(parent + string(in.text()))
		}
	}
	return nil
}

// answer is the unread rest of an answer.
type answer struct{ rest []byte }

func (a *answer) skip(n int) []byte {
	skipped := a.rest[:n]
	a.rest = a.rest[n:]
	return skipped
}

func (a *answer) number() int32 { return int32(binary.BigEndian.Uint32(a.skip(4))) }

func (a *answer) text() []byte { return a.skip(int(max(0, a.number()))) }
