package guard

import (
	"context"
	"errors"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Outside lists the newest changes that were not made through the console, of those that the person
// may know of.
type Outside struct {
	Versions []Version
	More     bool // there are older ones, or there may be
	Complete history.Complete
}

// Outside returns the newest changes at and below a znode that were not made through the console,
// up to limit of those that match, in the period from from up to, but without, before; a zero
// before means now. It ends soon after until. The look is recorded.
func (p *Past) Outside(ctx context.Context, path znode.Path, from, before time.Time, limit int, until time.Time, fits func(Version) bool) (o Outside, err error) {
	p.recallOwners(ctx)
	since, read := p.rules.known.from(p.Cluster())
	if !read { // another may know
		return Outside{More: true}, nil
	}
	if since.After(from) {
		from = since
	}
	var window history.Window
	if window.From, err = p.store.ZxidSince(ctx, from); err == nil && !before.IsZero() {
		window.To, err = p.store.ZxidAt(ctx, before)
	}
	if znode.KindOf(err) == znode.NotFound { // everything recorded is later
		return o, nil
	}
	if err != nil {
		return o, err
	}
	for v, err := range p.Changes(ctx, path, window, until) {
		if _, is := errors.AsType[*Unfinished](err); is {
			o.More = true
			break
		}
		if err != nil {
			return o, err
		}
		at := time.UnixMilli(v.Time)
		if at.Before(from) || !before.IsZero() && !at.Before(before) || !p.Around(v) || !fits(v) {
			continue
		}
		if o.More = len(o.Versions) == limit; o.More {
			break
		}
		o.Versions = append(o.Versions, v)
	}
	p.LookedBack(path, map[string]string{"history": "outside"}, nil)
	o.Complete, err = p.Complete(ctx, window.From, window.To)
	return o, err
}
