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

// TickTime is ZooKeeper's tickTime on these servers: its clock for expiry. The
// shortest session timeout is twice as long, 1 s.
const TickTime = 500 * time.Millisecond

// Config is what differs from a plain server. The zero value is a plain one.
type Config struct {
	// ZooCfg are more lines of zoo.cfg, such as "maxClientCnxns=2"; they win
	// over this package's own.
	ZooCfg []string
	// JavaProperties are system properties, such as "jute.maxbuffer": "4096".
	JavaProperties map[string]string
	// HeapMiB bounds the server's heap; 256 when 0.
	HeapMiB int
	// Installation is what runs; the zero value is what Find finds.
	Installation Installation

	java []string // more of Java's own arguments
}

func (c Config) installation() (Installation, error) {
	if c.Installation.Java != "" {
		return c.Installation, nil
	}
	return Find()
}

// member is what a server of an ensemble knows beyond Config.
type member struct {
	id      int      // the server's myid; 0 when it stands alone
	servers []string // the ensemble's server.N lines
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

// javaArguments start a server in dir fast and small: no optimizing compiler,
// one garbage-collector thread, a bounded heap, no fsync (a killed process
// loses nothing by that, only a machine does) and small transaction logs.
func javaArguments(installation Installation, dir string, config Config) []string {
	arguments := []string{
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", fmt.Sprintf("-Xmx%dm", cmp.Or(config.HeapMiB, 256)),
		"-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
		"-Djava.awt.headless=true",
		"-Dzookeeper.forceSync=no", "-Dzookeeper.preAllocSize=4096",
		// Not by the classpath: Java archives the classes of jars, and of no folders.
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

// What releases log with: logback from 3.8 on, log4j before. Both go to the
// process's output, which is a file.
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
