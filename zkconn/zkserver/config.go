package zkserver

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// TickTime is the tickTime of these servers, by which ZooKeeper measures timeouts. The shortest
// session timeout is twice as long, 1 s.
const TickTime = 500 * time.Millisecond

// Config is the configuration of a server. The zero value is that of a plain one.
type Config struct {
	// ZooCfg are additional lines of zoo.cfg, such as "maxClientCnxns=2". They override those of
	// this package.
	ZooCfg []string
	// JavaProperties are system properties, such as "jute.maxbuffer": "4096".
	JavaProperties map[string]string
	// HeapMiB is the largest heap of the server, in MiB; 256 if it is 0.
	HeapMiB int
	// Installation is what the server runs with; the result of Find if it is zero.
	Installation Installation

	java []string // additional arguments of Java
}

func (c Config) installation() (Installation, error) {
	if c.Installation.Java != "" {
		return c.Installation, nil
	}
	return Find()
}

// member is what a server of an ensemble needs beyond Config.
type member struct {
	id      int      // the server's myid; 0 for a standalone server
	servers []string // the server.N lines of the ensemble
}

func writeConfig(dir string, port int, config Config, member member) error {
	lines := []string{
		"dataDir=" + filepath.Join(dir, "data"),
		fmt.Sprintf("tickTime=%d", TickTime.Milliseconds()),
		"initLimit=20",
		"syncLimit=6",
		"maxSessionTimeout=60000",
		"clientPortAddress=127.0.0.1",
		fmt.Sprintf("clientPort=%d", port),
		"admin.enableServer=false",
	}
	lines = append(lines, member.servers...)
	lines = append(lines, config.ZooCfg...)
	files := map[string]string{
		"zoo.cfg":          strings.Join(lines, "\n") + "\n",
		"logback.xml":      logback,
		"log4j.properties": log4j,
		"data/myid":        fmt.Sprintln(max(member.id, 1)),
	}
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// javaArguments returns the arguments for a server in dir that starts fast and stays small: no
// optimizing compiler, one thread for garbage collection, a limited heap, small transaction logs,
// and no fsync, without which only a crash of the machine loses data.
func javaArguments(installation Installation, dir string, config Config) []string {
	arguments := []string{
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", fmt.Sprintf("-Xmx%dm", cmp.Or(config.HeapMiB, 256)),
		"-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
		"-Djava.awt.headless=true",
		"-Dzookeeper.forceSync=no", "-Dzookeeper.preAllocSize=4096",
		// The logging configuration is not on the classpath, because Java cannot archive classes if
		// that has folders.
		"-Dlogback.configurationFile=" + filepath.Join(dir, "logback.xml"),
		"-Dlog4j.configuration=file:" + filepath.Join(dir, "log4j.properties"),
		"-cp", strings.Join(installation.Classpath, string(os.PathListSeparator)),
	}
	if installation.Archive != "" {
		arguments = append(arguments, "-XX:SharedArchiveFile="+installation.Archive)
	}
	arguments = append(arguments, config.java...)
	for _, name := range slices.Sorted(maps.Keys(config.JavaProperties)) {
		arguments = append(arguments, "-D"+name+"="+config.JavaProperties[name])
	}
	return append(arguments, "org.apache.zookeeper.server.quorum.QuorumPeerMain", filepath.Join(dir, "zoo.cfg"))
}

// The configuration of logging: logback for releases from 3.8 on, log4j for older ones. Both log to
// standard output, which is a file.
const (
	logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d [%t] %p %c - %m%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
`
	log4j = `log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d [%t] %p %c - %m%n
`
)
