package guard

import (
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/znode"
)

// TestAuthorOfAChangeUnderWay checks that somebody who sees a change before its author's session
// has the answer learns who made it, and waits for no other change.
func TestAuthorOfAChangeUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := func(text string) znode.Path {
			parsed, err := znode.ParsePath(text)
			if err != nil {
				t.Fatal(err)
			}
			return parsed
		}
		const cluster = "main"
		recent := &recent{}
		asked := time.Now()
		author := func(of string, zxid int64) string {
			return recent.await(cluster, path(of), func() string { return recent.byZxid(cluster, zxid) })
		}
		ops := []znode.Op{{Kind: znode.OpDelete, Path: path("/a/b")}}
		answered := recent.sending(cluster, "alice", ops)
		told := make(chan string)
		for _, of := range []string{"/a", "/a/b"} { // its children have changed, and it was deleted
			go func() { told <- author(of, 7) }()
		}
		synctest.Wait()
		for _, of := range []string{"/", "/a/c", "/a/b/c"} {
			if by := author(of, 8); by != "" || time.Since(asked) != 0 {
				t.Errorf("a change of %s, by a script, is told as by %q after %v", of, by, time.Since(asked))
			}
		}
		answered([]znode.Result{{Path: path("/a/b"), Zxid: 7}})
		for range 2 {
			if by := <-told; by != "alice" || time.Since(asked) != 0 {
				t.Errorf("told as by %q after %v", by, time.Since(asked))
			}
		}

		late := recent.sending(cluster, "alice", ops)
		if by := author("/a", 9); by != "" || time.Since(asked) != answerTime {
			t.Errorf("without an answer it is told as by %q after %v", by, time.Since(asked))
		}
		late(nil) // the change failed
		if by := author("/a", 9); by != "" || len(recent.sent) != 0 || time.Since(asked) != answerTime {
			t.Errorf("after one that failed it is told as by %q after %v, and under way are %v", by, time.Since(asked), recent.sent)
		}
	})
}
