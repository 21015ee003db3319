package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"zkweb/cmd/zkweb/settings"
)

func versionCommand() command {
	return command{settings.Command{Name: "version", Does: "print version, commit and Go version"}, version}
}

// version prints what the Go tool wrote into the program when it built it.
func version(context.Context, settings.Given) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program holds no build information")
	}
	fmt.Printf("version %s\ncommit %s\ngo %s\n", info.Main.Version, commit(info), runtime.Version())
	return nil
}

// commit returns the revision built from, with “+changes” when there were
// uncommitted ones; "unknown" when it was not built in a checkout.
func commit(info *debug.BuildInfo) string {
	revision, changes := "unknown", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changes = "+changes"
		}
	}
	return revision + changes
}
