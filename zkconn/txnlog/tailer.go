package txnlog

import (
	"errors"
	"io"
	"slices"
)

// ErrTakenBack means that a server has truncated its log, or that its log is gone: transactions
// that were read but are not known to be committed may no longer exist.
var ErrTakenBack = errors.New("the log no longer has what was read of it")

// Tailer reads the logs of one server in the order of zxids, while the server writes them. Close it
// when done.
type Tailer struct {
	dir     string
	settled int64     // transactions up to this zxid are settled
	last    int64     // the newest zxid that was returned
	log     *Log      // nil before the first file
	file    File      // the file that log reads
	left    []leftLog // files that were read to their end but hold unsettled transactions
}

type leftLog struct {
	File
	last int64 // zxid
	size int64 // bytes that were read
}

// NewTailer returns a Tailer for the transactions after a zxid in the logs in dir, a dataLogDir or
// its version-2.
func NewTailer(dir string, after int64) *Tailer {
	return &Tailer{dir: dir, settled: after, last: after}
}

// Close closes the file that is being read.
func (t *Tailer) Close() error {
	if t.log == nil {
		return nil
	}
	err := t.log.Close()
	t.log = nil
	return err
}

// Settle declares that all transactions up to zxid were committed or discarded. They cannot be
// taken back any more, and are not read again after ErrTakenBack.
func (t *Tailer) Settle(zxid int64) {
	t.settled = zxid
	t.left = slices.DeleteFunc(t.left, func(l leftLog) bool { return l.last <= zxid })
}

// Next returns the next transaction. It returns io.EOF if there is none yet. After ErrTakenBack it
// continues with the first unsettled transaction. After a *DamagedError it continues behind the
// damaged record.
func (t *Tailer) Next() (Transaction, error) {
	for {
		transaction, err := t.read()
		if !atEnd(err) {
			return transaction, err
		}
		next, err := t.behind()
		if err != nil {
			return Transaction{}, err
		}
		// The server begins a new file after the last record of the one before, which is complete
		// by now.
		if transaction, err = t.read(); !atEnd(err) {
			return transaction, err
		}
		if err := t.open(next); err != nil {
			return Transaction{}, err
		}
	}
}

// atEnd reports whether a file has nothing more to read, for now or for good.
func atEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, ErrTorn) || errors.Is(err, ErrNotLog)
}

// read returns the next transaction in the file that is newer than the last one.
func (t *Tailer) read() (Transaction, error) {
	if t.log == nil {
		return Transaction{}, io.EOF
	}
	for {
		transaction, err := t.log.Next()
		if err != nil || transaction.Zxid > t.last {
			t.last = max(t.last, transaction.Zxid)
			return transaction, err
		}
	}
}

// behind returns the file to read next, or io.EOF if there is none.
func (t *Tailer) behind() (File, error) {
	if err := t.stillThere(); err != nil {
		return File{}, err
	}
	files, err := Logs(t.dir)
	if err != nil {
		return File{}, err
	}
	next := slices.IndexFunc(files, func(f File) bool { return f.Zxid > t.file.Zxid })
	if t.log == nil {
		next = min(0, len(files)-1)
		for next+1 < len(files) && files[next+1].Zxid <= t.settled+1 {
			next++
		}
	}
	if next < 0 {
		return File{}, io.EOF
	}
	return files[next], nil
}

// stillThere returns ErrTakenBack if a file is shorter than what was read of it.
func (t *Tailer) stillThere() error {
	read := t.left
	if t.log != nil {
		read = append(slices.Clone(read), leftLog{t.file, t.last, t.log.Offset()})
	}
	for _, log := range read {
		size, err := sizeOf(log.Path)
		if err != nil {
			return err
		}
		if size < log.size && !t.purged(log.File) {
			t.last, t.left, t.file = t.settled, nil, File{}
			return errors.Join(ErrTakenBack, t.Close())
		}
	}
	return nil
}

// purged reports whether a file is gone while newer ones are there. Then nothing was taken back: a
// truncation keeps the file that it cuts, and removes the newer ones.
func (t *Tailer) purged(file File) bool {
	files, err := Logs(t.dir)
	return err == nil && len(files) > 0 && files[0].Zxid > file.Zxid
}

func (t *Tailer) open(file File) error {
	log, err := OpenLog(file.Path)
	if err != nil {
		return err
	}
	if t.log != nil && t.last > t.settled {
		t.left = append(t.left, leftLog{t.file, t.last, t.log.Offset()})
	}
	err = t.Close()
	t.log, t.file = log, file
	return err
}
