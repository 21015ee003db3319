package zktest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"zkweb/zkconn/zkserver"
)

// FindRelease gives the ZooKeeper of a Debian release, such as "bullseye",
// which ".ci/zookeepers" keeps in the user's cache folder. The error says how to
// get it.
func FindRelease(release string) (Installation, error) {
	java, err := zkserver.FindJava()
	if err != nil {
		return Installation{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return Installation{}, err
	}
	dir := filepath.Join(cache, "zkweb", "zookeeper", release)
	jar := filepath.Join(dir, "zookeeper.jar")
	if !exists(jar) {
		return Installation{}, fmt.Errorf("%w: %s is not there; .ci/zookeepers fetches it", zkserver.ErrNoZooKeeper, jar)
	}
	return Installation{Java: java, Classpath: releaseClasspath(dir, jar)}, nil
}

// releaseClasspath has the server's jar last: its manifest names the jars of the
// Debian that is installed, and those of the release must be found first.
func releaseClasspath(dir, jar string) []string {
	var classpath []string
	for _, name := range []string{"zookeeper-jute.jar", "slf4j-api.jar", "slf4j-simple.jar", "log4j-1.2.jar", "metrics-core.jar", "snappy-java.jar"} {
		classpath = append(classpath, filepath.Join(dir, name)) // Java passes over the ones that are not there
	}
	return append(classpath, jar)
}

// RunRelease starts a server of a Debian release's version for the time of a
// test.
func RunRelease(t testing.TB, release string) *Server {
	t.Helper()
	installation, err := FindRelease(release)
	if err != nil {
		t.Fatal(err)
	}
	return Run(t, Config{Installation: installation})
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
