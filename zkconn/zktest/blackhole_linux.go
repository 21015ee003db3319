package zktest

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// RunBlackHole makes an address of this machine one that answers no attempt to
// connect, for the duration of a test: a listener whose queue is full.
func RunBlackHole(t testing.TB, ip [4]byte, port int) {
	t.Helper()
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
			return
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	t.Fatal("the queue did not get full")
}
