package site

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"zkweb/auth/guard"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Histories are the histories of clusters, by the cluster's name.
type Histories map[string]*history.Store

// Past returns the way to the past of a visit's cluster. It fails with NotFound where the
// console has no history of it.
func (s *Site) Past(v Visit) (*guard.Past, error) {
	store := s.Histories[v.Cluster.Name]
	if store == nil {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryOff}
	}
	return v.Guard.Past(store, v.Cluster.Chroot), nil
}

// ReadMoment reads a moment of the past: a zxid, as ZooKeeper's tools write it, or a time.
// It fails with Invalid, and with NotFound for a time before the history begins.
func ReadMoment(ctx context.Context, past *guard.Past, text string) (zxid int64, err error) {
	if hex, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		if id, err := strconv.ParseUint(hex, 16, 63); err == nil {
			return int64(id), nil
		}
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} { // the latter are a browser's field's
		if at, err := time.Parse(form, text); err == nil {
			return past.ZxidAt(ctx, at)
		}
	}
	return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMoment}
}

// OutOfTime makes the end of a request's time an error that a person may be told of.
func OutOfTime(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeHistorySlow, Cause: err}
	}
	return err
}
