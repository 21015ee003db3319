package main

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/cmd/zkweb/settings"
	"zkweb/web/words"
	"zkweb/zkconn/payload/mask"
)

// recordSettings are about the audit trail, and about what people see of secrets.
type recordSettings struct {
	dataDir       string // "" for no trail
	auditLog      string // a file's name, "-" for standard output, "" for none
	auditReads    bool
	auditMaxAge   time.Duration // 0 keeps entries forever
	auditMaxBytes int64         // 0 for no limit
	keepPrevious  time.Duration // how long the data that changes replace is kept; 0 for not at all
	keepMaxBytes  int64
	dataKey       string // a file's name
	requireReason bool
	masks         []string // patterns in addition to the usual ones
}

func (s *recordSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "data-dir", Form: "DIR", Does: "folder of the audit trail; without it there is none, and nothing is revealed or changed",
			Takes: "a folder for this console alone, made if it is not there", Set: settings.Text(&s.dataDir),
		}, {
			Name: "audit-log", Form: "FILE", Does: "file to which each entry of the trail is written as a line of JSON; - for standard output",
			Takes: "the name of a file, or -, with --data-dir", Set: settings.Text(&s.auditLog),
		}, {
			Name: "audit-reads", Default: "true", Does: "also record which znodes people look at",
			Takes: "true or false", Set: settings.Switch(&s.auditReads),
		}, {
			Name: "audit-max-age", Form: "DAYS", Default: "0", Does: "age at which entries of the trail are removed; 0 keeps them",
			Takes: "a whole number of days from 0 to 36500", Set: days(&s.auditMaxAge),
		}, {
			Name: "audit-max-size", Form: "SIZE", Default: "0", Does: "size above which the oldest looks and refusals of the trail are removed; 0 for no limit",
			Takes: "a size from 1MiB, such as 2048MiB, or 0", Set: settings.Size(&s.auditMaxBytes, 0, math.MaxInt32),
		}, {
			Name: "keep-previous", Form: "DAYS", Default: "0", Does: "how long to keep what changes replace, sealed, to undo them; 0 keeps nothing",
			Takes: "a whole number of days from 0 to 36500, with --data-dir and --data-key", Set: days(&s.keepPrevious),
		}, {
			Name: "keep-previous-size", Form: "SIZE", Default: "256MiB", Does: "size above which the oldest of what --keep-previous keeps is removed",
			Takes: "a size from 1MiB, such as 1024MiB", Set: settings.Size(&s.keepMaxBytes, 1, math.MaxInt32),
		}, {
			Name: "data-key", Form: "FILE", Does: "file with the key that seals what --keep-previous keeps, and changes that wait for approval: 32 bytes in base64, mode 0600",
			Takes: "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", Set: settings.Text(&s.dataKey),
		}, {
			Name: "require-reason", Default: "false", Does: "require a reason for revealing a secret",
			Takes: "true or false", Set: settings.Switch(&s.requireReason),
		}, {
			Name: "mask", Form: "PATTERN", Does: "pattern of the names of secrets, in which * matches any characters; repeatable, added to " + strings.Join(mask.DefaultPatterns(), ", "),
			Takes: "a name such as *password*", Set: s.addMask, Many: true,
		},
	}
}

// beside returns a file in the trail's folder; "" if there is no trail.
func (s *recordSettings) beside(name string) string {
	if s.dataDir == "" {
		return ""
	}
	return filepath.Join(s.dataDir, name)
}

// days returns a Set function for an age in days.
func days(age *time.Duration) func(string) error {
	return func(value string) error {
		days, err := strconv.ParseUint(value, 10, 31)
		if err != nil || days > 36500 {
			return errors.New("it is not such a number")
		}
		*age = time.Duration(days) * 24 * time.Hour
		return nil
	}
}

func (s *recordSettings) addMask(value string) error {
	s.masks = append(s.masks, value)
	if _, err := s.masker(); err != nil {
		return errors.New(words.English.Error(err))
	}
	return nil
}

// rules adds to the rules what is recorded, and who may reveal secrets.
func (s *recordSettings) rules(rules guard.Rules) guard.Rules {
	rules.Masker, _ = s.masker() // the patterns were checked one by one
	rules.RequireReason = s.requireReason
	rules.UnrecordedReads = !s.auditReads
	return rules
}

// masker returns a masker for the usual patterns and those of --mask.
func (s *recordSettings) masker() (*mask.Masker, error) {
	return mask.New(append(mask.DefaultPatterns(), s.masks...))
}

// openAuditLog sets the file for the lines of JSON, and what it has already. It returns what closes
// the file.
func (s *recordSettings) openAuditLog(config *audit.Config) (io.Closer, error) {
	switch s.auditLog {
	case "":
		return io.NopCloser(nil), nil
	case "-":
		config.Log = os.Stdout
		return io.NopCloser(nil), nil
	}
	file, err := os.OpenFile(s.auditLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, s.refuseAuditLog(err)
	}
	config.Log = file
	if config.Logged, err = audit.ReadLastLine(s.auditLog); err != nil {
		return nil, errors.Join(s.refuseAuditLog(err), file.Close())
	}
	return file, nil
}

func (s *recordSettings) refuseAuditLog(why error) error {
	return usageError{settings.Refuse("audit-log", s.auditLog, "the name of a file that can be read and written, or -", why)}
}

// checkFiles fails if the folder or file cannot be used, as far as that is known without creating
// them. The error is a usageError.
func (s *recordSettings) checkFiles() error {
	if info, err := os.Stat(s.dataDir); err == nil && !info.IsDir() {
		return usageError{settings.Refuse("data-dir", s.dataDir, "a folder for this console alone, made if it is not there", errors.New("it is no folder"))}
	}
	if s.auditLog == "" || s.auditLog == "-" {
		return nil
	}
	if info, err := os.Stat(s.auditLog); err == nil && info.IsDir() {
		return s.refuseAuditLog(errors.New("it is a folder"))
	}
	if _, err := os.Stat(filepath.Dir(s.auditLog)); err != nil {
		return s.refuseAuditLog(err)
	}
	return nil
}
