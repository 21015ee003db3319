package zktest_test

import (
	"os"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
)

func TestReleasesAreThoseThatAreFetched(t *testing.T) {
	script, err := os.ReadFile("../../.ci/zookeepers")
	must(t, err)
	if want := "\nversions=(" + strings.Join(zktest.Releases, " ") + ")\n"; !strings.Contains(string(script), want) {
		t.Errorf(".ci/zookeepers does not have the line %q", want)
	}
}
