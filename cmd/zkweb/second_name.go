package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// sameTime is how long it may take to find out whether two clusters are the same ensemble.
const sameTime = 3 * time.Second

// secondName is a pair of clusters that may be the same ensemble. If they are, znodes that need
// approval under the name of named can be changed without it under the name of other.
type secondName struct{ named, other cluster.Cluster }

// secondNames returns all such pairs.
func (s *consoleSettings) secondNames() (all []secondName) {
	for _, name := range slices.Sorted(maps.Keys(s.people.approvals)) {
		named, err := s.clusterNamed(name)
		if err != nil {
			continue // reported elsewhere
		}
		for _, other := range s.clusters {
			if other.Name != name && !other.ReadOnly && s.asksLess(other, *named) {
				all = append(all, secondName{*named, other})
			}
		}
	}
	return all
}

// asksLess reports whether cluster c may show znodes of than without asking for approval where than
// does. Patterns are compared only if both have the same chroot.
func (s *consoleSettings) asksLess(c, than cluster.Cluster) bool {
	_, _, meet := whereBoth(c, than)
	own, theirs := s.people.approvals[c.Name], s.people.approvals[than.Name]
	return meet && (own.IsZero() || c.Chroot == than.Chroot && !own.Holds(theirs))
}

// whereBoth returns the highest znode that two clusters of one ensemble both show, by its path in
// each, and whether there is one.
func whereBoth(a, b cluster.Cluster) (inA, inB znode.Path, ok bool) {
	both := a.Chroot
	if _, below := b.Chroot.Below(a.Chroot); below {
		both = b.Chroot
	}
	inA, shown := both.Below(a.Chroot)
	inB, ok = both.Below(b.Chroot)
	return inA, inB, ok && shown
}

// sharesServer reports whether both are known to be one ensemble because they share a server's
// address.
func (s secondName) sharesServer() bool {
	return slices.ContainsFunc(s.other.Servers, func(server string) bool { return slices.Contains(s.named.Servers, server) })
}

// warning returns the warning that two clusters are one ensemble; how says how that is known.
func (s secondName) warning(how string) warning {
	return warning{"what needs approval by one name of a cluster is changed by another: " + how, []any{"cluster", s.named.Name, "other", s.other.Name}}
}

// checkSecondNames finds out, without credentials, whether clusters that share no address are one
// ensemble. It returns how many lines it wrote about what is unsafe.
func (s *consoleSettings) checkSecondNames(ctx context.Context, out io.Writer, options session.Options) (unsafe int) {
	options.Logger = slog.New(slog.DiscardHandler) // the result is written as a line instead
	for _, pair := range s.secondNames() {
		if pair.sharesServer() {
			continue // reported already
		}
		same, err := pair.isSame(ctx, options)
		switch {
		case err != nil:
			why := strings.TrimSuffix(fmt.Sprint(plainly(err)), ".")
			fmt.Fprintf(out, "not checked: whether cluster %s is a second name of %s, with less --approve (%s)\n", pair.other.Name, pair.named.Name, why)
		case same:
			fmt.Fprintln(out, "unsafe: "+pair.warning("two clusters are one ensemble, and one has less --approve").line())
			unsafe++
		}
	}
	return unsafe
}

// askAgain is the pause before clusters that did not answer are asked again.
const askAgain = time.Minute

// warnOfSecondNames logs which clusters are one ensemble, as soon as the answers of their servers
// prove it. It returns when all is known or ctx is done.
func (s *consoleSettings) warnOfSecondNames(ctx context.Context, options session.Options, logger *slog.Logger) {
	options.Logger = slog.New(slog.DiscardHandler) // elsewhere it is logged that a cluster is away
	for pairs := s.secondNames(); ; {
		pairs = slices.DeleteFunc(pairs, func(pair secondName) bool {
			same, err := pair.sharesServer(), error(nil)
			if !same {
				same, err = pair.isSame(ctx, options)
			}
			if same {
				w := pair.warning("two clusters are one ensemble, and one has less --approve")
				logger.Warn(w.message, w.details...)
			}
			return err == nil
		})
		if len(pairs) == 0 {
			return
		}
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			return
		}
	}
}

// isSame asks both clusters whether they are one ensemble.
func (s secondName) isSame(ctx context.Context, options session.Options) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, sameTime)
	defer cancel()
	here, there := session.Open(s.named, session.Anonymous(), options), session.Open(s.other, session.Anonymous(), options)
	defer here.Close()
	defer there.Close()
	for _, each := range []*session.Session{here, there} {
		if err := awaitConnected(ctx, each); err != nil {
			return false, err
		}
	}
	path, at, _ := whereBoth(s.named, s.other)
	return session.IsSame(ctx, here, path, there, at)
}
