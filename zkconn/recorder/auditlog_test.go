package recorder

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

func auditLine(session int, user string) string {
	return fmt.Sprintf("2026-01-02 03:04:05,678 INFO audit: session=%#x\tuser=10.0.0.7,%s\tip=10.0.0.7\toperation=setData\tznode=/a b\tresult=success\n", session, user)
}

// Only lines in the format that servers write make claims.
func TestAuditLines(t *testing.T) {
	t.Parallel()
	alice := Claim{0x7, "alice", "10.0.0.7"}
	for line, want := range map[string]Claim{
		auditLine(7, "alice"):                                                    alice,
		strings.ReplaceAll(auditLine(7, ""), "ip=", "ip="):                       {0x7, "", "10.0.0.7"},
		auditLine(7, "alice,bob"):                                                {0x7, "alice,bob", "10.0.0.7"},
		strings.ReplaceAll(auditLine(7, "alice"), "10.0.0.7", "0:0:0:0:0:0:0:1"): {0x7, "alice", "::1"},
		"session=0x7\tuser=root\toperation=ephemeralZNodeDeletionOnSessionCloseOrExpire\tznode=/e\tresult=success": {},
		auditLine(7, "alice\tip=10.0.0.8"):                {},
		auditLine(7, strings.Repeat("a", maxAuditUser+1)): {},
		auditLine(7, "a\x1b[2J"):                          {},
		auditLine(7, "\xff"):                              {},
		auditLine(0, "alice"):                             {},
		"session=7\tuser=a\tip=::1\toperation=create":     {},
		"session=0x7\tuser=a\tip=host\toperation=create":  {},
		"INFO Processing session=0x7":                     {},
		"":                                                {},
	} {
		got, ok := parseAudit(strings.TrimRight(line, "\n"))
		if ok != (want != Claim{}) || ok && got != want {
			t.Errorf("%q: %+v, %t", line, got, ok)
		}
	}
}

func FuzzAudit(f *testing.F) {
	f.Add(auditLine(7, "alice"))
	f.Fuzz(func(t *testing.T, line string) {
		if claim, ok := parseAudit(line); ok && (!isName(claim.User) || claim.Session == 0 || claim.Address == "") {
			t.Errorf("%q: %+v", line, claim)
		}
	})
}

// An audit log is followed when it is renamed and when it is truncated. A line counts once it is
// complete, and a line that is too long is ignored.
func TestAuditLogIsFollowed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "audit.log")
	heard := make(chan Claim)
	go FollowAudit(t.Context(), file, slog.New(slog.DiscardHandler), func(c Claim) {
		select {
		case heard <- c:
		case <-t.Context().Done():
		}
	})
	next := func() int64 {
		t.Helper()
		select {
		case claim := <-heard:
			return claim.Session
		case <-time.After(zktest.Patience):
			t.Fatal("nothing more is heard")
		}
		return 0
	}
	write := func(flags int, text string) {
		t.Helper()
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|flags, 0o600)
		if err == nil {
			_, err = f.WriteString(text)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	half, rest := auditLine(3, "c")[:30], auditLine(3, "c")[30:]
	write(os.O_APPEND, auditLine(1, "a")+auditLine(9, strings.Repeat("long", maxLogLine))+auditLine(2, "b")+half)
	got := []int64{next(), next()}
	write(os.O_APPEND, rest)
	got = append(got, next())
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	write(os.O_APPEND, strings.Repeat("another line\n", 100)+auditLine(4, "d"))
	got = append(got, next())
	write(os.O_TRUNC, "")
	write(os.O_APPEND, auditLine(5, "e"))
	got = append(got, next())
	if !slices.Equal(got, []int64{1, 2, 3, 4, 5}) {
		t.Errorf("heard of the sessions %v", got)
	}
}

// TestAuditLogFailsAgain checks that each time a log can no longer be read is reported once.
func TestAuditLogFailsAgain(t *testing.T) {
	t.Parallel()
	file, logged := filepath.Join(t.TempDir(), "audit.log"), make(chan string, 100)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(ended)
		heard := func(Claim) { logged <- "a claim" }
		FollowAudit(ctx, file, slog.New(slog.NewTextHandler(sending(logged), nil)), heard)
	}()
	for range 2 {
		must(os.Mkdir(file, 0o700))
		for !strings.Contains(<-logged, "it is no file") {
		}
		must(os.Remove(file))
		must(os.WriteFile(file, []byte(auditLine(1, "a")), 0o600))
		for <-logged != "a claim" {
		}
		must(os.Remove(file))
	}
	cancel()
	<-ended
	for len(logged) > 0 {
		t.Errorf("more is reported: %s", <-logged)
	}
}

// sending is a writer that sends what is written.
type sending chan<- string

func (s sending) Write(text []byte) (int, error) {
	s <- string(text)
	return len(text), nil
}

// The beginning of a long log is skipped.
func TestAuditLogFromNearItsEnd(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "audit.log")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewWriter(f)
	for i, written := 1, 0; written < logTail+maxLogLine; i++ {
		n, _ := lines.WriteString(auditLine(i, "a"))
		written += n
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	first := make(chan Claim, 1)
	go FollowAudit(t.Context(), file, slog.New(slog.DiscardHandler), func(c Claim) {
		select {
		case first <- c:
		default:
		}
	})
	if claim := <-first; claim.Session < 100 || claim.User != "a" {
		t.Errorf("the first is %+v", claim)
	}
}
