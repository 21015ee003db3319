package views

import (
	"slices"
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// TestHolesAreToldTogether: those of the same versions, which one upgrade closes.
func TestHolesAreToldTogether(t *testing.T) {
	hole := func(versions, cve, fixed string) Finding {
		return Finding{Code: string(health.Hole), Args: znode.Args{"versions": versions, "cve": cve, "fixed": fixed}}
	}
	other := Finding{Code: string(health.NoMargin)}
	groups := grouped(words.English.Findings, []Finding{
		hole("3.8.1", "CVE-1", "3.8.10"), other, hole("3.9.0", "CVE-2", "3.9.1"), hole("3.8.1", "CVE-3", "3.8.4"), other,
	})
	var got []string
	for _, g := range groups {
		said := g[0].Code
		if g.holes() {
			said = g.fixed()
		}
		for _, f := range g {
			said += " " + f.Args["cve"]
		}
		got = append(got, said)
	}
	if want := []string{"3.8.10 CVE-1 CVE-3", "no_margin ", "3.9.1 CVE-2", "no_margin "}; !slices.Equal(got, want) {
		t.Errorf("told is %q, want %q", got, want)
	}
}
