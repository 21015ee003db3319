package zktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

const diskVariable = "ZKWEB_SMALL_DISK"

// SmallDisk runs the test again in a process that has a disk of that size, such as "5m". The
// process has its own user namespace, in which it may mount a disk. There, SmallDisk returns the
// disk's folder. Here, it returns "" after that process has succeeded.
func SmallDisk(t *testing.T, size string) string {
	t.Helper()
	if dir := os.Getenv(diskVariable); dir != "" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), diskVariable+"="+t.TempDir())
	child.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if output, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return ""
}

// FillDisk fills the disk of a folder until free is called.
func FillDisk(t *testing.T, dir string) (free func()) {
	t.Helper()
	file, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	if closed := file.Close(); err.(*os.PathError).Err != syscall.ENOSPC || closed != nil {
		t.Fatal(err, closed)
	}
	return func() {
		if err := os.Remove(file.Name()); err != nil {
			t.Fatal(err)
		}
	}
}
