// Package find walks through all below a znode: for what matches, what was changed last,
// what is largest, what differs from another subtree, the ACLs, an export or a support
// bundle.
package find

import (
	"context"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

const (
	maxFinds       = 64 // that run in all
	maxFindsPerson = 4

	maxUploads       = 8 // files that are kept in all
	maxUploadsPerson = 2
)

// UploadTime is how long a browser may take to send a file.
const UploadTime = 10 * time.Minute

// Bounds are how far a find goes at most, whoever asks.
type Bounds struct {
	Znodes int
	Bytes  int64 // of names and data
	Time   time.Duration
}

// DefaultBounds are those of a console that is not told others.
var DefaultBounds = Bounds{Znodes: 5_000_000, Bytes: 4 << 30, Time: 10 * time.Minute}

// usual is how far a find goes that does not say how far.
var usual = Bounds{Znodes: 100_000, Bytes: 256 << 20, Time: time.Minute}

// Handlers answers finds.
type Handlers struct {
	*site.Site
	Bounds Bounds

	quota   *site.Quota
	uploads *site.Quota
	running running
	ending  context.Context // finds end with it
}

// New returns the handlers of finds, which end with ending.
func New(s *site.Site, bounds Bounds, ending context.Context) *Handlers {
	if bounds == (Bounds{}) {
		bounds = DefaultBounds
	}
	return &Handlers{Site: s, Bounds: bounds, ending: ending,
		quota:   site.NewQuota(maxFinds, maxFindsPerson, znode.CodeFindsFull, znode.CodeFindsTooMany),
		uploads: site.NewQuota(maxUploads, maxUploadsPerson, znode.CodeUploadsFull, znode.CodeUploadsTooMany)}
}

// Running returns how many finds go on.
func (h *Handlers) Running() int { return h.quota.Count() }
