package health

import (
	"net"
	"slices"
	"strconv"

	"zkweb/zkconn/cluster"
)

// ballot counts the votes of an ensemble that votes by groups and weights: a quorum needs more than
// half of the weight in more than half of the groups.
type ballot struct {
	members []Member
	is      map[int]presence // by ID, without observers
	serving bool             // whether a server says that there is a quorum
	counted int              // how many servers the leader counts that do not answer the console
}

type presence int

const (
	untoldOf presence = iota // unknown: it may serve
	here
	gone
)

func newBallot(servers []Server, members []Member) *ballot {
	b := &ballot{members: members, is: map[int]presence{}, serving: hasQuorum(servers)}
	for _, m := range members {
		if !m.Observer {
			b.is[m.ID] = untoldOf
		}
	}
	var asked []cluster.Server
	for _, server := range servers {
		asked = append(asked, server.Server)
	}
	doubtful := cluster.InDoubt(asked)
	for _, server := range servers {
		m := server.member(members)
		switch {
		case m.Host == "" || m.Observer:
		case server.Serves():
			b.is[m.ID] = here
		case !slices.Contains(doubtful, server.Server):
			b.is[m.ID] = gone
		}
	}
	b.believe(syncedOf(servers))
	return b
}

// member returns the member that the server is, or the zero Member if that is not known.
func (s Server) member(members []Member) Member {
	all := slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return !s.isMember(m) })
	if len(all) == 1 {
		return all[0]
	}
	return Member{}
}

// isMember reports whether the server may be the member: by its own ID, else by its address for
// clients, else by its host.
func (s Server) isMember(m Member) bool {
	if id := s.Settings["serverId"]; id != "" {
		return id == strconv.Itoa(m.ID)
	}
	if m.Client != "" {
		return m.Client == s.Address || m.Client == s.Reached
	}
	host, _, _ := net.SplitHostPort(s.Address)
	return m.Host == host
}

// believe adjusts the ballot to the number of voting servers that the leader counts; 0 if it does
// not tell. The leader does not say which servers these are.
func (b *ballot) believe(synced int) {
	up, untold, away := b.count(here), b.count(untoldOf), b.count(gone)
	switch {
	case synced == 0:
	case synced <= up:
		b.turn(untoldOf, gone)
	case synced >= up+untold:
		b.counted = min(synced-up-untold, away)
		if b.counted == away {
			b.turn(untoldOf, here)
		}
		if b.counted > 0 { // these hang, or only the console cannot reach them
			b.turn(gone, untoldOf)
		}
	}
	if b.serving && b.margin(func(m Member) bool { return b.is[m.ID] != gone }) < 0 { // only the console cannot reach them
		b.turn(gone, untoldOf)
	}
}

func (b *ballot) count(state presence) (count int) {
	for _, is := range b.is {
		if is == state {
			count++
		}
	}
	return count
}

func (b *ballot) turn(from, to presence) {
	for id, is := range b.is {
		if is == from {
			b.is[id] = to
		}
	}
}

// quorum returns the result of the ballot.
func (b *ballot) quorum() Quorum {
	q := Quorum{Told: true, Counted: b.counted, Groups: len(b.groups(nobody)), Voters: votersOf(b.members)}
	for _, m := range b.members {
		switch {
		case !m.Votes():
		case b.is[m.ID] == here:
			q.Up++
		case b.is[m.ID] == untoldOf:
			q.Untold++
		}
	}
	q.Needed = -b.margin(nobody)
	q.Margin = b.margin(func(m Member) bool { return b.is[m.ID] == here })
	q.Best = b.margin(func(m Member) bool { return b.is[m.ID] != gone })
	q.Full = b.margin(func(Member) bool { return true })
	return q
}

func nobody(Member) bool { return false }

// votes are the weights within one group.
type votes struct {
	up, away []int // weights of the servers that serve, and of the other voters
	half     int   // half of all weights, including members that never vote; more than this must serve
}

// groups returns the groups that have any weight, with their votes if exactly the members for which
// serves returns true serve.
func (b *ballot) groups(serves func(Member) bool) map[string]*votes {
	groups, weights := map[string]*votes{}, map[string]int{}
	for _, m := range b.members {
		if m.Weight == 0 {
			continue
		}
		if groups[m.Group] == nil {
			groups[m.Group] = &votes{}
		}
		group := groups[m.Group]
		weights[m.Group] += m.Weight
		group.half = weights[m.Group] / 2
		switch {
		case m.Observer:
		case serves(m):
			group.up = append(group.up, m.Weight)
		default:
			group.away = append(group.away, m.Weight)
		}
	}
	return groups
}

// margin returns how many more members may fail, whichever they are, if exactly the members for
// which serves returns true serve. Without a quorum it is negative: at least that many must come
// back. The heaviest members of the groups that need the fewest decide.
func (b *ballot) margin(serves func(Member) bool) int {
	groups := b.groups(serves)
	var breaking, mending []int
	for _, group := range groups {
		over := sum(group.up) - group.half
		switch {
		case over > 0:
			breaking = append(breaking, fewest(group.up, over))
		case over+sum(group.away) > 0:
			mending = append(mending, fewest(group.away, 1-over))
		}
	}
	slices.Sort(breaking)
	slices.Sort(mending)
	spare := len(breaking) - len(groups)/2
	if spare > 0 {
		return sum(breaking[:spare]) - 1
	}
	return -sum(mending[:min(1-spare, len(mending))])
}

// fewest returns how many weights are needed to reach enough, taking the heaviest first.
func fewest(weights []int, enough int) (count int) {
	slices.Sort(weights)
	for _, weight := range slices.Backward(weights) {
		if enough <= 0 {
			break
		}
		enough -= weight
		count++
	}
	return count
}

func sum(all []int) (total int) {
	for _, one := range all {
		total += one
	}
	return total
}
