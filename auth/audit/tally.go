package audit

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Tally is how often somebody did something with some outcome.
type Tally struct {
	User        string
	Cluster     string
	Event       Event
	Outcome     Outcome
	Count       int
	First, Last time.Time

	// For those who signed in: whether the user directory verified them, and up to maxNamed of
	// their roles and addresses.
	Verified         bool
	Roles, Addresses []string
}

// maxNamed bounds the roles and addresses in a Tally.
const maxNamed = 5

// maxTallies bounds the number of Tallies, since there may be many unverified names.
const maxTallies = 20_000

// Tally counts the entries that match a filter by user, cluster, event and outcome, in that order.
// beyond is the number of entries that exceeded maxTallies. It ignores After and Limit. The error
// is like that of Query.
func (t *Trail) Tally(ctx context.Context, filter Filter) (tallies []Tally, beyond int, err error) {
	if _, err := filter.check(); err != nil {
		return nil, 0, err
	}
	t.awaitQueue(ctx)
	type key struct {
		user, cluster string
		event         Event
		outcome       Outcome
	}
	sums := map[key]*Tally{}
	for tally, err := range t.store.Tally(ctx, filter) {
		if err != nil {
			return nil, 0, err
		}
		k := key{tally.User, tally.Cluster, tally.Event, tally.Outcome}
		switch sum := sums[k]; {
		case sum != nil:
			sum.add(tally)
		case len(sums) < maxTallies:
			sums[k] = &tally
		default:
			beyond += tally.Count
		}
	}
	for _, sum := range sums {
		tallies = append(tallies, *sum)
	}
	slices.SortFunc(tallies, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Outcome, b.Outcome))
	})
	return tallies, beyond, nil
}

func (t *Tally) add(other Tally) {
	t.Count += other.Count
	if other.First.Before(t.First) {
		t.First = other.First
	}
	if other.Last.After(t.Last) {
		t.Last = other.Last
	}
	t.Verified = t.Verified || other.Verified
	t.Roles, t.Addresses = addNew(t.Roles, other.Roles), addNew(t.Addresses, other.Addresses)
}

func addNew(to, values []string) []string {
	for _, value := range values {
		if len(to) < maxNamed && !slices.Contains(to, value) {
			to = append(to, value)
		}
	}
	return to
}
