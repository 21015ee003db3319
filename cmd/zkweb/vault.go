package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"zkweb/auth/proposals"
	"zkweb/auth/vault"
	"zkweb/cmd/zkweb/settings"
)

// previousShelf holds the data that changes replace.
const previousShelf = "previous"

// proposalsShelf holds the changes that wait for approval. Its bounds are above those of package
// proposals, which are reached first.
const (
	proposalsShelf    = "proposals"
	maxProposalsAge   = 2 * proposals.MaxAge
	maxProposalsBytes = 4 * proposals.MaxBytes
)

// seals reports whether anything is sealed beside the trail.
func (s *consoleSettings) seals() bool {
	return s.record.keepPrevious > 0 || len(s.people.approvals) > 0
}

// readKey reads the key for what is sealed. The error is a usageError.
func (s *recordSettings) readKey() (vault.Key, error) {
	if s.dataKey == "" && s.keepPrevious > 0 {
		return vault.Key{}, usageError{errors.New("--keep-previous needs --data-key: what changes replace is kept sealed")}
	}
	if s.dataKey == "" {
		return vault.Key{}, usageError{errors.New("--approve needs --data-key: what is proposed is kept sealed")}
	}
	key, err := vault.ReadKey(s.dataKey)
	if err != nil {
		err = usageError{settings.Refuse("data-key", s.dataKey, "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", err)}
	}
	return key, err
}

// checkApprovals checks the settings that approvals need. The error is a usageError.
func (s *consoleSettings) checkApprovals() error {
	switch {
	case len(s.people.approvals) == 0:
		return nil
	case s.record.dataDir == "":
		return usageError{errors.New("--approve needs --data-dir: what is proposed is kept beside the trail")}
	case !s.people.allowWrites:
		return usageError{errors.New("--approve needs --allow-writes: without it nobody changes anything")}
	}
	rules := s.rules()
	for _, name := range slices.Sorted(maps.Keys(s.people.approvals)) {
		if rules.DirectoryOf(name) == nil {
			return usageError{fmt.Errorf("--approve needs --users-path, or --cluster-users-path, for cluster %s: where nobody is verified, anybody can be another person", name)}
		}
	}
	return nil
}

// openProposals returns the proposals in a vault.
func openProposals(ctx context.Context, v *vault.Vault, logger *slog.Logger) (*proposals.Store, error) {
	return proposals.Open(ctx, v.Shelf(proposalsShelf, vault.Bounds{MaxAge: maxProposalsAge, MaxBytes: maxProposalsBytes}), logger)
}

// previous returns the shelf for the data that changes replace.
func (s *recordSettings) previous(v *vault.Vault) *vault.Shelf {
	return v.Shelf(previousShelf, vault.Bounds{MaxAge: s.keepPrevious, MaxBytes: s.keepMaxBytes})
}
