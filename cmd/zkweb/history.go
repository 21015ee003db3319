package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/web/words"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

func historyCommands() []command {
	verify, forget := new(historyStore), new(historyStore)
	return []command{
		{settings.Command{
			Name: "history verify", Settings: verify.list(),
			Does: "verify that nothing in a recorder's history was altered, and say what it proves; exit 0 or 1\nIt may run while a recorder writes.",
		}, func(ctx context.Context, _ settings.Given) error { return verify.verify(ctx) }},
		{settings.Command{
			Name: "history forget", Arguments: "PATH", Settings: forget.list(),
			Does: "remove the past of a znode and of all below it from a recorder's history\nThe recorder must not be running.",
		}, func(ctx context.Context, given settings.Given) error { return forget.forget(ctx, given.Arguments[0]) }},
	}
}

// historyStore is the history that a command works on.
type historyStore struct {
	dir, key string
}

func (s *historyStore) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "state-dir", Form: "DIR", Does: "folder of the history, the recorder's --state-dir",
			Takes: "a folder", Set: settings.Text(&s.dir),
		}, {
			Name: "history-key", Form: "FILE", Does: "file with the key that the recorder seals values with",
			Takes: "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", Set: settings.Text(&s.key),
		},
	}
}

// verify fails if the history is not as it was written.
func (s *historyStore) verify(ctx context.Context) error {
	if s.dir == "" {
		return usageError{errors.New("zkweb history verify takes --state-dir DIR, the folder that the recorder was given")}
	}
	var key history.Key
	if s.key != "" {
		var err error
		if key, err = history.ReadKey(s.key); err != nil {
			return usageError{settings.Refuse("history-key", s.key, "a key", err)}
		}
	}
	verified, err := history.Verify(ctx, s.dir, key)
	var digests history.Digests
	if err == nil {
		digests, err = history.VerifyDigests(ctx, s.dir, key)
	}
	if _, wrong := errors.AsType[*history.Wrong](err); wrong {
		return fmt.Errorf("the history in %s is not as it was written: %w", s.dir, err)
	}
	if err != nil {
		return err
	}
	fmt.Printf("as it was written: %d transactions in the history, after zxid %#x and up to %#x; segments: %d\n", verified.Transactions, uint64(verified.First), uint64(verified.Last), verified.Segments)
	for _, proof := range []txnlog.Proof{txnlog.ProofDigest, txnlog.ProofSources, txnlog.ProofSeen, txnlog.ProofWatched, txnlog.ProofFound} {
		if spans := verified.Proofs[proof]; spans > 0 {
			fmt.Printf("spans with the proof %q: %d. %s\n", proof, spans, words.English.History.Proofs[string(proof)])
		}
	}
	if digests.Agree > 0 {
		fmt.Printf("%d digests of ZooKeeper were computed again and agree\n", digests.Agree)
	}
	if digests.Unchecked > 0 {
		fmt.Printf("%d could not be: data was skipped, sealed with another key or forgotten\n", digests.Unchecked)
	}
	for _, file := range verified.Loose {
		fmt.Printf("%s is being written, or its writer was cut off: all that it holds was checked, not the bytes that hold nothing\n", file)
	}
	for _, torn := range verified.Torn {
		fmt.Printf("%s: the last %d bytes do not read as they were written: a crash of the machine explains that, and damage would, too; a recorder that is started reads again what they held\n", torn.File, torn.Bytes)
	}
	for _, gap := range verified.Gaps {
		fmt.Printf("missing: after zxid %#x (%s) and before %#x (%s). %s\n", uint64(gap.After), at(gap.From), uint64(gap.Before), at(gap.To), words.English.History.GapCauses[string(gap.Cause)])
	}
	return nil
}

func at(ms int64) string {
	if ms == 0 {
		return "time unknown"
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

func (s *historyStore) forget(ctx context.Context, of string) error {
	path, err := znode.ParsePath(of)
	if s.dir == "" || err != nil || path.IsRoot() {
		return usageError{errors.New("zkweb history forget takes PATH, that of a znode without a chroot, and --state-dir DIR, the folder that the recorder was given")}
	}
	changes, err := history.Forget(ctx, s.dir, path)
	if err != nil {
		return err
	}
	fmt.Printf("%d changes at and below %s are forgotten\n", changes, path)
	return nil
}
