package zkserver

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// WriteArchive writes the classes of the installation's server into a file, as Java
// has them in memory: a server of this installation with that Archive starts in half
// the time. It runs a server for that. A Java before 13 writes none, which is an error.
// A Java passes over an archive that another one or other jars made.
func (i Installation) WriteArchive(file string) error {
	i.Archive = ""
	server, err := Start(Config{Installation: i, java: []string{"-XX:+IgnoreUnrecognizedVMOptions", "-XX:ArchiveClassesAtExit=" + file}})
	if err != nil {
		return err
	}
	if err := server.end(readyTimeout); err != nil {
		return errors.Join(err, server.Close())
	}
	_, err = os.Stat(file)
	return errors.Join(err, server.Close())
}

// end asks the server to end and waits until it has.
func (s *Server) end(timeout time.Duration) error {
	if err := s.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.process.exited:
		return nil
	case <-time.After(timeout):
		return fmt.Errorf("the ZooKeeper server did not end within %s", timeout)
	}
}
