package zktest

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// RunBlackHole returns an address of this machine that does not answer attempts to connect to port
// for the duration of a test. It fills the queue of a listener there.
func RunBlackHole(t testing.TB, port int) string {
	t.Helper()
	ip := [4]byte{127, 0, 0, 5}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		t.Cleanup(func() { _ = unix.Close(fd) })
		err = unix.Bind(fd, &unix.SockaddrInet4{Port: port, Addr: ip})
	}
	if err == nil {
		err = unix.Listen(fd, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	address := &net.TCPAddr{IP: ip[:], Port: port}
	for range 16 { // until the queue is full
		conn, err := net.DialTimeout("tcp", address.String(), 200*time.Millisecond)
		if err != nil {
			return address.IP.String()
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	t.Fatal("the queue did not get full")
	return ""
}
