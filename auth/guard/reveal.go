package guard

import (
	"context"
	"strings"
	"unicode"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Reveal returns a znode's data with its secrets. It is recorded before ZooKeeper is asked, and
// again with the answer: the version and the keyed hash of what the person saw. It fails with
// Unavailable, and shows nothing, if it cannot be recorded; with Invalid if the console requires a
// reason and there is none; and with RateLimited, and a time to wait, if the person has revealed
// too much recently.
func (g *Guard) Reveal(ctx context.Context, path znode.Path, reason string) ([]byte, znode.Stat, error) {
	entry, err := g.intendReveal(ctx, path, reason, nil)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	data, stat, err := g.session.Get(ctx, path)
	if err == nil {
		entry.Before = g.hashed(path, data, stat)
	}
	g.record(ctx, entry, err)
	return data, stat, err
}

// RevealBelow lets the secrets of all at and below a znode be read, if the person may reveal them.
// It records that, and fails, as Reveal does. done records the outcome.
func (g *Guard) RevealBelow(ctx context.Context, path znode.Path, reason string, settings map[string]string) (_ Unmasked, done func(error), err error) {
	entry, err := g.intendReveal(ctx, path, reason, settings)
	if err != nil {
		return Unmasked{}, nil, err
	}
	return Unmasked{g, path}, func(err error) { g.record(ctx, entry, err) }, nil
}

// Unmasked gives access to the secrets at and below a znode that RevealBelow has recorded. It is a
// walk.Reader, with the rules of ReadMany.
type Unmasked struct {
	*Guard
	below znode.Path
}

// As returns the same access with the person's present guard.
func (u Unmasked) As(now *Guard) Unmasked { return Unmasked{now, u.below} }

// ReadMany implements znode.Reader, without masks where the person may reveal.
func (u Unmasked) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return u.readMany(ctx, reads, func(i int, result *znode.ReadResult) {
		path := reads[i].Path
		if _, below := path.Below(u.below); !below || u.Decide(people.Reveal, path) != people.Allowed {
			u.see(ctx, i, path, result, func(_ int, result *znode.ReadResult, masked mask.Masked) { result.Data = masked.Data })
		}
	})
}

// intendReveal records a reveal before anything is read, or refuses it.
func (g *Guard) intendReveal(ctx context.Context, path znode.Path, reason string, settings map[string]string) (audit.Entry, error) {
	reason = strings.TrimSpace(reason)
	entry := g.Entry(audit.NodeReveal, path, audit.Intent)
	entry.Reason, entry.Settings = reason, withSettings(entry.Settings, settings)
	if err := g.Decide(people.Reveal, path).Refusal(g.Person.Role); err != nil {
		g.record(ctx, entry, err)
		return entry, err
	}
	if err := g.take(); err != nil {
		g.record(ctx, entry, err)
		return entry, err
	}
	if g.rules.RequireReason && !hasWords(reason) {
		err := &znode.Error{Kind: znode.Invalid, Code: znode.CodeNoReason}
		g.record(ctx, entry, err)
		return entry, err
	}
	_, err := g.intend(ctx, entry, znode.CodeRevealUnrecorded)
	return entry, err
}

// Kept returns a znode's data with its secrets, for a change that keeps what it does not touch. The
// data must not be shown to anybody; Reveal is for that. It fails with Denied for people who may
// not reveal it.
func (g *Guard) Kept(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	if err := g.Decide(people.Reveal, path).Refusal(g.Person.Role); err != nil {
		return nil, znode.Stat{}, err
	}
	return g.session.Get(ctx, path)
}

// hasWords reports whether a reason contains a letter or a digit.
func hasWords(reason string) bool {
	return strings.ContainsFunc(reason, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
