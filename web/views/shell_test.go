package views

import (
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func TestButtonsNameTheMark(t *testing.T) {
	s := Shell{Words: words.English, Cluster: "a", Clusters: []ClusterLink{
		{Name: "a"}, {Name: "b", Mark: Mark{Label: "PROD"}}, {Name: "c", Mark: Mark{Label: "TEST"}},
	}}
	for _, test := range []struct {
		changes []string
		want    string
	}{
		{[]string{"a"}, "Copy"}, {[]string{"b", "c", "a"}, "Copy in PROD"}, {[]string{"a", "c", "b"}, "Copy in TEST"},
	} {
		if got := s.InOneOf("Copy", test.changes); got != test.want {
			t.Errorf("what changes %q is labelled %q, want %q", test.changes, got, test.want)
		}
	}
	if s.Cluster = "b"; s.To("Save") != "Save to PROD" || s.In("Copy") != "Copy in PROD" {
		t.Errorf("in a marked cluster: %q, %q", s.To("Save"), s.In("Copy"))
	}
}

// TestThePathBoxFindsInWhatIsOpen to the person, on a page of no znode.
func TestThePathBoxFindsInWhatIsOpen(t *testing.T) {
	app, b := mustPath(t, "/app"), mustPath(t, "/app/b")
	for _, test := range []struct {
		paths       []znode.Path
		below, want znode.Path
	}{
		{nil, znode.Root, znode.Root}, {[]znode.Path{app, znode.Root}, znode.Root, znode.Root},
		{[]znode.Path{app}, znode.Root, app}, {[]znode.Path{app}, b, b},
	} {
		s := Shell{User: User{Paths: test.paths}}
		if got := s.below(Document{Below: test.below}); got != test.want {
			t.Errorf("of a page of %s, for %v: %s, want %s", test.below, test.paths, got, test.want)
		}
	}
}
