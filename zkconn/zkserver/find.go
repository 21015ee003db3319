package zkserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Find wraps these errors with where it looked.
var (
	ErrNoJava      = errors.New("no Java found")
	ErrNoZooKeeper = errors.New("no ZooKeeper found")
)

const (
	debianJars = "/usr/share/java"
	debianJar  = debianJars + "/zookeeper.jar"
)

// homebrewRoots are the folders of Homebrew's packages, on Apple silicon and on Intel.
var homebrewRoots = []string{"/opt/homebrew/opt", "/usr/local/opt"}

// Installation is a Java runtime and a ZooKeeper to run with it.
type Installation struct {
	Java      string   // path of the java program
	Classpath []string // jars, and folders of jars in the form "folder/*"
	Archive   string   // a file that WriteArchive wrote; "" for none
}

// Find looks for Java in JAVA_HOME, Homebrew and PATH, and for ZooKeeper in ZOOKEEPER_HOME (an
// unpacked release), Debian's package and Homebrew. The error wraps ErrNoJava, ErrNoZooKeeper or
// both.
func Find() (Installation, error) {
	java, noJava := FindJava()
	classpath, noZooKeeper := findZooKeeper()
	if err := errors.Join(noJava, noZooKeeper); err != nil {
		return Installation{}, err
	}
	return Installation{Java: java, Classpath: classpath}, nil
}

// FindJava returns the path of the java program that Find uses. The error wraps ErrNoJava.
func FindJava() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		java := filepath.Join(home, "bin", "java")
		if !isFile(java) {
			return "", fmt.Errorf("%w: JAVA_HOME is set, but %s is not there", ErrNoJava, java)
		}
		return java, nil
	}
	// Homebrew comes before PATH, because the java in macOS's PATH only tells people to install
	// one.
	for _, root := range homebrewRoots {
		if java := filepath.Join(root, "openjdk", "bin", "java"); isFile(java) {
			return java, nil
		}
	}
	java, err := exec.LookPath("java")
	if err != nil {
		return "", fmt.Errorf("%w: there is no java in PATH and JAVA_HOME is not set", ErrNoJava)
	}
	return java, nil
}

func findZooKeeper() ([]string, error) {
	if home := os.Getenv("ZOOKEEPER_HOME"); home != "" {
		classpath := release(home)
		if classpath == nil {
			return nil, fmt.Errorf("%w: ZOOKEEPER_HOME is set, but %s holds no zookeeper-*.jar, nor does its lib", ErrNoZooKeeper, home)
		}
		return classpath, nil
	}
	if isFile(debianJar) {
		return debianClasspath(), nil
	}
	for _, root := range homebrewRoots {
		if classpath := release(filepath.Join(root, "zookeeper", "libexec")); classpath != nil {
			return classpath, nil
		}
	}
	return nil, fmt.Errorf("%w: ZOOKEEPER_HOME is not set and %s is not there", ErrNoZooKeeper, debianJar)
}

// debianClasspath returns Debian's jar, whose manifest lists most of its dependencies, and those
// that the manifest lacks: a logger, the parts of Netty for TLS, and Jetty and Jackson for
// AdminServer. Java ignores jars that do not exist.
func debianClasspath() []string {
	classpath := []string{debianJar}
	for _, name := range []string{
		"slf4j-simple", "netty-codec", "netty-handler", "netty-resolver",
		"jetty9-server", "jetty9-servlet", "jetty9-security", "jetty9-http", "jetty9-io", "jetty9-util", "jetty9-util-ajax", "servlet-api",
		"jackson-core", "jackson-databind", "jackson-annotations",
	} {
		classpath = append(classpath, filepath.Join(debianJars, name+".jar"))
	}
	return classpath
}

// release returns the classpath of an unpacked release, nil if home is none. Releases from 3.5 on
// have all jars in lib; 3.4 has its own jar beside lib.
func release(home string) []string {
	for _, pattern := range []string{"lib/zookeeper-*.jar", "zookeeper-*.jar"} {
		if jars, err := filepath.Glob(filepath.Join(home, pattern)); err == nil && len(jars) > 0 {
			return []string{filepath.Join(home, "*"), filepath.Join(home, "lib", "*")}
		}
	}
	return nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
