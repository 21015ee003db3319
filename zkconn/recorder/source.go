package recorder

import (
	"errors"
	"io"
	"slices"
	"sort"

	"zkweb/zkconn/txnlog"
)

// Source is the place of one server's files.
type Source struct {
	LogDir  string // the server's dataLogDir, or version-2 in it
	DataDir string // the server's dataDir, or version-2 in it; "" if it is LogDir
}

// Name returns the name of the source in records and logs.
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
	pending  []txnlog.Transaction // transactions that were read, but neither taken nor dropped
	bytes    int                  // approximate size of pending in memory
	newest   int64                // newest zxid that was read
	seen     int64                // zxid in the log before pending
	atEnd    bool
	unproven unproven
	damages  []int64 // for each damaged record, the zxid before it
	failing  string
}

// unproven is the end of an epoch about which the next epoch tells nothing. prove tries again once
// half of it has been taken.
type unproven struct {
	later int64 // zxid of the next epoch's first telling transaction
	own   int   // number of transactions in the end
}

const readAtOnce = 2000

// read reads new transactions, within the limits of pending. It reports whether there were any.
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

// keep adds a transaction that was read, unless it is known not to be needed.
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

// failed handles an error of the tailer, and reports whether reading pauses.
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

// damagedBetween reports whether the source's log is damaged between two zxids.
func (s *source) damagedBetween(last, next int64) bool {
	return slices.ContainsFunc(s.damages, func(before int64) bool { return before >= last && before < next })
}

// settled reports whether pending shows how the epoch of its first transaction continues or ends,
// as far as the files have that.
func (s *source) settled() bool {
	_, _, ended := s.epoch()
	return ended || s.atEnd || s.full() || len(s.pending) >= maxPending/2
}

// full reports whether pending has reached its limits, so that some of it should be taken.
func (s *source) full() bool { return len(s.pending) >= maxPending || s.bytes >= maxBytes }

// forget removes the pending transactions for which which returns true.
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

// epoch returns the pending transactions in the epoch of the first one, and those of later epochs.
// ended reports whether there are any of later epochs.
func (s *source) epoch() (own, later []txnlog.Transaction, ended bool) {
	epoch := txnlog.Epoch(s.pending[0].Zxid)
	end := sort.Search(len(s.pending), func(i int) bool { return txnlog.Epoch(s.pending[i].Zxid) != epoch }) // they are in order of zxid
	return s.pending[:end], s.pending[end:], end < len(s.pending)
}

// sizeOf returns the approximate size of a transaction in memory, in bytes.
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
