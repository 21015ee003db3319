package main

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/payload/mask"
)

// recordSettings are of the audit trail and of what people see of secrets.
type recordSettings struct {
	dataDir       string // "" keeps no trail
	auditLog      string // a file's name, "-" for standard output, "" for none
	auditReads    bool
	auditMaxAge   time.Duration // 0 keeps entries for ever
	auditMaxBytes int64         // 0 is no limit
	requireReason bool
	masks         []string // patterns beside the usual ones
}

func (s *recordSettings) list() []setting {
	return []setting{
		{"data-dir", "DIR", "", "folder of the audit trail; without it there is none, and nothing is revealed or changed",
			"a folder for this console alone, made if it is not there", text(&s.dataDir)},
		{"audit-log", "FILE", "", "file that gets each entry of the trail as a line of JSON; - is standard output",
			"the name of a file, or -, with --data-dir", text(&s.auditLog)},
		{"audit-reads", "", "true", "record also which znodes people look at",
			"true or false", toggle(&s.auditReads)},
		{"audit-max-age", "DAYS", "0", "older entries of the trail are removed; 0 keeps them",
			"a whole number of days from 0 to 36500", s.setAuditMaxAge},
		{"audit-max-size", "SIZE", "0", "beyond it, the oldest entries of the trail are removed; 0 is no limit",
			"a size from 1MiB, such as 2048MiB, or 0", s.setAuditMaxSize},
		{"require-reason", "", "false", "let nobody reveal a secret without a reason",
			"true or false", toggle(&s.requireReason)},
		{"mask", "PATTERN", "", "name of secrets, in which * stands for any characters; repeatable, added to " + strings.Join(mask.DefaultPatterns(), ", "),
			"a name such as *password*", s.addMask},
	}
}

func (s *recordSettings) setAuditMaxAge(value string) error {
	days, err := strconv.ParseUint(value, 10, 31)
	if err != nil || days > 36500 {
		return errors.New("it is not such a number")
	}
	s.auditMaxAge = time.Duration(days) * 24 * time.Hour
	return nil
}

func (s *recordSettings) setAuditMaxSize(value string) error {
	if value == "0" {
		s.auditMaxBytes = 0
		return nil
	}
	digits, ok := strings.CutSuffix(value, "MiB")
	number, err := strconv.ParseUint(digits, 10, 31)
	if !ok || err != nil || number == 0 {
		return errors.New("it is not such a size")
	}
	s.auditMaxBytes = int64(number) << 20
	return nil
}

func (s *recordSettings) addMask(value string) error {
	if value == "" {
		return nil
	}
	s.masks = append(s.masks, value)
	_, err := s.masker()
	return err
}

// rules adds what is recorded and revealed to the rules about people.
func (s *recordSettings) rules(rules guard.Rules) guard.Rules {
	rules.Masker, _ = s.masker() // its patterns were looked at one by one
	rules.RequireReason = s.requireReason
	rules.UnrecordedReads = !s.auditReads
	return rules
}

// masker masks what the usual patterns and those of --mask name.
func (s *recordSettings) masker() (*mask.Masker, error) {
	return mask.New(append(mask.DefaultPatterns(), s.masks...))
}

// openAuditLog sets where the lines of JSON go and what is there already, and
// gives what closes it.
func (s *recordSettings) openAuditLog(config *audit.Config) (io.Closer, error) {
	switch s.auditLog {
	case "":
		return io.NopCloser(nil), nil
	case "-":
		config.Log = os.Stdout
		return io.NopCloser(nil), nil
	}
	refused := func(err error) error {
		return usageError{refuse("audit-log", s.auditLog, "the name of a file that can be read and written, or -", err)}
	}
	file, err := os.OpenFile(s.auditLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, refused(err)
	}
	config.Log = file
	if config.Logged, err = audit.ReadLastLine(s.auditLog); err != nil {
		return nil, errors.Join(refused(err), file.Close())
	}
	return file, nil
}
