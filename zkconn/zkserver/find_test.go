package zkserver_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"zkweb/zkconn/zkserver"
)

// touch creates an empty file and the folders above it.
func touch(t *testing.T, path string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, nil, 0o700))
}

func TestFind(t *testing.T) {
	java := t.TempDir()
	touch(t, filepath.Join(java, "bin", "java"))
	release := t.TempDir()
	touch(t, filepath.Join(release, "lib", "zookeeper-3.9.3.jar"))
	old := t.TempDir()
	touch(t, filepath.Join(old, "zookeeper-3.4.14.jar"))
	empty := t.TempDir()

	for _, test := range []struct {
		name                      string
		javaHome, zooKeeperHome   string
		noJava, noZooKeeper       bool
		wantJava, wantFirstJarDir string
	}{
		{"both", java, release, false, false, filepath.Join(java, "bin", "java"), filepath.Join(release, "*")},
		{"a 3.4 release", java, old, false, false, filepath.Join(java, "bin", "java"), filepath.Join(old, "*")},
		{"no Java", empty, release, true, false, "", ""},
		{"no ZooKeeper", java, empty, false, true, "", ""},
		{"neither", empty, empty, true, true, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("JAVA_HOME", test.javaHome)
			t.Setenv("ZOOKEEPER_HOME", test.zooKeeperHome)
			found, err := zkserver.Find()
			if got := errors.Is(err, zkserver.ErrNoJava); got != test.noJava {
				t.Errorf("ErrNoJava: %v, want %v (%v)", got, test.noJava, err)
			}
			if got := errors.Is(err, zkserver.ErrNoZooKeeper); got != test.noZooKeeper {
				t.Errorf("ErrNoZooKeeper: %v, want %v (%v)", got, test.noZooKeeper, err)
			}
			if found.Java != test.wantJava {
				t.Errorf("Java %q, want %q", found.Java, test.wantJava)
			}
			var firstJarDir string
			if len(found.Classpath) > 0 {
				firstJarDir = found.Classpath[0]
			}
			if firstJarDir != test.wantFirstJarDir {
				t.Errorf("classpath %q, want it to start with %q", found.Classpath, test.wantFirstJarDir)
			}
		})
	}
}

func TestFindInPath(t *testing.T) {
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", t.TempDir())
	if _, err := zkserver.Find(); !errors.Is(err, zkserver.ErrNoJava) {
		t.Errorf("with an empty PATH: %v, want ErrNoJava", err)
	}
	java := filepath.Join(os.Getenv("PATH"), "java")
	touch(t, java)
	found, err := zkserver.Find()
	must(t, err)
	if !reflect.DeepEqual(found.Java, java) {
		t.Errorf("Java %q, want %q", found.Java, java)
	}
}
