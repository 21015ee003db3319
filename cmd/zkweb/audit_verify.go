package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/cmd/zkweb/settings"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func auditCommand() command {
	verify := new(verifySettings)
	return command{
		settings.Command{
			Name: "audit verify", Settings: verify.list(),
			Does: "find entries of the trail that were changed, removed or moved; exit 0 or 1\nIt may run while a console writes the trail.",
		},
		func(ctx context.Context, _ settings.Given) error { return verifyTrail(ctx, verify.dir, verify.heads) },
	}
}

// verifySettings are the settings of "zkweb audit verify".
type verifySettings struct {
	dir   string
	heads []audit.Head
}

func (s *verifySettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "data-dir", Form: "DIR", Does: "folder of the audit trail, the console's --data-dir",
			Takes: "a folder", Set: settings.Text(&s.dir),
		}, {
			Name: "head", Form: "SEQ:HASH", Does: "a head of the trail that was kept elsewhere, as the console logs it; repeatable",
			Takes: "a number and a SHA-256 in hex, such as 7:0123…", Set: s.addHead, Many: true, OneRun: true,
		},
	}
}

func (s *verifySettings) addHead(value string) error {
	seq, hash, _ := strings.Cut(value, ":")
	number, err := strconv.ParseInt(seq, 10, 64)
	if err != nil || number < 1 || !hashForm.MatchString(hash) {
		return errors.New("it is not such a head")
	}
	s.heads = append(s.heads, audit.Head{Seq: number, Hash: hash})
	return nil
}

// verifyTrail fails if the trail is not as it was written.
func verifyTrail(ctx context.Context, dir string, heads []audit.Head) error {
	if dir == "" {
		return usageError{errors.New("zkweb audit verify takes --data-dir DIR, the folder that the console was given")}
	}
	verified, err := sqlite.Verify(ctx, dir, heads...)
	_, badEntry := errors.AsType[*audit.BadEntry](err)
	_, badFile := errors.AsType[*audit.BadFile](err)
	if badEntry || badFile {
		return fmt.Errorf("the audit trail in %s is not as it was written: %w", dir, err)
	}
	if err != nil {
		return sentence(err)
	}
	fmt.Printf("%d entries, from %d to %d; %sthe last one's hash is %s\n",
		verified.Entries, verified.First, verified.Head.Seq, removed(verified.Removed), verified.Head.Hash)
	return nil
}

// removed describes how much retention removed. The chain cannot tell that from a removal by
// somebody who computed the hashes anew; whoever reads the line knows how much should be gone.
func removed(count int64) string {
	switch count {
	case 0:
		return ""
	case 1:
		return "1 was removed by retention; "
	}
	return fmt.Sprintf("%d were removed by retention; ", count)
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// sentence returns the sentence for err, with its cause, on one line.
func sentence(err error) error {
	if shown, ok := errors.AsType[*znode.Error](err); ok {
		if shown.Cause != nil {
			return fmt.Errorf("%s (%s)", words.English.Error(shown), settings.OneLine(shown.Cause))
		}
		return errors.New(words.English.Error(shown))
	}
	return err
}
