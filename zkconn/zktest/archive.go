package zktest

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"zkweb/zkconn/zkserver"
)

// archives caches the files of class archives by archiveKey; "" if there can be none.
var archives struct {
	mu    sync.Mutex
	files map[string]string
}

// archived returns config with an archive of classes for its installation. A run of all tests
// starts hundreds of servers, and Java spends half of a start on reading classes. Each archive is
// made once, in the user's cache. If that fails, the installation has none.
func archived(config Config) Config {
	if config.Installation.Java == "" {
		installation, err := zkserver.Find()
		if err != nil {
			return config // the start of the server returns the same error
		}
		config.Installation = installation
	}
	archives.mu.Lock()
	defer archives.mu.Unlock()
	key := archiveKey(config.Installation)
	file, known := archives.files[key]
	if !known {
		file = archive(config.Installation, key)
		if archives.files == nil {
			archives.files = map[string]string{}
		}
		archives.files[key] = file
	}
	config.Installation.Archive = file
	return config
}

// archive returns the file of an installation's archive. It makes the archive if there is none, and
// returns "" if that fails.
func archive(installation Installation, key string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	folder := filepath.Join(cache, "zkweb", "classes")
	file := filepath.Join(folder, key+".jsa")
	if _, err := os.Stat(file); err == nil {
		return file
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ""
	}
	// The tests of another package may make it at the same time.
	work, err := os.MkdirTemp(folder, "new-")
	if err != nil {
		return ""
	}
	defer func() { _ = os.RemoveAll(work) }()
	fresh := filepath.Join(work, "classes.jsa")
	if installation.WriteArchive(fresh) != nil || store(fresh) != nil || os.Rename(fresh, file) != nil {
		return ""
	}
	return file
}

// store syncs a file to disk: Java crashes with an archive that a power failure has cut off.
func store(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// archiveKey returns a key that depends on the Java and the jars of an installation.
func archiveKey(installation Installation) string {
	sum := sha1.New()
	for _, pattern := range append([]string{installation.Java}, installation.Classpath...) {
		fmt.Fprintln(sum, pattern)
		files, _ := filepath.Glob(pattern) // the files are listed by name, so the pattern is valid
		for _, file := range files {
			if info, err := os.Stat(file); err == nil {
				fmt.Fprintln(sum, file, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
