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

// Reveal returns a znode's data with its secrets. That the person is about to see
// them is on record before ZooKeeper is asked, and again when it has answered:
// with the version and the keyed hash of what they saw. It fails with
// Unavailable, and shows nothing, when it cannot be recorded; with Invalid when
// the console asks for a reason and there is none; with RateLimited, and a time to
// wait, when the person has revealed too much lately.
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

// RevealBelow lets the secrets of all at and below a znode be read, where the person
// may reveal them: it puts that on record, as Reveal does, and fails as Reveal does.
// done records what came of it.
func (g *Guard) RevealBelow(ctx context.Context, path znode.Path, reason string, settings map[string]string) (_ Unmasked, done func(error), err error) {
	entry, err := g.intendReveal(ctx, path, reason, settings)
	if err != nil {
		return Unmasked{}, nil, err
	}
	return Unmasked{g, path}, func(err error) { g.record(ctx, entry, err) }, nil
}

// Unmasked is the leave to read secrets at and below a znode that RevealBelow has put
// on record. It is a walk.Reader, with ReadMany's rules.
type Unmasked struct {
	*Guard
	below znode.Path
}

// As returns the same leave with the person's guard as of now.
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

// intendReveal puts a reveal on record before anything is read, or refuses it.
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

// Kept returns a znode's data with its secrets, for a change that keeps of it what it
// does not touch. Nothing of it may be shown to anybody: for that there is Reveal. It
// fails with Denied for those who may not reveal it.
func (g *Guard) Kept(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	if err := g.Decide(people.Reveal, path).Refusal(g.Person.Role); err != nil {
		return nil, znode.Stat{}, err
	}
	return g.session.Get(ctx, path)
}

// hasWords reports whether a reason holds a letter or a digit.
func hasWords(reason string) bool {
	return strings.ContainsFunc(reason, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
