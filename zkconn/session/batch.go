package session

import (
	"context"
	"errors"
	"slices"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// kind is what a reading asks for.
type kind uint8

const (
	dataOf    kind = iota // data and stat
	statOf                // stat, by exists
	smallStat             // stat, by getData within a multi-read, so that the data comes along
	namesOf               // children's names
	namesStat             // children's names and stat
	compact               // children's names in compact form
	aclOf                 // ACL and stat
)

// reading is one of several reads, with its result.
type reading struct {
	kind       kind
	keep       bool // whether to keep data that comes along, if it is small
	kept       bool // whether such data has come
	alone      bool // whether to send it by itself, because the answer to all together was too large
	remembered bool // set by shapes.remember

	path znode.Path
	znode.StatResult
	data   []byte
	names  []string
	list   *znode.Names // destination of compact names
	acl    []znode.ACL
	denied error // why the data may not be read
}

// A multi-read (ZOOKEEPER-3402, 3.6 and newer) answers many reads in one frame: a request costs a
// server about 60 µs, a read within one 3 µs.
const (
	largestBatch = 512
	batchPaths   = 256 << 10 // largest size of a request in bytes, far below the default of jute.maxbuffer
	besideRead   = 14        // bytes of a read in it without its path
)

// readAll makes all readings, with as few requests as possible. It sends all of them before it
// waits for the first answer. Readings whose connection is lost are sent again over the next.
func (s *Session) readAll(ctx context.Context, all []*reading) {
	if len(all) == 0 {
		return
	}
	for rest, try := all, 1; len(rest) > 0 && try <= readTries; try++ {
		var lost int
		if rest, lost = s.readSome(ctx, rest); lost > 0 && (try > 1 || s.limits.refuse(lost)) && !s.takes(ctx, lost) {
			rest = s.takeable(rest) // and requests are smaller from now on
		}
	}
	var refused []*reading
	for _, r := range all {
		if r.path.IsRoot() {
			r.Err = s.missing(ctx, r.path, r.Err)
		}
		if r.kind == smallStat && znode.KindOf(r.Err) == znode.Denied {
			r.kind, r.denied = statOf, r.Err // older servers tell the stat without READ; this brings no data
			refused = append(refused, r)
		}
	}
	s.readAll(ctx, refused)
}

// readSome makes the readings over one connection. It returns those that must be sent again,
// because the connection was lost or their answers together were too large. lost is the size in
// bytes of the largest request that was lost with the connection.
func (s *Session) readSome(ctx context.Context, all []*reading) (rest []*reading, lost int) {
	l, err := s.connected(ctx)
	if err == nil && ctx.Err() != nil { // send nothing for a caller that has left
		err = wire.NoAnswer(ctx, l.Server())
	}
	if err != nil {
		fail(all, err)
		return nil, 0
	}
	all = s.sendable(all)
	var calls []batch
	for _, group := range s.grouped(all, l.Server()) {
		started := batch{session: s, link: l, readings: group}
		if started.call, err = started.start(); err != nil {
			fail(group, err)
			if errors.Is(err, wire.ErrDropped) {
				rest = append(rest, group...)
			}
			continue
		}
		calls = append(calls, started)
	}
	if len(calls) > 1 && areStats(calls[:len(calls)-1]) {
		slices.Reverse(calls) // answers come in order, so waiting for the last first saves waking up for each
	}
	for _, started := range calls {
		if !started.finish(ctx) {
			continue
		}
		rest = append(rest, started.readings...)
		if !started.readings[0].alone {
			lost = max(lost, started.call.Bytes)
		}
	}
	return rest, lost
}

// areStats reports whether each of the calls asks for a single stat, so that the answers are short.
func areStats(calls []batch) bool {
	return !slices.ContainsFunc(calls, func(b batch) bool { return len(b.readings) > 1 || b.readings[0].kind != statOf })
}

// sendable returns the readings whose paths are not too long with the chroot. It sets the error of
// the others.
func (s *Session) sendable(all []*reading) []*reading {
	return slices.DeleteFunc(slices.Clone(all), func(r *reading) bool {
		_, r.Err = s.full(r.path)
		return r.Err != nil
	})
}

func fail(all []*reading, err error) {
	for _, r := range all {
		r.Err = err
	}
}

// multiReadable are the kinds that can be part of a multi-read.
var multiReadable = [...]bool{aclOf: false, dataOf: true, smallStat: true, namesOf: true, compact: true}

// grouped divides readings into requests to a server: those that a multi-read can contain together,
// the others each by itself.
func (s *Session) grouped(all []*reading, server string) [][]*reading {
	multiRead, most := s.options.versions.Of(server).AtLeast(3, 6), s.limits.mostRead()
	var groups [][]*reading
	var together []*reading
	bytes := 0
	for i, r := range all {
		if !multiRead || r.alone || !multiReadable[r.kind] {
			groups = append(groups, all[i:i+1])
			continue
		}
		size := len(r.path.String()) + besideRead
		if len(together) == largestBatch || len(together) > 0 && bytes+size > most {
			groups, together, bytes = append(groups, together), nil, 0
		}
		if together == nil {
			together = make([]*reading, 0, min(len(all)-i, largestBatch))
		}
		together, bytes = append(together, r), bytes+size
	}
	if len(together) > 0 {
		groups = append(groups, together)
	}
	return groups
}

// batch is the readings of one request that was sent.
type batch struct {
	session  *Session
	link     *wire.Link
	readings []*reading
	call     *wire.Call
}

func (b batch) start() (*wire.Call, error) {
	full := func(r *reading) string {
		path, _ := b.session.full(r.path) // sendable has checked the path
		return path
	}
	if len(b.readings) == 1 {
		operation := operations[b.readings[0].kind]
		return b.link.Start(operation, func(e *jute.Encoder) {
			e.Text(full(b.readings[0]))
			if operation != wire.OpGetACL {
				e.Bool(false)
			}
		})
	}
	return b.link.Start(wire.OpMultiRead, func(e *jute.Encoder) {
		size := besideRead
		for _, r := range b.readings {
			size += besideRead + len(full(r))
		}
		e.Bytes = slices.Grow(e.Bytes, size)
		for _, r := range b.readings {
			operation := int32(wire.OpGetData)
			if r.kind == namesOf || r.kind == compact {
				operation = wire.OpGetChildrenNames
			}
			wire.MultiHeader(e, operation)
			e.Text(full(r))
			e.Bool(false)
		}
		wire.MultiEnd(e)
	})
}

// operations are those for readings that are sent by themselves.
var operations = map[kind]int32{
	dataOf: wire.OpGetData, statOf: wire.OpExists, smallStat: wire.OpExists,
	namesOf: wire.OpGetChildren, namesStat: wire.OpGetChildren, compact: wire.OpGetChildren, aclOf: wire.OpGetACL,
}

// finish takes the answers, and reports whether the readings must be sent again.
func (b batch) finish(ctx context.Context) (again bool) {
	reply, err := b.link.Wait(ctx, b.call)
	if err != nil {
		fail(b.readings, err)
		apart := len(b.readings) > 1 && znode.KindOf(err) == znode.TooLarge
		for _, r := range b.readings {
			r.alone = r.alone || apart
		}
		return apart || errors.Is(err, wire.ErrDropped)
	}
	if len(b.readings) == 1 {
		b.readings[0].decode(&reply.Decoder)
	} else {
		for _, r := range b.readings {
			r.decodeResult(&reply.Decoder)
		}
	}
	if err := reply.Finish(); err != nil {
		fail(b.readings, err)
	}
	return false
}

// decode reads the answer to a reading that was sent by itself.
func (r *reading) decode(d *jute.Decoder) {
	r.Err = nil
	switch r.kind {
	case dataOf:
		r.data = d.Buffer()
	case namesOf, namesStat:
		r.names = sorted(d.Texts())
	case compact:
		*r.list = d.Names()
	case aclOf:
		r.acl = d.ACLs()
	}
	r.Stat = d.Stat()
}

// decodeResult reads one result of a multi-read.
func (r *reading) decodeResult(d *jute.Decoder) {
	operation, failed := wire.MultiResult(d)
	r.Err = failed.Meaning()
	switch {
	case operation == wire.OpError:
	case operation == wire.OpGetChildrenNames && r.kind == namesOf:
		r.names = sorted(d.Texts())
	case operation == wire.OpGetChildrenNames && r.kind == compact:
		*r.list = d.Names().Clone()
	case operation == wire.OpGetData && (r.kind == dataOf || r.kind == smallStat):
		data := d.Buffer()
		if r.kept = r.keep && len(data) <= smallBytes; r.kept || r.kind == dataOf {
			r.data = data
		}
		r.Stat = d.Stat()
	default:
		d.Err = jute.ErrShort
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
