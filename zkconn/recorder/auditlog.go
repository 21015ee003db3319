package recorder

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Claim tells which client a session belongs to, according to a server's log or its list of
// connections. It proves nothing: a client that authenticates by digest chooses its user name.
type Claim struct {
	Session int64
	User    string // IDs without their schemes, such as "alice", separated by commas; "" if only the address is known
	Address string
}

const (
	maxLogLine   = 64 << 10 // longer lines are ignored
	maxAuditUser = 256
	logTail      = 8 << 20 // bytes at the end of the first file that are read
	logPoll      = 500 * time.Millisecond
)

// FollowAudit reads a server's audit log from near its end, through rotation and truncation, and
// calls hear with each claim until ctx ends. If the file does not exist, it waits.
func FollowAudit(ctx context.Context, file string, logger *slog.Logger, hear func(Claim)) {
	followLines(ctx, file, logger, parseAudit, hear)
}

func followLines(ctx context.Context, file string, logger *slog.Logger, parse func(string) (Claim, bool), hear func(Claim)) {
	start, failing := int64(logTail), ""
	for ctx.Err() == nil {
		err := followFile(ctx, file, start, parse, hear)
		start = -1 // the next file is read from its beginning
		if err == nil {
			failing = ""
		} else if err.Error() != failing {
			failing = err.Error()
			logger.Warn("a log cannot be read", "file", file, "error", err)
		}
		wait(ctx, logPoll)
	}
}

// logFile is a file that has the name of the log, or had it when it was opened.
type logFile struct {
	*os.File
	parse   func(string) (Claim, bool)
	lines   *bufio.Reader
	line    []byte // the beginning of a line whose end has not been read
	tooLong bool
	read    int64
}

// followFile reads a file until it is truncated or another file has its name. It starts tail bytes
// before the end, or at the beginning if tail is -1.
func followFile(ctx context.Context, name string, tail int64, parse func(string) (Claim, bool), hear func(Claim)) error {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		return err
	}
	opened, err := os.Open(name)
	if err != nil {
		return err
	}
	defer opened.Close()
	f := &logFile{File: opened, parse: parse}
	if tail >= 0 && info.Size() > tail {
		f.read, f.tooLong = info.Size()-tail, true // inside of a line
	}
	if _, err := f.Seek(f.read, io.SeekStart); err != nil {
		return err
	}
	f.lines = bufio.NewReaderSize(f, maxLogLine)
	for last := false; ctx.Err() == nil; {
		if err := f.readLines(ctx, hear); err != nil || last {
			return err
		}
		if last = f.replaced(name); !last {
			wait(ctx, logPoll)
		}
	}
	return nil
}

// readLines reads the lines up to the current end of the file.
func (f *logFile) readLines(ctx context.Context, hear func(Claim)) error {
	for ctx.Err() == nil {
		part, err := f.lines.ReadSlice('\n')
		f.read += int64(len(part))
		if f.tooLong = f.tooLong || len(f.line)+len(part) > maxLogLine; !f.tooLong {
			f.line = append(f.line, part...)
		}
		switch {
		case err == nil:
			if claim, ok := f.parse(string(bytes.TrimRight(f.line, "\r\n"))); ok && !f.tooLong {
				hear(claim)
			}
			f.line, f.tooLong = f.line[:0], false
		case errors.Is(err, bufio.ErrBufferFull):
			f.line, f.tooLong = f.line[:0], true
		case errors.Is(err, io.EOF):
			return nil
		default:
			return err
		}
	}
	return nil
}

// replaced reports whether another file has the name or this file has become shorter.
func (f *logFile) replaced(name string) bool {
	now, err := os.Stat(name)
	if err != nil {
		return false // the log is being rotated
	}
	own, err := f.Stat()
	return err != nil || !os.SameFile(own, now) || own.Size() < f.read
}

// parseAudit parses a line of an audit log such as
//
//	2026-01-02 03:04:05,678 … session=0x100001d8b920000 user=127.0.0.1,alice ip=127.0.0.1 operation=setData znode=/a result=success
//
// with tabs between the fields, which no path contains. Lines without an address are about
// actions of the server itself.
func parseAudit(line string) (Claim, bool) {
	fields := strings.Split(line, "\t")
	at := strings.LastIndex(fields[0], "session=")
	if at < 0 {
		return Claim{}, false
	}
	fields[0] = fields[0][at:]
	values := map[string]string{}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		if _, twice := values[name]; twice {
			return Claim{}, false
		}
		values[name] = value
	}
	digits, hex := strings.CutPrefix(values["session"], "0x")
	session, err := strconv.ParseUint(digits, 16, 64)
	address, err2 := netip.ParseAddr(values["ip"])
	if !hex || err != nil || err2 != nil || session == 0 || values["operation"] == "" {
		return Claim{}, false
	}
	claim := Claim{Session: int64(session), Address: address.Unmap().WithZone("").String()}
	var users []string
	for user := range strings.SplitSeq(values["user"], ",") {
		if user != "" && user != values["ip"] {
			users = append(users, user)
		}
	}
	claim.User = strings.Join(users, ",")
	return claim, isName(claim.User)
}

// isName reports whether text can be shown and is short enough for a user's name.
func isName(text string) bool {
	return len(text) <= maxAuditUser && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
