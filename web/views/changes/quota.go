package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// QuotaPage is a znode's quota, with the form that sets it. Limits are texts as in the form, "" for
// none.
type QuotaPage struct {
	views.Shell
	Path    znode.Path
	There   bool   // it has a quota
	Version string // of the limits in the form, as QuotaVersion returns it

	Count, Bytes, HardCount, HardBytes string
	UsedCount, UsedBytes               int64       // -1 if nobody counts
	Above, Below                       *znode.Path // znodes whose quotas rule one out here
	May                                bool        // the reader may set it
	Approval                           bool        // the change becomes a proposal
	Comment                            string      // why, as typed before
	Now                                []string    // the present limits, in the order of the fields, if others were typed; else nil
	Problem                            *views.Problem

	Done string  // what was just done; "" for nothing
	Undo []int64 // entries of the trail by which that can be undone; nil for none
}

// QuotaVersion identifies the limits that a form shows, to find whether they have changed since.
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

// now returns the present limits, if others were typed.
func (p QuotaPage) now() []quotaField {
	fields := p.fields()[:len(p.Now)]
	for i, limit := range p.Now {
		fields[i].value = limit
	}
	return fields
}

// quotaField is the field of a limit.
type quotaField struct{ name, label, value string }

func (p QuotaPage) fields() []quotaField {
	w := p.Words.Quota
	return []quotaField{
		{"count", w.Count, p.Count}, {"bytes", w.Bytes, p.Bytes}, {"hard_count", w.HardCount, p.HardCount}, {"hard_bytes", w.HardBytes, p.HardBytes},
	}
}
