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
	There   bool   // it has a quota
	Version string // tells the limits that the form is about from later ones, as QuotaVersion

	Count, Bytes, HardCount, HardBytes string
	UsedCount, UsedBytes               int64       // -1 where nobody counts
	Above, Below                       *znode.Path // znodes whose quota stands in the way of one
	May                                bool        // the reader may set it
	Approval                           bool        // the change becomes a proposal
	Comment                            string      // why, as typed before
	Now                                []string    // the limits that are there, in the order of the fields, where others were typed; else nil
	Problem                            *views.Problem

	Done string  // what was just done; "" for nothing
	Undo []int64 // the entry of the trail by which that is taken back; nil for none
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

// now returns the limits that are there beside those that were typed.
func (p QuotaPage) now() []quotaField {
	fields := p.fields()[:len(p.Now)]
	for i, limit := range p.Now {
		fields[i].value = limit
	}
	return fields
}

// quotaField is a limit in the form.
type quotaField struct{ name, label, value string }

func (p QuotaPage) fields() []quotaField {
	w := p.Words.Quota
	return []quotaField{
		{"count", w.Count, p.Count}, {"bytes", w.Bytes, p.Bytes}, {"hard_count", w.HardCount, p.HardCount}, {"hard_bytes", w.HardBytes, p.HardBytes},
	}
}
