package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"zkweb/auth/audit"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// verifyUsage ends the error of a command line that cannot be used.
const verifyUsage = "zkweb audit verify takes --data-dir DIR, the folder that the console was given, and --head SEQ:HASH, as its log has them"

// auditCommand is "zkweb audit verify": it says whether the trail is as it was
// written, also while a console writes it.
func auditCommand(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 || arguments[0] != "verify" {
		return usageError{errors.New(verifyUsage)}
	}
	dir, heads, err := readVerifyFlags(arguments[1:])
	if err != nil {
		return err
	}
	verified, err := audit.Verify(ctx, dir, heads...)
	_, badEntry := errors.AsType[*audit.BadEntry](err)
	_, badFile := errors.AsType[*audit.BadFile](err)
	if badEntry || badFile {
		return fmt.Errorf("the audit trail in %s is not as it was written: %w", dir, err)
	}
	if err != nil {
		return sentence(err)
	}
	fmt.Printf("%d entries, from %d to %d; %sthe last one's hash is %s\n",
		verified.Entries, verified.First, verified.Head.Seq, removed(verified.First-1), verified.Head.Hash)
	return nil
}

// removed says what retention removed. The chain cannot tell that from what
// somebody removed who computed it anew: whoever reads it knows what was to go.
func removed(count int64) string {
	switch count {
	case 0:
		return ""
	case 1:
		return "1 older one was removed by retention; "
	}
	return fmt.Sprintf("%d older ones were removed by retention; ", count)
}

func readVerifyFlags(arguments []string) (dir string, heads []audit.Head, err error) {
	flags := flag.NewFlagSet("zkweb audit verify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&dir, "data-dir", os.Getenv(envPrefix+"_DATA_DIR"), "")
	flags.Func("head", "", func(value string) error {
		seq, hash, _ := strings.Cut(value, ":")
		number, err := strconv.ParseInt(seq, 10, 64)
		if err == nil && (number < 1 || !hashForm.MatchString(hash)) {
			err = errors.New("it is not SEQ:HASH")
		}
		heads = append(heads, audit.Head{Seq: number, Hash: hash})
		return err
	})
	if err := flags.Parse(arguments); err != nil || flags.NArg() > 0 || dir == "" {
		return "", nil, usageError{errors.New(verifyUsage)}
	}
	return dir, heads, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// sentence is what a person is told of err, on a line.
func sentence(err error) error {
	if shown, ok := errors.AsType[*znode.Error](err); ok {
		if shown.Cause != nil {
			return fmt.Errorf("%s (%s)", words.English.Error(shown), oneLine(shown.Cause))
		}
		return errors.New(words.English.Error(shown))
	}
	return err
}
