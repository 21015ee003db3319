package people

import (
	"testing"

	"zkweb/zkconn"
)

func cluster(t *testing.T, text string) zkconn.Cluster {
	t.Helper()
	parsed, err := zkconn.ParseCluster(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
