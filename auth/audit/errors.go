package audit

import (
	"context"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"zkweb/zkconn/znode"
)

var (
	// errMoved is a database that was moved or removed under a running console.
	errMoved = errors.New("audit.db is no longer the file that was opened")
	// errHead is a database whose newest entry is not the one its head names.
	errHead = errors.New("the newest entry is not the one that the head names")

	errSlow   = unavailable("The audit trail cannot be written in time: its disk hangs, or another program has locked it. Until it goes on, what has to be recorded first is not done.", nil)
	errClosed = unavailable("The console is ending: nothing more is recorded or changed.", nil)
)

func unavailable(message string, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Message: message, Cause: cause}
}

func invalid(message string) error {
	return &znode.Error{Kind: znode.Invalid, Message: message}
}

// openError says why the trail in dir cannot be opened, and what to do.
func openError(dir string, err error) error {
	const another = "To begin a new trail, move the audit files away or choose another --data-dir."
	message := fmt.Sprintf("The data directory %s cannot be used: check that it can be made, read and written, and that its disk has room.", dir)
	switch code := sqliteCode(err); {
	case errors.Is(err, errInUse):
		message = fmt.Sprintf("Another console uses the data directory %s. Each console needs its own: stop the other or choose another --data-dir.", dir)
	case errors.Is(err, errNewer):
		message = fmt.Sprintf("A newer version of zkweb wrote the audit trail in %s. Run that version. %s", dir, another)
	case errors.Is(err, errForeign):
		message = fmt.Sprintf("%s in %s is not an audit trail of zkweb, or its tables were changed. %s", databaseFile, dir, another)
	case errors.Is(err, errHead):
		message = fmt.Sprintf("The audit trail in %s does not end where it should: entries were removed or added by other means. “zkweb audit verify” names the first. %s", dir, another)
	case code == sqlite3.SQLITE_NOTADB || code == sqlite3.SQLITE_CORRUPT:
		message = fmt.Sprintf("%s in %s is damaged, or no SQLite database. %s", databaseFile, dir, another)
	}
	return unavailable(message, err)
}

// writeError says why an entry could not be written.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	message := "The audit trail cannot be written"
	switch code := sqliteCode(err); {
	case errors.Is(err, errMoved):
		message += ": its file was moved or removed. An administrator has to start the console again"
	case code == sqlite3.SQLITE_FULL:
		message += ": its disk is full. It goes on by itself when there is room"
	case code == sqlite3.SQLITE_READONLY:
		message += ": its disk is read-only. It goes on by itself when the disk can be written"
	case code == sqlite3.SQLITE_BUSY:
		message += ": another program has locked it. It goes on by itself when that lets go"
	default:
		message += ": its disk may be full, read-only or failing. It goes on by itself when the disk can be written"
	}
	return unavailable(message+". Until then, nothing is changed or revealed.", err)
}

// readError says why the trail could not be read.
func readError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return unavailable("Reading the audit trail took too long. Choose fewer entries, or try again.", err)
	}
	return unavailable("The audit trail cannot be read. Its disk may be failing or its file damaged; “zkweb audit verify” says more.", err)
}
