package audit

import (
	"strconv"
	"testing"
)

// TestPayersAreBounded: beyond so many payers, the others share one purse, and what was
// folded of it names none of them.
func TestPayersAreBounded(t *testing.T) {
	p, paid := newPurse(), 0
	refused := func(address string) Entry {
		return Entry{Event: SignIn, Outcome: Denied, User: "bob", Address: address, Cluster: "main"}
	}
	for i := range maxPayers {
		p.pays(refused(strconv.Itoa(i)))
	}
	for i := range purseSize + 7 {
		if p.pays(refused("late-" + strconv.Itoa(i))) {
			paid++
		}
	}
	if !p.pays(refused("0")) || paid != purseSize || len(p.spent) != maxPayers+1 {
		t.Errorf("%d of those who came late paid, %d payers are known", paid, len(p.spent))
	}
	if more := p.due(true); len(more) != 1 || more[0].Args["count"] != "7" || more[0].User+more[0].Address+more[0].Cluster != "" {
		t.Errorf("%+v", more)
	}
}
