// Package find walks a subtree: for znodes that match, the last changed, the largest, the
// differences from another subtree, the ACLs, an export or a support bundle.
package find

import (
	"context"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

const (
	maxFinds       = 64 // running at a time
	maxFindsPerson = 4

	maxUploads       = 8 // files kept at a time
	maxUploadsPerson = 2
)

// UploadTime is how long a browser may take to send a file.
const UploadTime = 10 * time.Minute

// Bounds limit how far a walk goes, whoever asks for it.
type Bounds struct {
	Znodes int
	Bytes  int64 // of names and data
	Time   time.Duration
}

// DefaultBounds are the bounds unless the console was started with others.
var DefaultBounds = Bounds{Znodes: 5_000_000, Bytes: 4 << 30, Time: 10 * time.Minute}

// usual are the bounds of a find whose query has none.
var usual = Bounds{Znodes: 100_000, Bytes: 256 << 20, Time: time.Minute}

// Handlers serves the pages that walk a subtree.
type Handlers struct {
	*site.Site
	Bounds Bounds

	quota   *site.Quota
	uploads *site.Quota
	running running
	ending  context.Context // done when the console ends, which ends all walks
}

// New returns the handlers, whose walks end when ending is done.
func New(s *site.Site, bounds Bounds, ending context.Context) *Handlers {
	if bounds == (Bounds{}) {
		bounds = DefaultBounds
	}
	return &Handlers{Site: s, Bounds: bounds, ending: ending,
		quota:   site.NewQuota(maxFinds, maxFindsPerson, znode.CodeFindsFull, znode.CodeFindsTooMany),
		uploads: site.NewQuota(maxUploads, maxUploadsPerson, znode.CodeUploadsFull, znode.CodeUploadsTooMany)}
}

// Running returns the number of walks in progress.
func (h *Handlers) Running() int { return h.quota.Count() }
