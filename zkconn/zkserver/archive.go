package zkserver

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// WriteArchive writes the classes of the installation's server to a file, in the form that Java has
// in memory. A server of this installation starts in half the time with that Archive. WriteArchive
// runs a server for that. It fails with Java before 13, which writes none. Java ignores an archive
// that a different Java or different jars made.
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

// end asks the server to end and waits until it has ended.
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
