package session_test

import (
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// withValues returns pageOf's question, which also asks for the data of all children of the znode.
func withValues(at znode.Path) znode.Question {
	question := pageOf(at)
	question.Values = func(stats znode.Stats) []znode.Path {
		var rows []znode.Path
		for row := range stats {
			if !row.IsRoot() && row.Parent() == at {
				rows = append(rows, row)
			}
		}
		return rows
	}
	return question
}

// TestGlanceBringsValues checks that values equal those of single reads, except for large ones,
// which are missing.
func TestGlanceBringsValues(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"3.4", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, line)
			alice := open(t, server.Addr(), digest(t, "alice", "wonderland"), session.Options{})
			bob := open(t, server.Addr(), digest(t, "bob", "builder"), session.Options{})
			create(t, alice, "/a", []byte("data"))
			for i := range 30 {
				create(t, alice, fmt.Sprintf("/a/child-%02d", i), []byte(strings.Repeat("x", i)))
			}
			create(t, alice, "/a/large", make([]byte, znode.MaxValue+1))
			createWith(t, alice, "/a/private", []byte("mine"), aliceOnly)
			at := path(t, "/a")
			for _, client := range []*session.Session{alice, bob} {
				for _, state := range []string{"cold", "hot", "hot again", "quiet", "quiet again", "still quiet"} {
					got := client.Glance(testContext(t), withValues(at))
					want := 31 // all except the large one
					if got.Stats[path(t, "/a/private")].Err != nil {
						want-- // newer servers refuse even the stat
					}
					if len(got.Values) != want {
						t.Errorf("%s: %d values, want %d", state, len(got.Values), want)
					}
					for row, value := range got.Values {
						data, _, err := client.Get(testContext(t), row)
						if string(value.Data) != string(data) || znode.KindOf(value.Err) != znode.KindOf(err) {
							t.Errorf("%s, %s: %q, %v; want %q, %v", state, row, value.Data, value.Err, data, err)
						}
					}
				}
			}
		})
	}
}

// TestValuesComeAlongWithTheStats checks that values take no additional request on a page that was
// seen before.
func TestValuesComeAlongWithTheStats(t *testing.T) {
	t.Parallel()
	counted := zktest.RunCounter(t, zktest.Run(t).Addr())
	client := open(t, counted.Addr(), session.Anonymous(), session.Options{})
	for i := range 30 {
		create(t, client, fmt.Sprintf("/child-%02d", i), []byte("value"))
	}
	client.Glance(testContext(t), withValues(znode.Root))
	requests, _ := counted.During(func() { client.Glance(testContext(t), withValues(znode.Root)) })
	without, _ := counted.During(func() { client.Glance(testContext(t), pageOf(znode.Root)) })
	if requests != without {
		t.Errorf("%d requests with values, %d without", requests, without)
	}
}
