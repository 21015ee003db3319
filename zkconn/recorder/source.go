package recorder

import (
	"errors"
	"io"
	"slices"
	"sort"

	"zkweb/zkconn/txnlog"
)

// Source is where one server's files are.
type Source struct {
	LogDir  string // its dataLogDir, or the version-2 in it
	DataDir string // its dataDir, likewise; "" where it is LogDir
}

// Name returns what spans and logs call the source.
func (s Source) Name() string { return s.LogDir }

func (s Source) dataDir() string {
	if s.DataDir == "" {
		return s.LogDir
	}
	return s.DataDir
}

// source is a Source that is being read.
type source struct {
	Source
	tailer   *txnlog.Tailer
	pending  []txnlog.Transaction // read, and neither taken nor thrown away
	bytes    int                  // of pending
	newest   int64                // zxid that was read
	seen     int64                // zxid that its log has before pending
	atEnd    bool
	unproven unproven
	damages  []int64 // zxids that were read just before damaged records
	failing  string
}

// unproven is an end of an epoch of which the next one's first transaction has told
// nothing: that is tried again once half of it was taken.
type unproven struct {
	later int64 // zxid of that transaction, behind failures
	own   int   // how many the end had
}

const readAtOnce = 2000

// read reads what is new, within the bounds of pending. It reports whether anything was.
func (s *source) read(r *Recorder) (moved bool) {
	s.atEnd = false
	for range readAtOnce {
		if s.bytes >= maxBytes || len(s.pending) >= maxPending+maxBatch {
			return moved
		}
		transaction, err := s.tailer.Next()
		if err == nil {
			s.keep(r, transaction)
			moved, s.failing = true, ""
			continue
		}
		if s.failed(r, err) {
			return moved
		}
	}
	return moved
}

// keep adds a transaction that was read, unless it is known not to be wanted.
func (s *source) keep(r *Recorder, transaction txnlog.Transaction) {
	s.newest = transaction.Zxid
	if end, ok := r.ended[txnlog.Epoch(transaction.Zxid)]; ok && transaction.Zxid > end {
		r.dropped++
		return
	}
	if transaction.Zxid > r.last {
		s.pending = append(s.pending, transaction)
		s.bytes += sizeOf(transaction)
	} else {
		s.seen = transaction.Zxid
	}
}

// failed deals with an error of the tailer, and reports whether reading pauses.
func (s *source) failed(r *Recorder, err error) (pauses bool) {
	damage, isDamage := errors.AsType[*txnlog.DamagedError](err)
	switch {
	case errors.Is(err, io.EOF):
		s.atEnd = true
		return true
	case errors.Is(err, txnlog.ErrTakenBack):
		r.Logger.Warn("a server has truncated its log: what was read behind is taken back", "source", s.Name(), "transactions", len(s.pending))
		r.dropped += len(s.pending)
		s.pending, s.bytes, s.newest = nil, 0, r.last
		return false
	case isDamage:
		s.damages = append(s.damages, s.newest)
		r.Logger.Error("a log is damaged", "file", damage.File, "offset", damage.Offset, "error", damage.Cause)
		return false
	}
	if s.failing != err.Error() {
		s.failing = err.Error()
		r.Logger.Error("a source cannot be read", "source", s.Name(), "error", err)
	}
	s.atEnd = true
	return true
}

// damagedBetween reports whether the source's log is damaged behind one zxid and before another.
func (s *source) damagedBetween(last, next int64) bool {
	return slices.ContainsFunc(s.damages, func(before int64) bool { return before >= last && before < next })
}

// settled reports whether what is pending shows that the epoch of the first one goes on,
// or how it ends, so far as the files have that.
func (s *source) settled() bool {
	_, _, ended := s.epoch()
	return ended || s.atEnd || s.full() || len(s.pending) >= maxPending/2
}

// full reports whether so much is kept that some is to be taken.
func (s *source) full() bool { return len(s.pending) >= maxPending || s.bytes >= maxBytes }

// forget removes the pending transactions that a condition names.
func (s *source) forget(which func(txnlog.Transaction) bool) (count int) {
	before := len(s.pending)
	s.pending = slices.DeleteFunc(s.pending, which)
	s.bytes = 0
	for _, transaction := range s.pending {
		s.bytes += sizeOf(transaction)
	}
	return before - len(s.pending)
}

// shift removes the first pending transaction.
func (s *source) shift() {
	s.seen = s.pending[0].Zxid
	s.bytes -= sizeOf(s.pending[0])
	s.pending[0] = txnlog.Transaction{}
	s.pending = s.pending[1:]
}

// epoch returns the pending transactions of the first one's epoch, and those of later
// ones; ended reports whether there are any.
func (s *source) epoch() (own, later []txnlog.Transaction, ended bool) {
	epoch := txnlog.Epoch(s.pending[0].Zxid)
	end := sort.Search(len(s.pending), func(i int) bool { return txnlog.Epoch(s.pending[i].Zxid) != epoch }) // they are in order
	return s.pending[:end], s.pending[end:], end < len(s.pending)
}

// sizeOf returns about how many bytes a transaction takes in memory.
func sizeOf(transaction txnlog.Transaction) int {
	const fixed, each = 128, 256
	size := fixed
	for _, op := range transaction.Ops {
		size += each + len(op.Path) + len(op.Data) + each*len(op.ACL)/4
		for _, path := range op.Paths {
			size += 16 + len(path)
		}
	}
	return size
}
