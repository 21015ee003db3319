package guard

import (
	"context"
	"slices"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// Holders returns who held a lock, led an election, or had a lease of a semaphore, according to the
// znode's children, as far as the person may know of these now and could then.
func (p *Past) Holders(ctx context.Context, lock znode.Path) ([]history.Held, error) {
	held, err := p.holders(ctx, lock)
	locks, ok := recipes.LocksBeside(lock)
	if err != nil || len(held) == 0 || !ok || p.Decide(people.Read, locks) != people.Allowed {
		return held, err
	}
	beside, err := p.holders(ctx, locks)
	if err != nil {
		return nil, err
	}
	return history.Granted(held, beside), nil
}

func (p *Past) holders(ctx context.Context, lock znode.Path) ([]history.Held, error) {
	if err := p.mayRead(ctx, lock); err != nil {
		return nil, err
	}
	real, err := p.inStore(lock)
	if err != nil {
		return nil, err
	}
	p.name(lock)
	if present, err := p.askNow(ctx, []znode.Path{lock}); err != nil || !present[lock].reads {
		return nil, err
	}
	p.recallOwners(ctx)
	all, err := p.store.Holders(ctx, real)
	if err != nil {
		return nil, err
	}
	return p.held(ctx, all)
}

// held returns those ephemeral znodes that the person may know of.
func (p *Past) held(ctx context.Context, all []history.Held) ([]history.Held, error) {
	var ask []znode.Path
	for _, h := range all {
		if path, below := h.Path.Below(p.root); below && p.Decide(people.Read, path) == people.Allowed {
			ask = append(ask, path)
		}
	}
	present, err := p.askNow(ctx, p.waysTo(ask))
	if err != nil {
		return nil, err
	}
	var known []history.Held
	for _, h := range all {
		path, below := h.Path.Below(p.root)
		if !below || p.Decide(people.Read, path) != people.Allowed {
			continue
		}
		parent := h.Path.Parent()
		lists, err := p.lists(ctx, parent, h.From, present[path.Parent()], func(above znode.Path) (history.InForce, error) { return p.store.ACLAt(ctx, above, h.From) })
		if err != nil {
			return nil, err
		}
		if lists {
			h.Path = path
			known = append(known, h)
		}
	}
	return known, nil
}

// Session is a ZooKeeper session, as far as a person may know of it.
type Session struct {
	history.Session
	Who, Sure  string         // as in Past.Who
	Ephemerals []history.Held // some of those that the person may know of, the newest first
	More       bool           // there are older ones, or there may be
}

// lookHeld bounds the search for ephemeral znodes that the person may know of.
const lookHeld = time.Second

// Session returns what is known about a ZooKeeper session, with at most most of its ephemeral
// znodes that the person may know of, after the newer ones that were passed, as far as these are
// found in time. It returns false, as for a session that never existed, to those who may not see
// all clients' sessions and may know neither of one of these znodes nor of a change by the session,
// which would be in told.
func (p *Past) Session(ctx context.Context, id int64, told []Version, passed, most int) (session Session, known bool, err error) {
	p.recallOwners(ctx)
	if session.Session, err = p.store.Session(ctx, id); err == nil {
		err = p.ephemerals(ctx, &session, passed+most, time.Now().Add(lookHeld))
	}
	if err != nil {
		return Session{}, false, err
	}
	met := len(session.Ephemerals) > 0 || slices.ContainsFunc(told, func(v Version) bool { return v.Session == id })
	session.Ephemerals = session.Ephemerals[min(passed, len(session.Ephemerals)):]
	if !met && p.Decide(people.SeeClients, znode.Root) != people.Allowed {
		return Session{}, false, nil
	}
	session.Who, session.Sure = p.Who(id, session.By)
	if !met && session.Sure == SureConsole && session.Who != p.Person.User && p.Decide(people.SeeSessions, znode.Root) != people.Allowed {
		session.Who = ""
	}
	return session, true, nil
}

// ephemerals collects ephemeral znodes of a session that the person may know of, until there are
// enough or time is up.
func (p *Past) ephemerals(ctx context.Context, session *Session, most int, until time.Time) error {
	for some, err := range p.store.Ephemerals(ctx, session.Session) {
		if err == nil {
			some, err = p.held(ctx, some)
		}
		if err != nil {
			return err
		}
		session.Ephemerals = append(session.Ephemerals, some...)
		if session.More = len(session.Ephemerals) > most || time.Now().After(until); session.More {
			session.Ephemerals = session.Ephemerals[:min(len(session.Ephemerals), most)]
			return nil
		}
	}
	return nil
}
