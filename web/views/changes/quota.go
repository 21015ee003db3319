package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// QuotaPage is a znode's quota, and the form that sets it. Limits are as they stand in
// the form, "" for none.
type QuotaPage struct {
	views.Shell
	Path    znode.Path
	There   bool  // it has a quota
	Version int32 // of it

	Count, Bytes, HardCount, HardBytes string
	UsedCount, UsedBytes               int64       // -1 where nobody counts
	Above, Below                       *znode.Path // znodes whose quota stands in the way of one
	May                                bool        // the reader may set it
	Approval                           bool        // the change becomes a proposal
	Problem                            *views.Problem
}

// QuotaVersion tells the limits that a form shows from later ones.
func QuotaVersion(there bool, version int32) string {
	if !there {
		return "none"
	}
	return views.Decimal(version)
}

// Render writes the page.
func (p QuotaPage) Render(ctx context.Context, w io.Writer) error { return quotaPage(p).Render(ctx, w) }

func (p QuotaPage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Quota.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

// quotaField is a limit in the form.
type quotaField struct{ name, label, value string }

func (p QuotaPage) fields() []quotaField {
	w := p.Words.Quota
	return []quotaField{
		{"count", w.Count, p.Count}, {"bytes", w.Bytes, p.Bytes}, {"hard_count", w.HardCount, p.HardCount}, {"hard_bytes", w.HardBytes, p.HardBytes},
	}
}
