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

// archives are the files of classes that were looked for, by what made them.
var archives struct {
	mu    sync.Mutex
	files map[string]string
}

// archived returns a configuration whose installation has an archive of its classes: a run of
// all tests starts hundreds of servers, and Java takes half of a start to read classes.
// Archives are made once, in the user's cache. Where none can be, it does without.
func archived(config Config) Config {
	if config.Installation.Java == "" {
		installation, err := zkserver.Find()
		if err != nil {
			return config // whose start says the same
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

// archive returns the file of an installation's archive, which it makes where there is
// none; "" where it cannot.
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
	// Another package's tests may be at it.
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

// store waits until a file is on the disk: Java crashes with an archive that a power cut has
// left the first half of.
func store(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// archiveKey returns a key that differs for another Java and other jars.
func archiveKey(installation Installation) string {
	sum := sha1.New()
	for _, pattern := range append([]string{installation.Java}, installation.Classpath...) {
		fmt.Fprintln(sum, pattern)
		files, _ := filepath.Glob(pattern) // as they are named, so the pattern is none that is bad
		for _, file := range files {
			if info, err := os.Stat(file); err == nil {
				fmt.Fprintln(sum, file, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
