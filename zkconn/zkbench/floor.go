package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// floor is a ZooKeeper session on a raw socket. It decodes only headers, so it is the least that
// reads can cost.
type floor struct {
	conn net.Conn
	in   *bufio.Reader
}

// Operations of the protocol (org.apache.zookeeper.ZooDefs.OpCode).
const (
	opExists      = 3
	opGetData     = 4
	opGetACL      = 6
	opGetChildren = 8
	opMultiRead   = 22
)

func openFloor(address string) (*floor, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	f := &floor{conn, bufio.NewReaderSize(conn, 64<<10)}
	hello := make([]byte, 0, 45)
	hello = binary.BigEndian.AppendUint32(hello, 0)      // protocol version
	hello = binary.BigEndian.AppendUint64(hello, 0)      // last zxid seen
	hello = binary.BigEndian.AppendUint32(hello, 30_000) // session timeout in milliseconds
	hello = binary.BigEndian.AppendUint64(hello, 0)      // session ID
	hello = appendBytes(hello, make([]byte, 16))         // session password
	hello = append(hello, 0)                             // not read-only
	_, err = conn.Write(frame(hello))
	if err == nil {
		_, err = f.read()
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return f, nil
}

func (f *floor) close() { _ = f.conn.Close() }

// read reads one frame and returns its length.
func (f *floor) read() (int, error) {
	var length [4]byte
	if _, err := io.ReadFull(f.in, length[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint32(length[:]))
	_, err := f.in.Discard(n)
	return n, err
}

// reply reads one frame and fails if its header has an error.
func (f *floor) reply() error {
	header, err := f.in.Peek(20)
	if err != nil {
		return err
	}
	if code := int32(binary.BigEndian.Uint32(header[16:])); code != 0 {
		return fmt.Errorf("ZooKeeper answered with its error %d", code)
	}
	_, err = f.read()
	return err
}

func frame(body []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

func appendBytes(to, text []byte) []byte {
	return append(binary.BigEndian.AppendUint32(to, uint32(len(text))), text...)
}

// single returns a request for one path.
func single(operation int, path string) []byte {
	body := binary.BigEndian.AppendUint64(nil, uint64(operation)) // xid 0, operation
	body = appendBytes(body, []byte(path))
	if operation != opGetACL {
		body = append(body, 0) // no watch
	}
	return frame(body)
}

// readOf is one read of a multi-read.
type readOf struct {
	operation int
	path      string
}

func multiRead(reads ...readOf) []byte {
	body := binary.BigEndian.AppendUint64(nil, opMultiRead)
	for _, each := range reads {
		body = appendMultiHeader(body, each.operation, false)
		body = appendBytes(body, []byte(each.path))
		body = append(body, 0)
	}
	return frame(appendMultiHeader(body, -1, true))
}

func appendMultiHeader(to []byte, operation int, done bool) []byte {
	to = binary.BigEndian.AppendUint32(to, uint32(int32(operation)))
	last := byte(0)
	if done {
		last = 1
	}
	return binary.BigEndian.AppendUint32(append(to, last), 0xffffffff)
}

// floorPage has the two requests of a page: first for the znode with its lists and its ACL, then
// for the stats of all rows.
type floorPage struct{ first, second []byte }

// pageFloor prepares the reads of a page: its data, ACL and children, the children of its
// ancestors, and the stat of each row and sibling.
func (b *bench) pageFloor(path string) (floorPage, error) {
	lists := []string{path}
	for above := path; above != "/"; {
		above = above[:max(strings.LastIndexByte(above, '/'), 1)]
		lists = append(lists, above)
	}
	first := []readOf{{opGetData, path}}
	var second []readOf
	for _, list := range lists {
		first = append(first, readOf{opGetChildren, list})
		names, _, err := b.floor.Children(list)
		if err != nil {
			return floorPage{}, err
		}
		for _, name := range names {
			if list == "/" && name == "zookeeper" {
				continue
			}
			second = append(second, readOf{opGetData, strings.TrimSuffix(list, "/") + "/" + name})
		}
	}
	return floorPage{append(multiRead(first...), single(opGetACL, path)...), multiRead(second...)}, nil
}

// rate returns the number of pages per second, with underWay pages at a time, measured over span.
func (f *floor) rate(page floorPage, underWay int, span time.Duration) (float64, error) {
	stages := make([]int, 0, 3*underWay) // of each awaited reply: 1 and 2 for the first request, 3 for the second
	out := make([]byte, 0, 64<<10)
	for range underWay {
		out, stages = append(out, page.first...), append(stages, 1, 2)
	}
	done, begin := 0, time.Now()
	if err := f.conn.SetDeadline(begin.Add(span + 10*time.Second)); err != nil {
		return 0, err
	}
	for len(stages) > 0 {
		if _, err := f.conn.Write(out); err != nil {
			return 0, err
		}
		out = out[:0]
		for once := true; len(stages) > 0 && (once || f.in.Buffered() > 0); once = false {
			if err := f.reply(); err != nil {
				return 0, err
			}
			stage := stages[0]
			stages = stages[1:]
			switch {
			case stage == 2:
				out, stages = append(out, page.second...), append(stages, 3)
			case stage == 3:
				done++
				if time.Since(begin) < span {
					out, stages = append(out, page.first...), append(stages, 1, 2)
				}
			}
		}
	}
	if done == 0 {
		return 0, errors.New("no page came")
	}
	return float64(done) / time.Since(begin).Seconds(), nil
}
