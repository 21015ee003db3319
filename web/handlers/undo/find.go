package undo

import (
	"context"
	"math"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// errNone is the answer to every number under which the person finds no change, whether or not
// there is an entry.
var errNone = &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoNone}

// find returns the entry in the URL and the person's visit of its cluster.
func (h *Handlers) find(ctx context.Context, c echo.Context) (audit.Entry, site.Visit, error) {
	if len(h.Auth.Session(c.Request()).SignIns()) == 0 {
		return audit.Entry{}, site.Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	if h.Rules.Trail == nil {
		return audit.Entry{}, site.Visit{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoOff}
	}
	entry, err := h.entry(ctx, c.Param("seq"))
	if err != nil {
		return audit.Entry{}, site.Visit{}, err
	}
	if h.Auth.Session(c.Request()).SignIn(entry.Cluster) == nil {
		return audit.Entry{}, site.Visit{}, errNone
	}
	v, err := h.VisitIn(c, entry.Cluster)
	return entry, v, err
}

func (h *Handlers) entry(ctx context.Context, number string) (audit.Entry, error) {
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || seq < 1 || seq == math.MaxInt64 {
		return audit.Entry{}, errNone
	}
	found, err := h.Rules.Trail.Query(ctx, audit.Filter{After: strconv.FormatInt(seq+1, 10), Limit: 1})
	if err != nil {
		return audit.Entry{}, err
	}
	if len(found.Entries) == 0 || found.Entries[0].Seq != seq {
		return audit.Entry{}, errNone
	}
	return found.Entries[0], nil
}
