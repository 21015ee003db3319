package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"

	"zkweb/zkconn/cluster"
)

// TestTheVersionIsAskedForAgainWhenWhoAskedIsGone checks that callers that wait for the answer to
// another caller's question ask again if that caller leaves.
func TestTheVersionIsAskedForAgainWhenWhoAskedIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		versions := cluster.NewVersions()
		ctx, leave := context.WithCancel(t.Context())
		go versions.Learn(ctx, "zk1:2181", func() (cluster.Version, bool) {
			<-ctx.Done() // its session ends with it
			return cluster.Version{}, false
		})
		synctest.Wait()
		told := make(chan cluster.Version)
		go func() {
			versions.Learn(t.Context(), "zk1:2181", func() (cluster.Version, bool) { return cluster.Version{Major: 3, Minor: 8}, true })
			told <- versions.Of("zk1:2181")
		}()
		synctest.Wait()
		leave()
		if version := <-told; !version.AtLeast(3, 8) {
			t.Errorf("the version is %q, want 3.8", version)
		}
		versions.Forget("zk1:2181")
		if version := versions.Of("zk1:2181"); version != (cluster.Version{}) {
			t.Errorf("after Forget: %q", version)
		}
		versions.Learn(t.Context(), "zk1:2181", func() (cluster.Version, bool) { return cluster.Version{}, false })
		if version := versions.Of("zk1:2181"); version != (cluster.Version{}) {
			t.Errorf("after a call without an answer: %q", version)
		}
	})
}
