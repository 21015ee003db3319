package audit

import (
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	linesQueue = 10_000
	linesEnd   = time.Second // for what is queued when the trail closes
)

// errFull is a line that is lost because those before it wait for the writer.
var errFull = errors.New("it does not keep up with the trail")

// lines writes entries as JSON lines to a writer that may fail or hang: it
// holds up nobody. What it loses is in the database; that lines were lost is
// logged.
type lines struct {
	writer io.Writer
	logger *slog.Logger
	queue  chan []byte
	done   chan struct{}
	lost   atomic.Int64 // since the last line that was written
}

func newLines(writer io.Writer, logger *slog.Logger) *lines {
	l := &lines{
		writer: writer,
		logger: logger,
		queue:  make(chan []byte, linesQueue),
		done:   make(chan struct{}),
	}
	go l.run()
	return l
}

func (l *lines) send(entry Entry) {
	line, err := jsonLine(entry)
	if err != nil {
		l.lose(err)
		return
	}
	select {
	case l.queue <- line:
	default:
		l.lose(errFull)
	}
}

func (l *lines) run() {
	defer close(l.done)
	broken := false // the writer may hold part of a line
	for line := range l.queue {
		if broken {
			line = append([]byte("\n"), line...)
		}
		if _, err := l.writer.Write(line); err != nil {
			broken = true
			l.lose(err)
			continue
		}
		broken = false
		if lost := l.lost.Swap(0); lost > 0 {
			l.logger.Warn("audit log is written again", "lost_lines", lost)
		}
	}
}

// lose counts a line, and logs the first.
func (l *lines) lose(err error) {
	if l.lost.Add(1) == 1 {
		l.logger.Error("audit log cannot be written; the entries are in the audit trail", "error", err)
	}
}

// end writes what is queued, as far as the writer lets it.
func (l *lines) end() {
	close(l.queue)
	select {
	case <-l.done:
	case <-time.After(linesEnd):
		l.logger.Error("audit log hangs; the entries are in the audit trail", "lines", len(l.queue))
	}
}
