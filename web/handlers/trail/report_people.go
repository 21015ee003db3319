package trail

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/web/handlers/site"
	"zkweb/web/views/trail"
)

// maxPeople is the most people that a report lists one by one.
const maxPeople = 5000

// ReportJSON is the sums of a report, in the format that the documentation describes.
type ReportJSON struct {
	From   time.Time          `json:"from"`
	To     time.Time          `json:"to"`
	People []ReportPersonJSON `json:"people"`
	Beyond int                `json:"beyond"` // entries of people beyond maxPeople
	Head   audit.Head         `json:"head"`
	Away   []string           `json:"away,omitempty"` // clusters that are left out since they are unavailable and cannot tell who may see what
}

// ReportPersonJSON is what a person did in a cluster.
type ReportPersonJSON struct {
	Cluster   string     `json:"cluster"`
	User      string     `json:"user"`
	Verified  bool       `json:"verified"`
	Roles     []string   `json:"roles"`
	Addresses []string   `json:"addresses"`
	SignIns   int        `json:"sign_ins"`
	First     *time.Time `json:"first"` // the first sign-in
	Last      *time.Time `json:"last"`
	Looked    int        `json:"looked"`
	Taken     int        `json:"taken"`
	Revealed  int        `json:"revealed"`
	Changed   int        `json:"changed"`
	Refused   int        `json:"refused"`
}

// people returns who had access according to the trail: the people who signed in, with their roles,
// and those who did something.
func (r *report) people() (rows []trail.PersonRow, beyond int, err error) {
	type key struct{ cluster, user string }
	people := map[key]*trail.PersonRow{}
	of := func(cluster, user string) *trail.PersonRow {
		k := key{cluster, user}
		if people[k] == nil && len(people) < maxPeople {
			people[k] = &trail.PersonRow{Cluster: cluster, Who: user}
		}
		return people[k]
	}
	tallies, beyond, err := r.Rules.Trail.Tally(r.ctx, r.filter)
	if err != nil {
		return nil, 0, err
	}
	for _, tally := range tallies {
		if tally.Cluster == "" || tally.Event == audit.ShareUse || tally.Event == audit.SignIn && tally.Outcome != audit.OK || tally.Outcome == audit.Intent {
			continue
		}
		person := of(tally.Cluster, tally.User)
		if person == nil {
			beyond += tally.Count
			continue
		}
		count(person, tally)
	}
	for _, person := range people {
		rows = append(rows, *person)
	}
	slices.SortFunc(rows, func(a, b trail.PersonRow) int {
		return cmp.Or(cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Who, b.Who))
	})
	return rows, beyond, nil
}

func count(person *trail.PersonRow, tally audit.Tally) {
	switch {
	case tally.Outcome == audit.Denied:
		person.Refused += tally.Count
	case tally.Outcome != audit.OK && tally.Outcome != audit.Unknown:
	case tally.Event == audit.SignIn:
		person.SignIns, person.First, person.Last = tally.Count, tally.First, tally.Last
		person.Verified, person.Roles, person.Addresses = tally.Verified, tally.Roles, tally.Addresses
	case tally.Event == audit.NodeRead || tally.Event == audit.NodeSearch:
		person.Looked += tally.Count
	case tally.Event == audit.NodeReveal:
		person.Revealed += tally.Count
	case slices.Contains(taken, tally.Event):
		person.Taken += tally.Count
	case slices.Contains(changed, tally.Event):
		person.Changed += tally.Count
	}
}

func (r *report) sendJSON(c echo.Context) error {
	rows, beyond, err := r.people()
	if err != nil {
		return err
	}
	answer := ReportJSON{From: r.filter.From, To: r.filter.To, People: []ReportPersonJSON{}, Beyond: beyond, Head: r.head, Away: r.away}
	for _, p := range rows {
		person := ReportPersonJSON{
			Cluster: p.Cluster, User: p.Who, Verified: p.Verified, Roles: append([]string{}, p.Roles...), Addresses: append([]string{}, p.Addresses...),
			SignIns: p.SignIns, Looked: p.Looked, Taken: p.Taken, Revealed: p.Revealed, Changed: p.Changed, Refused: p.Refused,
		}
		if p.SignIns > 0 {
			person.First, person.Last = &p.First, &p.Last
		}
		answer.People = append(answer.People, person)
	}
	if err := site.NewSlowWriter(c).Extend(); err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, answer)
}
