package txnlog

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// File is a log or a snapshot, as its name describes it.
type File struct {
	Path string
	Zxid int64 // the first transaction in a log; the last one before a snapshot was begun
}

// Logs returns the transaction logs in a folder, sorted by zxid. The folder is a server's
// dataLogDir or its version-2.
func Logs(dir string) ([]File, error) { return list(dir, "log.", "") }

// Snapshots returns the snapshots in a folder, sorted by zxid. The folder is a server's dataDir or
// its version-2.
func Snapshots(dir string) ([]File, error) { return list(dir, "snapshot.", ".gz", ".snappy", "") }

// versionDir is the folder below dataDir and dataLogDir in which a server keeps its files.
const versionDir = "version-2"

func list(dir, prefix string, endings ...string) ([]File, error) {
	if info, err := os.Stat(filepath.Join(dir, versionDir)); err == nil && info.IsDir() {
		dir = filepath.Join(dir, versionDir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, entry := range entries {
		zxid, ok := zxidOf(entry, prefix, endings)
		if ok {
			files = append(files, File{filepath.Join(dir, entry.Name()), zxid})
		}
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Zxid, b.Zxid) })
	return files, nil
}

func zxidOf(entry fs.DirEntry, prefix string, endings []string) (int64, bool) {
	name, ok := strings.CutPrefix(entry.Name(), prefix)
	if !ok || !entry.Type().IsRegular() {
		return 0, false
	}
	for _, ending := range endings {
		if bare, ok := strings.CutSuffix(name, ending); ok {
			zxid, err := strconv.ParseUint(bare, 16, 63)
			return int64(zxid), err == nil
		}
	}
	return 0, false
}

// sizeOf returns the file's length, 0 if the file is gone.
func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
