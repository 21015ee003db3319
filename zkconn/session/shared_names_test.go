package session_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestALargeListIsReadOnceForAll opens a large directory twenty times at the same moment.
func TestALargeListIsReadOnceForAll(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	options := session.Options{}.WithDefaults() // one memory for both
	writer := open(t, server.Addr(), session.Anonymous(), options)
	create(t, writer, "/many", nil)
	const children = 4000
	name := strings.Repeat("x", 100)
	var ops []znode.Op
	for i := range children {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: path(t, fmt.Sprintf("/many/%s-%d", name, i)), ACL: openACL})
	}
	for len(ops) > 0 {
		if _, err := writer.Apply(testContext(t), ops[:500]...); err != nil {
			t.Fatal(err)
		}
		ops = ops[500:]
	}
	question := znode.Question{Path: path(t, "/many"), Stat: true, Lists: []znode.Path{path(t, "/many")}}
	writer.Glance(testContext(t), question) // so that its size is known

	way := zktest.RunCounter(t, server.Addr())
	client := open(t, way.Addr(), session.Anonymous(), options)
	for want, state := range []string{"never seen", "changed since it was seen"} {
		want += children
		_, came := way.During(func() {
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if answer := client.Glance(testContext(t), question); len(answer.Lists) != 1 || len(answer.Lists[0].Names) != want {
						t.Errorf("%s: %v", state, answer.StatErr)
					}
				})
			}
			all.Wait()
		})
		if list := int64(children * (len(name) + 5)); came > 2*list {
			t.Errorf("%s: %d bytes were read for a list of %d", state, came, list)
		}
		create(t, writer, "/many/more than "+state, nil)
	}
}
