package zktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zkweb/zkconn/zkserver"
)

// Releases are the ZooKeeper versions that tests run on in addition to the installed one: the
// newest of each line, oldest first. .ci/zookeepers fetches them.
var Releases = []string{"3.4.14", "3.5.10", "3.6.4", "3.7.2", "3.8.4", "3.9.3"}

// FindRelease returns a ZooKeeper in Releases by its version or its line, such as "3.4". If it is
// not there, the error says how to get it.
func FindRelease(release string) (Installation, error) {
	java, err := zkserver.FindJava()
	if err != nil {
		return Installation{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return Installation{}, err
	}
	for _, version := range Releases {
		if version != release && !strings.HasPrefix(version, release+".") {
			continue
		}
		dir := filepath.Join(cache, "zkweb", "zookeeper", version)
		if _, err := os.Stat(dir); err != nil {
			return Installation{}, fmt.Errorf("%w: %s is not there; .ci/zookeepers fetches it", zkserver.ErrNoZooKeeper, dir)
		}
		return Installation{Java: java, Classpath: []string{filepath.Join(dir, "*")}}, nil
	}
	return Installation{}, fmt.Errorf("%w: %s is none of %s", zkserver.ErrNoZooKeeper, release, strings.Join(Releases, ", "))
}

// RunRelease starts a server of a release, given as for FindRelease, for the duration of a test. It
// takes at most one Config.
func RunRelease(t testing.TB, release string, config ...Config) *Server {
	t.Helper()
	installation, err := FindRelease(release)
	if err != nil {
		t.Fatal(err)
	}
	with := first(config)
	with.Installation = installation
	return Run(t, with)
}
