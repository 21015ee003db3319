package txnlog

import (
	"errors"
	"io"
	"slices"
)

// ErrTakenBack is of a server that has truncated its log, or whose log is gone: what
// was read and is not known to be committed may not be there any more.
var ErrTakenBack = errors.New("the log no longer has what was read of it")

// Tailer reads the logs of one server, in the order of their zxids, while the server
// writes them. Close it in the end.
type Tailer struct {
	dir     string
	settled int64     // what was committed up to here is of no more concern
	last    int64     // the newest that was returned
	log     *Log      // nil before the first file
	file    File      // of log
	left    []leftLog // files that were read to their end, and hold what is not settled
}

type leftLog struct {
	File
	last int64 // zxid
	size int64 // that was read
}

// NewTailer reads what comes behind the zxid after from the logs in dir, a dataLogDir or
// the version-2 in it.
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

// Settle says that all up to zxid was committed or thrown away: it is not to be taken
// back, and after ErrTakenBack not to be read again.
func (t *Tailer) Settle(zxid int64) {
	t.settled = zxid
	t.left = slices.DeleteFunc(t.left, func(l leftLog) bool { return l.last <= zxid })
}

// Next returns the next transaction. It fails with io.EOF where nothing more is there so
// far. After ErrTakenBack reading goes on behind what is settled. A *DamagedError was
// passed over.
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
		// The server begins a file behind the last record of the one before: by now that
		// one has all that it was to get.
		if transaction, err = t.read(); !atEnd(err) {
			return transaction, err
		}
		if err := t.open(next); err != nil {
			return Transaction{}, err
		}
	}
}

// atEnd reports whether a file has no more to give, for now or for ever.
func atEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, ErrTorn) || errors.Is(err, ErrNotLog)
}

// read returns the next transaction of the file that is newer than the last.
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

// behind returns the file that is to be read next. It fails with io.EOF where there is
// none.
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

// stillThere fails with ErrTakenBack where a file is shorter than what was read of it.
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

// purged reports whether a file is gone, and newer ones are there alone. That takes
// nothing back: a truncation leaves the file that it has cut, and removes the newer ones.
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
