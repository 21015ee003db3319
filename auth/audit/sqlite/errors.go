package sqlite

import (
	"context"
	"errors"

	sqlite3 "modernc.org/sqlite/lib"

	"zkweb/auth/audit"
	"zkweb/zkconn/dirlock"
	"zkweb/zkconn/znode"
)

// errMoved means that the database was moved or removed while the console was running.
var errMoved = errors.New("audit.db is no longer the file that was opened")

func unavailable(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: args, Cause: cause}
}

// openError explains why the trail in dir cannot be opened.
func openError(dir string, err error) error {
	code := znode.CodeTrailUnusable
	switch result := sqliteCode(err); {
	case errors.Is(err, dirlock.ErrInUse):
		code = znode.CodeTrailInUse
	case errors.Is(err, errNewer):
		code = znode.CodeTrailNewer
	case errors.Is(err, errForeign):
		code = znode.CodeTrailForeign
	case errors.Is(err, audit.ErrHead):
		code = znode.CodeTrailCutOff
	case result == sqlite3.SQLITE_NOTADB || result == sqlite3.SQLITE_CORRUPT:
		code = znode.CodeTrailDamaged
	}
	return unavailable(code, znode.Args{"dir": dir, "file": databaseFile}, err)
}

// writeError explains why an entry could not be written.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	code := znode.CodeTrailFailing
	switch result := sqliteCode(err); {
	case errors.Is(err, audit.ErrHead):
		code = znode.CodeTrailBroken
	case errors.Is(err, errMoved):
		code = znode.CodeTrailMoved
	case isFull(err):
		code = znode.CodeTrailFull
	case result == sqlite3.SQLITE_READONLY:
		code = znode.CodeTrailReadOnly
	case result == sqlite3.SQLITE_BUSY:
		code = znode.CodeTrailLocked
	}
	return unavailable(code, nil, err)
}

// readError explains why the trail could not be read.
func readError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return unavailable(znode.CodeTrailBusy, nil, err)
	}
	return unavailable(znode.CodeTrailUnread, nil, err)
}
