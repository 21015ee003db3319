package zkserver_test

import (
	"slices"
	"testing"

	"zkweb/zkconn/zktest"
)

func TestEnsembleElectsAnother(t *testing.T) {
	ensemble := zktest.RunEnsemble(t, 3)
	leader, err := ensemble.Leader()
	must(t, err)
	if got := len(ensemble.Followers()); got != 2 {
		t.Fatalf("%d followers, want 2", got)
	}

	leader.Kill()
	second, err := ensemble.Leader()
	must(t, err)
	if second == leader {
		t.Fatal("the killed server still leads")
	}

	must(t, leader.Restart())
	if got := mode(t, leader); got != "follower" {
		t.Errorf("the restarted server is %q, want follower", got)
	}
	if !slices.Contains(ensemble.Followers(), leader) {
		t.Error("the restarted server is not among the followers")
	}
}
