package guard

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Exists implements znode.Reader.
func (g *Guard) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	if err := g.mayWalk(ctx, path); err != nil {
		return znode.Stat{}, err
	}
	return g.session.Exists(ctx, path)
}

// Sync waits until the server has applied everything that the leader had committed when the call
// was made, so that later reads are not older. It discloses nothing about the znode.
func (g *Guard) Sync(ctx context.Context, path znode.Path) error {
	return g.session.Sync(ctx, path)
}

// Synced is like Sync, and returns the zxid of the last change that the server has applied by then.
func (g *Guard) Synced(ctx context.Context, path znode.Path) (zxid int64, err error) {
	return g.session.Synced(ctx, path)
}

// Get implements znode.Reader; secrets are masked according to the rules.
func (g *Guard) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	masked, stat, err := g.GetMasked(ctx, path, 0)
	return masked.Data, stat, err
}

// GetMasked is like Get, and also says what was masked. With a limit other than 0, the result may
// only be the beginning of the data, at least limit bytes long.
func (g *Guard) GetMasked(ctx context.Context, path znode.Path, limit int) (mask.Masked, znode.Stat, error) {
	if err := g.mayRead(ctx, path); err != nil {
		return mask.Masked{}, znode.Stat{}, err
	}
	data, stat, err := g.session.Get(ctx, path)
	if err != nil {
		return mask.Masked{}, stat, err
	}
	masked, err := g.mask(ctx, path, data, limit)
	return masked, stat, err
}

func (g *Guard) mask(ctx context.Context, path znode.Path, data []byte, limit int) (mask.Masked, error) {
	if limit > 0 && !g.rules.masks(g.Person) { // for a page, which keeps what was read in the data
		return g.rules.Masker.Nothing(path, data), nil
	}
	return g.masked(path, data, func() mask.Masked { return g.rules.Masker.MaskWithin(ctx, path, data, limit) })
}

// maskOnce is like mask, for data that is one of many: the result is not cached.
func (g *Guard) maskOnce(ctx context.Context, path znode.Path, data []byte) (mask.Masked, error) {
	if !g.rules.masks(g.Person) {
		return mask.NothingOnce(path, data), nil
	}
	return g.masked(path, data, func() mask.Masked { return g.rules.Masker.MaskOnce(ctx, path, data) })
}

// masked calls by and returns an error if it panics. Callers read in their own goroutines, where a
// panic would end the console for everybody.
func (g *Guard) masked(path znode.Path, data []byte, by func() mask.Masked) (masked mask.Masked, err error) {
	if !g.rules.masks(g.Person) {
		return mask.Nothing(path, data), nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			masked, err = mask.Masked{}, fmt.Errorf("panic while masking: %T\n%s", fault, debug.Stack()) // the text of the panic may contain data
		}
	}()
	return by(), nil
}

// GetACLs implements znode.Reader.
func (g *Guard) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	if err := g.mayRead(ctx, path); err != nil {
		return nil, znode.Stat{}, err
	}
	return g.session.GetACLs(ctx, path)
}

// GetChildren implements znode.Reader. For an ancestor of the person's paths, it returns the
// children that lead there. The person knows these names anyway, so GetChildren needs no READ and
// does not read the others.
func (g *Guard) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	if err := g.mayWalk(ctx, path); err != nil {
		return nil, znode.Stat{}, err
	}
	if g.Decide(people.Read, path) == people.OnTheWay {
		return g.childrenOnTheWay(ctx, path)
	}
	return g.session.GetChildren(ctx, path)
}

// Stats implements znode.Reader.
func (g *Guard) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	results := make([]znode.StatResult, len(paths))
	var open []znode.Path
	var at []int
	for i, path := range paths {
		if verdict := g.Decide(people.Read, path); verdict == people.Allowed || verdict == people.OnTheWay {
			open, at = append(open, path), append(at, i)
		} else {
			results[i].Err = verdict.Refusal(g.Person.Role)
		}
	}
	for i, result := range g.session.Stats(ctx, open) {
		results[at[i]] = result
	}
	return results
}

// childrenOnTheWay returns the names of the existing children that lead to the person's paths. The
// stat is zero if ZooKeeper requires READ for it.
func (g *Guard) childrenOnTheWay(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	stat, err := g.session.Exists(ctx, path)
	if !isThere(err) {
		return nil, znode.Stat{}, err
	}
	leading := g.leadingOn(path)
	var names []string
	for i, result := range g.session.Stats(ctx, leading) {
		switch {
		case isThere(result.Err):
			names = append(names, leading[i].Name())
		case znode.KindOf(result.Err) != znode.NotFound:
			return nil, znode.Stat{}, result.Err
		}
	}
	return names, stat, nil
}

// isThere reports whether ZooKeeper's answer shows that a znode exists. ZooKeeper only refuses
// access to existing znodes.
func isThere(err error) bool { return err == nil || znode.KindOf(err) == znode.Denied }

// leadingOn returns the children of a znode that lead to the person's paths, sorted by name.
func (g *Guard) leadingOn(path znode.Path) []znode.Path {
	var leading []znode.Path
	for _, allowed := range g.Person.Paths {
		if below, ok := allowed.Below(path); ok {
			child, err := path.Child(below.First())
			if err == nil && !slices.Contains(leading, child) {
				leading = append(leading, child)
			}
		}
	}
	slices.SortFunc(leading, func(a, b znode.Path) int { return strings.Compare(a.Name(), b.Name()) })
	return leading
}

// mayWalk fails unless a znode is open to the person or an ancestor of their paths.
func (g *Guard) mayWalk(ctx context.Context, path znode.Path) error {
	verdict := g.Decide(people.Read, path)
	if verdict == people.Allowed || verdict == people.OnTheWay {
		return nil
	}
	err := verdict.Refusal(g.Person.Role)
	g.rules.Trail.AppendRead(g.outcome(audit.NodeRead, path, err))
	return err
}

// mayRead fails unless a znode is open to the person.
func (g *Guard) mayRead(ctx context.Context, path znode.Path) error {
	if err := g.mayWalk(ctx, path); err != nil {
		return err
	}
	return g.Decide(people.Read, path).Refusal(g.Person.Role)
}
