package people

import (
	"testing"

	"zkweb/zkconn/cluster"
)

func clusterAt(t *testing.T, text string) cluster.Cluster {
	t.Helper()
	parsed, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
