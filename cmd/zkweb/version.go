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

// version prints the build information that the Go tool stored in the program.
func version(context.Context, settings.Given) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program holds no build information")
	}
	fmt.Printf("version %s\ncommit %s\ngo %s\n", info.Main.Version, commit(info), runtime.Version())
	return nil
}

// commit returns the revision of the build, with “+changes” if there were uncommitted changes;
// "unknown" if it was not built from a checkout.
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
