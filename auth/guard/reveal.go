package guard

import (
	"context"
	"strings"
	"unicode"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Reveal returns a znode's data with its secrets. That the person is about to see
// them is on record before ZooKeeper is asked, and again when it has answered:
// with the version and the keyed hash of what they saw. It fails with
// Unavailable, and shows nothing, when it cannot be recorded; with Invalid when
// the console asks for a reason and there is none.
func (g *Guard) Reveal(ctx context.Context, path znode.Path, reason string) ([]byte, znode.Stat, error) {
	reason = strings.TrimSpace(reason)
	entry := g.Entry(audit.NodeReveal, path, audit.Intent)
	entry.Reason = reason
	if err := g.Decide(people.Reveal, path).Refusal(g.Person.Role); err != nil {
		g.record(ctx, entry, err)
		return nil, znode.Stat{}, err
	}
	if g.rules.RequireReason && !hasWords(reason) {
		err := &znode.Error{Kind: znode.Invalid, Code: znode.CodeNoReason}
		g.record(ctx, entry, err)
		return nil, znode.Stat{}, err
	}
	if err := g.intend(ctx, entry, znode.CodeRevealUnrecorded); err != nil {
		return nil, znode.Stat{}, err
	}
	data, stat, err := g.session.Get(ctx, path)
	if err == nil {
		entry.Before = g.hashed(path, data, stat)
	}
	g.record(ctx, entry, err)
	return data, stat, err
}

// hasWords reports whether a reason holds a letter or a digit.
func hasWords(reason string) bool {
	return strings.ContainsFunc(reason, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
