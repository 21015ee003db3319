package silence

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilencesAreKept, end at their time, and are bounded.
func TestSilencesAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "silences.json")
		s, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		until := func(d time.Duration) time.Time { return time.Now().Add(d) }
		for _, silence := range []Silence{
			{Cluster: "main", Finding: "a", Reason: "first", Until: until(time.Hour)},
			{Cluster: "main", Finding: "a", Reason: "planned", By: "boss", Until: until(2 * time.Hour)},
			{Cluster: "main", Finding: "b", Until: until(time.Hour)},
		} {
			if err := s.Set(silence); err != nil {
				t.Fatal(err)
			}
		}
		if s, err = Open(file); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Of("main", "a"); !ok || got.Reason != "planned" || got.By != "boss" {
			t.Errorf("what is kept is %+v", got)
		}
		if _, ok := s.Of("other", "a"); ok {
			t.Error("another cluster's finding is silenced")
		}
		if err := s.End("main", "b"); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Of("main", "b"); ok {
			t.Error("an ended silence goes on")
		}
		time.Sleep(2 * time.Hour)
		if _, ok := s.Of("main", "a"); ok {
			t.Error("a silence goes on beyond its time")
		}
		if err := s.Set(Silence{Cluster: "main", Finding: "long", Until: until(24 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		for i := range Most + 5 {
			if err := s.Set(Silence{Cluster: "main", Finding: strconv.Itoa(i), Until: until(time.Duration(i+1) * time.Minute)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, ok := s.Of("main", "4"); ok || len(s.all) != Most {
			t.Errorf("%d are kept", len(s.all))
		}
		if _, ok := s.Of("main", "long"); !ok {
			t.Error("the first to be set goes, and not the one that ends first")
		}
		if err := s.Set(Silence{Cluster: "main", Finding: "short", Until: until(time.Second)}); err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Of("main", "short"); !ok || len(s.all) != Most {
			t.Errorf("the newest, which ends first of %d, is kept: %v", len(s.all), ok)
		}
		for _, text := range []string{"no JSON", `[{"cluster":"main","finding":"a","until":"2999-01-01T00:00:00Z"},3]`} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err = Open(file); err == nil || len(s.all) != 0 {
				t.Errorf("of a file that is none, %s: %v", text, err)
			}
		}
	})
}
